// Random graphs as no V8 writes them but a file may have them: fields and types in any order and
// some that nobody knows, ids near the end of their range, names at the limits of the rules, texts twice,
// stacks, samples, scopes and cut text without much sense.
import {EDGE_TYPES, Graph, NODE_TYPES, Random} from './graph.mjs';
import {NAMES, randomGraph} from './graphs_random.mjs';

function shuffled(random, list) {
  const rest = [...list], result = [];
  while (rest.length)
    result.push(...rest.splice(random.below(rest.length), 1));
  return result;
}

/* Text that a rule may trip over: signs, white space, units of UTF-16 in two orders, lengths. */
const PIECES = ['a', 'b', 'Z', '9', '10', ' ', ',', "'", '"', '{', '}', '<', '>', '/', '\\', '\t', '\n', '\r', '\u2028', '\u2029',
                '\u0000', '\u001f', '\u007f', '\u0085', '\u00a0', '\ufeff', 'é', 'ß', 'ſ', '\u212a', 'İ', 'ı', 'ǅ', 'Σ', 'ς', 'σ',
                '漢', '\ud800', '\udc00', '\ue000', '\uffee', '\uffff', '🧪', '𐐀', '𐐨', '__proto__', '...', ' @1', '%s'];
const LENGTHS = [1, 2, 3, 40, 47, 48, 49, 50, 58, 59, 60, 97, 98, 99, 100, 117, 118, 119, 120, 121, 1022, 1023, 1024, 1025];

export function oddText(random) {
  if (random.chance(20))
    return random.of(['x', 'é', '🧪', '"']).repeat(random.of(LENGTHS));
  return Array.from({length: random.below(5)}, () => random.of(PIECES)).join('');
}

/* What a number may look like to parseInt, and what may not. */
const NUMBERS = ['0', '1', '2', '3', '4', '5', '6', '7', '10', '007', '+7', '-7', '-0', '-2', '-', '+', '1e3', '0x10', '1.9', '5 apples',
                 ' 8', '\u00a09', '\ufeff11', '\u2028 13', '\u180e4', '\n16', '- 4', '--4', '９', '4294967299', '9007199254740993',
                 '18446744073709551619', '123456789012345678901234567890', '-9223372036854775811', 'Infinity', 'NaN', ''];

function oddName(random, type) {
  switch (type) {
    case 'element': case 'hidden':
      return random.chance(10) ? random.of([2147483647, 2147483648, 4294967295]) : random.below(40);
    case 'shortcut':
      return random.chance(70) ? random.of(NUMBERS) : oddText(random);
    default:
      return random.chance(25) ? random.of(NUMBERS) : oddText(random);
  }
}

function oddPair(g, random, nodes) {
  const [table, key, value] = [random.of(nodes), random.of(nodes), random.of(nodes)];
  const tableId = random.of([table.id, table.id, table.id, `0${table.id}`, `000${table.id}`, table.id + 2 ** 32, `${table.id}.0`, '', -table.id]);
  const names = random.of([['K', 'V'], ['', ''], ['K @3) -> value (V', 'W'], ['K', 'V @7) pair in WeakMap (table @1'], ['\u2028', 'V'],
                           ['K', '\r'], ['\ud800', '🧪'], ['K', 'V\u0085'], [') -> value (', ' @']]);
  const pair = ` / part of key (${names[0]} @${key.id}) -> value (${names[1]} @${value.id}) pair in WeakMap (table @${tableId})` +
    random.of(['', '', '', '', '', '\n', ' ', ')']);
  const number = () => random.of([random.below(30), random.below(30), '007', '', '-1', '٣', '12345678901234567890']);
  for (const from of [key, table, random.of(nodes)]) {
    if (random.chance(from === key || from === table ? 92 : 10))
      g.edge(from, `${random.chance(95) ? 'internal' : random.of(['property', 'weak', 'context'])} ${number()}${pair}`, value);
  }
}

