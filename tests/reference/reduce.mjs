// Makes a small snapshot of a real one: some thousands of its objects, with what leads to
// them, and every reference between them.
//
//	node reduce.mjs FILE OUT.heapsnapshot.gz [OBJECTS]
//
// From the root on, from each object only its first and last references are followed; from the
// programs' own data (global variables of theirs) all.
import {readFileSync, writeFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';

const OWN = /^(ledger|kept|held|texts|named|many|proto|functions|classes|jobs|gallery)$/;
const FOLLOWED = 4; // of an object's references at either end

const [file, out, wanted = '4000'] = process.argv.slice(2);
const snapshot = JSON.parse(readFileSync(file, 'utf8'));
const {meta} = snapshot.snapshot;
const F = meta.node_fields.length, E = meta.edge_fields.length;
const field = name => meta.node_fields.indexOf(name);
const [NAME, EDGES] = [field('name'), field('edge_count')];
const edgeTypes = meta.edge_types[0];
const numbered = new Set(['element', 'hidden'].map(type => edgeTypes.indexOf(type)));
const {nodes, edges, strings} = snapshot;
const count = nodes.length / F;

const firstEdge = new Uint32Array(count + 1);
for (let i = 0; i < count; i++)
  firstEdge[i + 1] = firstEdge[i] + nodes[i * F + EDGES];
const target = edge => edges[edge * E + 2] / F;
const nameOf = edge => numbered.has(edges[edge * E]) ? String(edges[edge * E + 1]) : strings[edges[edge * E + 1]];

/* Breadth first over what `follow` lets through, until so many are kept. */
function keep(kept, starts, limit, follow) {
  const reached = new Set(starts); // grows while it is walked
  for (const node of reached) {
    kept.add(node);
    const [from, to] = [firstEdge[node], firstEdge[node + 1]];
    for (let edge = from; edge < to && kept.size < limit; edge++) {
      if (follow(edge, from, to)) {
        kept.add(target(edge));
        reached.add(target(edge));
      }
    }
    if (kept.size >= limit)
      break;
  }
}

const weak = edgeTypes.indexOf('weak');
const kept = new Set();
keep(kept, [0], wanted / 3, (edge, from, to) =>
  edges[edge * E] !== weak && (edge - from < FOLLOWED || to - edge <= FOLLOWED));
const own = [];
for (let edge = 0; edge < edges.length / E; edge++) {
  if (edgeTypes[edges[edge * E]] === 'property' && OWN.test(nameOf(edge))) {
    own.push(target(edge));
    if (edgeSource(edge) !== undefined)
      kept.add(edgeSource(edge));
  }
}
own.forEach((node, i) => keep(kept, [node], kept.size + (wanted - kept.size) / (own.length - i), () => true));

function edgeSource(edge) {
  let low = 0, high = count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    firstEdge[middle] <= edge ? low = middle : high = middle;
  }
  return low;
}

// Whatever leads to those that were taken by name: the shortest way from the root.
function addWays() {
  const parent = new Int32Array(count).fill(-1);
  const queue = [0];
  parent[0] = 0;
  for (let at = 0; at < queue.length; at++) {
    for (let edge = firstEdge[queue[at]]; edge < firstEdge[queue[at] + 1]; edge++) {
      if (edges[edge * E] !== weak && parent[target(edge)] < 0) {
        parent[target(edge)] = queue[at];
        queue.push(target(edge));
      }
    }
  }
  for (const node of [...kept]) {
    for (let above = parent[node]; above >= 0 && !kept.has(above); above = parent[above])
      kept.add(above);
  }
}
addWays();

const chosen = [...kept].sort((a, b) => a - b);
const place = new Map(chosen.map((node, i) => [node, i]));
const newStrings = [strings[0]], known = new Map([[0, 0]]);
const string = index => {
  if (!known.has(index))
    known.set(index, newStrings.push(strings[index]) - 1);
  return known.get(index);
};
const newNodes = [], newEdges = [];
for (const node of chosen) {
  const row = nodes.slice(node * F, node * F + F);
  const before = newEdges.length;
  row[NAME] = string(row[NAME]);
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    const [type, name] = [edges[edge * E], edges[edge * E + 1]];
    if (place.has(target(edge)))
      newEdges.push(type, numbered.has(type) ? name : string(name), place.get(target(edge)) * F);
  }
  row[EDGES] = (newEdges.length - before) / E;
  newNodes.push(...row);
}

const rows = (list, fields) => Array.from({length: list.length / fields.length}, (_, i) =>
  list.slice(i * fields.length, (i + 1) * fields.length));
const stringFields = (list, fields, names) => rows(list, fields).flatMap(row =>
  row.map((value, i) => names.includes(fields[i]) ? string(value) : value));
const nodeFields = (list, fields, names) => rows(list, fields)
  .filter(row => names.every(name => !fields.includes(name) || place.has(row[fields.indexOf(name)] / F)))
  .flatMap(row => row.map((value, i) => names.includes(fields[i]) ? place.get(value / F) * F : value));

const reduced = {
  ...snapshot,
  snapshot: {...snapshot.snapshot, node_count: chosen.length, edge_count: newEdges.length / E},
  nodes: newNodes,
  edges: newEdges,
  trace_function_infos: stringFields(snapshot.trace_function_infos, meta.trace_function_info_fields, ['name', 'script_name']),
  locations: nodeFields(snapshot.locations, meta.location_fields, ['object_index', 'script_object_index']),
};
if (meta.scope_fields)
  Object.assign(reduced, reduceScopes());
reduced.strings = newStrings;
writeFileSync(out, gzipSync(JSON.stringify(reduced), {level: 9}));
console.log(`${out}: ${chosen.length} objects, ${newEdges.length / E} references`);

/* Scopes of scripts that are left, with their variables and uses. */
function reduceScopes() {
  const index = name => meta.scope_fields.indexOf(name);
  const left = {scopes: [], scope_context_vars: [], scope_uses: []};
  const V = meta.scope_context_var_fields.length, U = meta.scope_use_fields.length;
  let variable = 0, use = 0;
  for (const row of rows(snapshot.scopes, meta.scope_fields)) {
    const [variables, uses] = [row[index('scope_context_vars_count')], row[index('scope_uses_count')]];
    const script = place.get(row[index('script_node_index')] / F);
    if (script !== undefined) {
      row[index('script_node_index')] = script * F;
      left.scopes.push(...row);
      left.scope_context_vars.push(...stringFields(
        snapshot.scope_context_vars.slice(variable * V, (variable + variables) * V), meta.scope_context_var_fields, ['name']));
      left.scope_uses.push(...snapshot.scope_uses.slice(use * U, (use + uses) * U));
    }
    variable += variables, use += uses;
  }
  return left;
}
