// Closure contexts, their variables, and which of them no live function can read.
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';

import {order} from '../rows.mjs';

/* Dead variables: context's id -> "name index of the value". */
function deadVariables(snapshot) {
  const dead = new Map();
  for (const {contexts} of snapshot.analyzeContexts().scopes) {
    for (const {contextNodeId, deadFields} of contexts)
      dead.set(contextNodeId, new Set(deadFields.map(field => `${field.name} ${field.valueNodeIndex}`)));
  }
  return dead;
}

/*
 * Whether DevTools takes two scopes for one: it reads the id -2, which V8 gives to that of a whole
 * script, as 2, and so misses dead variables where a function has the id 2.
 */
function confusesScopes({profile}) {
  const fields = profile.snapshot.meta.scope_fields ?? [];
  const script = fields.indexOf('script_node_index'), id = fields.indexOf('scope_id');
  const known = new Set(), rows = profile.scopes ?? [];
  for (let i = 0; i < rows.length; i += fields.length)
    known.add(`${rows[i + script]}:${rows[i + id]}`);
  return known.size * fields.length < rows.length;
}

/* Then DevTools' analysis is given the tables with the signs that the file has. */
function readSigns({profile}, file) {
  const bytes = readFileSync(file), text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
  for (const name of ['scopes', 'scope_uses'])
    profile[name] = JSON.parse(text.match(new RegExp(`"${name}":\\s*(\\[[^\\]]*\\])`))[1]);
}

const variablesOf = node => {
  const edges = [];
  for (const it = node.edges(); it.hasNext(); it.next()) {
    if (it.item().type() === 'context')
      edges.push({variable: it.item().name(), index: it.item().nodeIndex()});
  }
  return edges;
};

function contextRows(snapshot) {
  const dead = deadVariables(snapshot);
  const rows = [];
  // DevTools knows variables by their places: the names are those of the first context of a scope.
  const names = new Map();
  const node = snapshot.createNode(0);
  for (let ordinal = 0; ordinal < snapshot.nodeCount; ordinal++) {
    node.nodeIndex = ordinal * snapshot.nodeFieldCount;
    if (!snapshot.isContextObject(node))
      continue;
    const edges = variablesOf(node);
    const scope = node.findInternalEdgeTarget('scope_info')?.nodeIndex;
    if (!names.has(scope))
      names.set(scope, edges.map(({variable}) => variable));
    const variables = edges.map(({variable, index}, i) => {
      const value = snapshot.createNode(index);
      const isDead = dead.get(node.id())?.has(`${names.get(scope)[i]} ${index}`) ?? false;
      return {
        variable, id: value.id(), dead: Number(isDead),
        dead_size: isDead ? value.retainedSize() : 0, retained_size: value.retainedSize(),
      };
    });
    rows.push({
      id: node.id(), variables, dead: variables.reduce((n, row) => n + row.dead, 0),
      dead_size: variables.reduce((n, row) => n + row.dead_size, 0),
      shallow_size: node.selfSize(), retained_size: node.retainedSize(),
    });
  }
  return order(rows, ['retained_size', false], ['retained_size', false]);
}

export function* questions(snapshot, {file}) {
  const confused = confusesScopes(snapshot);
  if (confused)
    readSigns(snapshot, file);
  const rows = contextRows(snapshot);
  yield {
    args: ['contexts', '--columns=id,variables,dead,dead_size,shallow_size,retained_size'],
    rows: () => rows.map(row => ({...row, variables: row.variables.length})),
    deviations: confused ? rows.length : 0,
  };
  yield {
    args: ['contexts', '--depth=2', '--columns=depth,variable,id,dead,dead_size,retained_size'],
    having: 'variable', // functions that share a context stand below it, too
    level: 1,
    rows: () => rows.flatMap(({variables}) => order(variables, ['retained_size', false], ['retained_size', false])
      .map(row => ({depth: 1, ...row}))),
  };
}