/* Numbers and truths as nodes, and strings that say what is cut of them. */
function cutTexts(g, random) {
  const whole = (type, name, value) => {
    const node = g.node(type, name, 0);
    g.edge(node, 'internal value', g.node('string', value, 0));
    return node;
  };
  const ints = ['5', '5', '-5', ' 5', '5x', 'x', ''].map(text => whole('number', random.of(['int', 'int', 'int', 'smi']), text));
  const truths = ['true', 'false', 'True'].map(text => whole(random.of(['number', 'number', 'object']), 'bool', text));
  return () => {
    const node = g.node('string', random.of(['cut', 'other cut', 'text']), random.of([0, 16, 24]));
    for (const [edge, values] of [['length', ints], ['truncated', [truths[0], truths[0], random.of(truths)]], ['hash', ints]]) {
      for (let i = random.of([0, 1, 1, 1, 1, 2]); i > 0; i--)
        g.edge(node, `${random.chance(93) ? 'internal' : 'property'} ${edge}`, random.of(values));
    }
    return node;
  };
}

function stacks(g, random, nodes) {
  const count = 2 + random.below(8);
  g.traceFunctions = Array.from({length: count}, (_, i) =>
    [i === 0 ? '(root)' : random.of(['f', 'f', 'g', '', oddText(random)]), random.of(['', 'a.js', 'file:///b.js', 'file://c', 'http://d/e.js']),
     random.below(5), random.below(4), random.below(4)]);
  let id = 1;
  const tree = depth => {
    const children = [];
    for (let i = depth < 5 ? random.below(4) : 0; i > 0; i--)
      children.push(id += 1 + random.below(2), 1 + random.below(count - 1), random.of([0, 1, 2, 30]), 8 * random.below(9), tree(depth + 1));
    return children;
  };
  g.traceTree = [1, 0, random.below(2), 8, tree(0)];
  for (const node of nodes)
    node.trace = random.chance(60) ? random.below(id + 3) : 0;
}

function samples(g, random) {
  let time = random.below(2) * 5_000_000_000, id = 0;
  for (let i = random.below(9); i > 0; i--)
    g.samples.push([time += random.below(900_000) + (random.chance(10) ? 4_000_000_000 : 0), id += random.below(120)]);
}

function scopes(g, random, nodes) {
  const int = n => {
    const node = g.node('number', 'int', 0);
    g.edge(node, 'internal value', g.node('string', String(n), 0));
    return node;
  };
  const scripts = ['system / Script / a.js', 'system / Script', 'system / Script / ', 'system / Script / b.js'].slice(0, 1 + random.below(4))
    .map(name => g.node('hidden', name, 32));
  const ids = [1, 2, 3, 4, 5];
  const infos = [];
  for (const id of [...ids, ...ids]) {
    const info = g.node('hidden', random.chance(95) ? 'system / ScopeInfo' : 'system / Other', 16);
    if (random.chance(95))
      g.edge(info, 'internal scope_id', int(id));
    if (random.chance(40))
      g.edge(info, 'internal function_name', g.node('string', random.of(['f', '', 'long name']), 8));
    if (infos.length && random.chance(50))
      g.edge(info, 'internal outer_scope_info', random.of(random.chance(90) ? infos : nodes));
    if (random.chance(60)) {
      const shared = g.node('code', random.of(['system / SharedFunctionInfo', 'system / SharedFunctionInfo / f']), 24);
      g.edge(shared, 'internal name_or_scope_info', info);
      g.edge(shared, 'internal script', random.chance(90) ? random.of(scripts) : random.of(nodes));
      g.edge(random.of(nodes), 'internal shared', shared);
    }
    infos.push(info);
  }
  const contexts = [];
  for (let i = 0; i < 12; i++) {
    const context = g.node('object', random.of(['system / Context', 'system / Context / scope @3']), random.of([0, 24, 40]));
    g.edge(random.of(nodes), 'internal context', context);
    if (random.chance(95))
      g.edge(context, 'internal scope_info', random.of(infos));
    if (contexts.length && random.chance(70))
      g.edge(context, 'internal previous', random.of(random.chance(95) ? contexts : nodes));
    for (const name of shuffled(random, ['x', 'y', 'z', 'w', 'x', '']).slice(0, random.below(5)))
      g.edge(context, `context ${name}`, random.of(nodes));
    contexts.push(context);
  }
  if (contexts.length && random.chance(30))
    g.edge(contexts[0], 'internal previous', random.of(contexts));
  for (let i = 0; i < 8; i++) {
    const f = g.node('closure', 'f', 32), shared = g.node('code', 'system / SharedFunctionInfo', 24);
    g.edge(random.of(nodes), 'property f', f);
    if (random.chance(95))
      g.edge(f, 'internal shared', shared);
    if (random.chance(95))
      g.edge(shared, 'internal script', random.of(scripts));
    if (random.chance(95))
      g.edge(shared, 'internal scope_id', int(random.of(ids)));
    g.edge(f, 'internal context', random.of(contexts));
  }
  for (const script of scripts) {
    if (random.chance(80)) {
      let depth = -1; // a scope lies in one of those before it, or DevTools fails
      for (const id of shuffled(random, random.chance(80) ? ids : [...ids, ...ids])) {
        depth = random.below(depth + 2);
        const variables = random.below(4), uses = random.below(4);
        g.scopes.push([script, id, depth, variables, uses]);
        g.scopeVariables.push(...Array.from({length: variables}, () => random.of(['x', 'y', 'z', 'w', ''])));
        g.scopeUses.push(...Array.from({length: uses}, () => [random.of([1, 2, 3, 4, 5, 9]), random.below(4)]));
      }
    }
  }
}

/* A native context, the map of its maps, and objects of it. */
function realm(g, random, nodes) {
  const context = g.node(random.of(['hidden', 'native', 'object']), random.of(['system / NativeContext', 'system / NativeContext / x',
    'Detached system / NativeContext / gone', 'system / NativeContext /', 'Detached system / NativeContext']), 100);
  g.edge(random.of(nodes), 'internal native_context', context);
  const meta = g.node('hidden', 'system / Map', 80);
  g.edge(context, 'internal meta_map', meta);
  g.edge(meta, `${random.chance(90) ? 'internal' : 'property'} native_context`, context);
  const map = g.node('hidden', 'system / Map', 80);
  g.edge(map, 'internal map', meta);
  for (let i = random.below(6); i > 0; i--)
    g.edge(random.of(nodes), 'internal map', map);
}

function listener(g, random, nodes) {
  const node = g.node('native', 'V8EventListener', random.of([0, 40]));
  g.edge(random.of(nodes), 'internal listener', node);
  for (let i = random.below(3); i > 0; i--)
    g.edge(node, random.of(['element 1', 'internal 1', 'property 1', 'hidden 1', 'shortcut 1', 'shortcut 1 and more', 'weak 1', 'element 2']), random.of(nodes));
  g.edge(random.of(nodes), random.of(['internal code', 'property code', 'weak code']), random.of(nodes));
}

/* Unlike randomGraph these have no rope of ropes that never ends: what a rope is made of comes later. */
export function oddGraph(seed, {size = 120} = {}) {
  const random = new Random(seed * 104729 + 7);
  const optional = ['trace_node_id', 'detachedness', 'unheard_of'].filter(() => random.chance(60));
  const g = randomGraph(seed, {
    size,
    userRoots: random.chance(75),
    options: {
      fields: shuffled(random, ['type', 'name', 'id', 'self_size', 'edge_count', ...optional]),
      nodeTypes: shuffled(random, [...NODE_TYPES, 'wasm object', 'unheard of']),
      edgeTypes: shuffled(random, [...EDGE_TYPES, 'unheard_of', ...random.chance(50) ? ['invisible'] : []]),
      edgeFields: shuffled(random, ['type', 'name_or_index', 'to_node']),
      locationFields: shuffled(random, ['object_index', 'script_id', 'line', 'column', ...random.chance(50) ? ['script_object_index'] : []]),
      sampleFields: shuffled(random, ['timestamp_us', 'last_assigned_id']),
      header: random.chance(50) ? {extra_native_bytes: random.below(5000)} : {},
    },
  });
  const [root, ...nodes] = g.nodes;
  for (const node of nodes) {
    if (random.chance(15))
      node.name = oddText(random);
    if (random.chance(4))
      node.id = 2147483600 + random.below(100) * 21474836;
    if (random.chance(3))
      node.type = random.of(['wasm object', 'unheard of', ...Object.keys(NAMES)]);
    if (node.type === 'concatenated string')
      node.edges = node.edges.filter(edge => edge.to.type !== 'concatenated string' || edge.to.ordinal > node.ordinal);
    if (random.chance(2))
      node.size = random.of([1, 99, 999, 1000, 99_949, 99_950, 2 ** 26]);
  }
  if (random.chance(20))
    root.name = oddText(random);
  if (random.chance(20))
    root.size = random.below(50);
  const types = [...EDGE_TYPES, 'unheard_of', ...g.edgeTypes.includes('invisible') ? ['invisible'] : []];
  for (let i = 0; i < size; i++) {
    const from = random.chance(3) ? root : random.of(nodes), type = random.of(types), to = random.of(nodes);
    if (from.type !== 'concatenated string' && (from !== root || to.type === 'synthetic'))
      g.edge(from, `${type} ${oddName(random, type)}`, to);
  }
  for (let i = 0; i < size / 12; i++)
    oddPair(g, random, nodes);
  if (random.chance(60)) {
    const cut = cutTexts(g, random);
    for (let i = 0; i < 10; i++)
      g.edge(random.of(nodes), 'property cut', cut());
  }
  for (let i = random.below(4); i > 0; i--)
    realm(g, random, nodes);
  for (let i = random.below(4); i > 0; i--)
    listener(g, random, nodes);
  for (let i = random.below(4); i > 0; i--)
    g.edge(random.of(nodes), `${random.of(['internal', 'weak', 'shortcut', 'property'])} ${random.below(9)} / DevTools console`, random.of(nodes));
  if (random.chance(40))
    scopes(g, random, nodes);
  if (optional.includes('trace_node_id') && random.chance(70))
    stacks(g, random, g.nodes);
  if (random.chance(40))
    samples(g, random);
  if (random.chance(20)) {
    const again = new Random(seed);
    g.repeats = () => again.chance(20);
  }
  endRopes(g);
  onePrototype(g);
  eachIdOnce(g);
  return g;
}

/* What a second object of an id is, DevTools does not tell. */
function eachIdOnce(g) {
  const known = new Set();
  for (const node of g.nodes) {
    while (known.has(node.id))
      node.id += 2;
    known.add(node.id);
  }
}

/* No rope in a circle without text: DevTools would never end. */
function endRopes(g) {
  for (const node of g.nodes) {
    if (node.type === 'concatenated string')
      node.edges = node.edges.filter(edge => edge.to.type !== 'concatenated string' || edge.to.ordinal > node.ordinal);
  }
}

/* DevTools leaves the order of two `__proto__` of one object, or to one object, open. */
function onePrototype(g) {
  const seen = new Set();
  for (const node of g.nodes) {
    node.edges = node.edges.filter(({name, to}) => {
      const first = name !== '__proto__' || !(seen.has(node) || seen.has(`to ${to.ordinal}`));
      if (name === '__proto__')
        seen.add(node).add(`to ${to.ordinal}`);
      return first;
    });
  }
}

/*
 * The same process later: most objects are there, some under another name, some have gone and
 * others come (under a new id), some have grown from nothing or shrunk to it; the file in another order.
 */
export function laterGraph(seed, options) {
  const random = new Random(seed * 15485863 + 3);
  const g = oddGraph(seed, options);
  const [root, ...nodes] = g.nodes;
  // Were more than two objects in a hundred renamed, heaptui would take it for another process.
  const counts = node => ['object', 'closure'].includes(node.type);
  let room = Math.floor(nodes.filter(counts).length / 70);
  for (const node of nodes) {
    if (random.chance(8))
      node.id = 100_000 + 2 * node.ordinal + random.below(2);
    else if (random.chance(5) && (!counts(node) || room-- > 0))
      node.name = random.of(nodes).name;
    if (random.chance(5))
      node.size = random.of([0, 8, 24]);
    if (random.chance(5) && node.type === 'object')
      node.edges.pop();
  }
  g.nodes = [root, ...shuffled(random, nodes)];
  g.nodes.forEach((node, ordinal) => { node.ordinal = ordinal; });
  endRopes(g);
  eachIdOnce(g);
  eachIdOnce(g);
  return g;
}
