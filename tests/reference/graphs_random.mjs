// Random graphs with everything in them that a rule asks about: all types of nodes and
// references, pairs of WeakMaps, detached nodes, names that mean something.
import {Graph, Random} from './graph.mjs';

export const NAMES = {
  hidden: ['system / Map', 'system / NativeContext', 'system / Context', 'system / Context / scope @9', 'hidden thing'],
  array: ['', '(map descriptors)', '(object elements)', 'Array'],
  string: ['a', 'text', 'text', 'longer text of some kind', '', 'é', '(string)'],
  object: ['Object', 'Object', 'Object', 'Object', 'Foo', 'Bar', 'Array', 'Array', 'Function', 'Window / x', '(string)', '{a}', '<b c>'],
  code: ['code', 'system / SharedFunctionInfo'],
  closure: ['', 'f', 'Function'],
  regexp: ['x+', ''],
  number: ['heap number', 'smi number', 'int'],
  native: ['<div>', '<div id="a">', 'Detached <p class="b">', 'system / ExternalStringData', 'system / JSArrayBufferData',
           'V8EventListener', 'InternalNode', 'Function', 'Text', 'system / NativeContext / x'],
  synthetic: ['(GC roots)', '(Document DOM trees)', '(Global handles)', 'C++ roots'],
  'concatenated string': ['(concatenated string)', ''],
  'sliced string': ['(sliced string)', 'text'],
  symbol: ['symbol', 'Symbol.iterator'],
  bigint: ['bigint'],
  'object shape': ['system / Map', 'system / Map (Object)'],
};
const PROPERTIES = ['a', 'b', 'c', 'd', '__proto__', 'a,b', '{x}', '', 'elements', 'code', '1', '10', '2'];
const INTERNALS = ['first', 'second', 'map', 'native_context', 'elements', 'code', 'sloppy_function_map', 'value', 'length',
                   'hash', 'truncated', '1', 'properties'];

function name(random, type) {
  switch (type) {
    case 'element': case 'hidden': return random.below(15);
    case 'internal': return random.of(INTERNALS);
    case 'context': return random.of(['x', 'y', 'scope_info', 'previous']);
    case 'shortcut': return random.of(['window', '12', '7up', ' 3 / x', 'plain']);
    case 'weak': return random.of(['1', 'weak', 'elements']);
    default: return random.of(PROPERTIES);
  }
}

/* The two halves of a pair in a WeakMap; now and then one is missing or spelled otherwise. */
function weakPair(g, random, nodes) {
  const [table, key, value] = [random.of(nodes), random.of(nodes), random.of(nodes)];
  const tableId = random.chance(90) ? table.id : random.of(nodes).id;
  const middle = random.chance(90) ? 'V' : random.of(['V\nW', 'V) -> value (W', '']);
  const pair = ` / part of key (K @${key.id}) -> value (${middle} @${value.id}) pair in WeakMap (table @${tableId})`;
  if (random.chance(95))
    g.edge(key, `internal ${random.below(30)}${pair}`, value);
  if (random.chance(95))
    g.edge(table, `internal ${random.below(30)}${pair}`, value);
}

/* `userRoots` false: a file like those of the newest V8, where everything counts from the root. */
export function randomGraph(seed, {size = 200, userRoots = seed % 4 !== 0, detachednessField = seed % 5 !== 0, options} = {}) {
  const random = new Random(seed * 7919 + 1);
  const fields = ['type', 'name', 'id', 'self_size', 'edge_count', ...detachednessField ? ['detachedness'] : []];
  const header = random.chance(30) ? {extra_native_bytes: random.below(5000)} : {};
  const g = new Graph({fields, header, ...options});
  const types = Object.keys(NAMES);
  const count = size / 2 + random.below(size);
  const offset = random.below(3);
  for (let i = 1; i < count; i++) {
    const type = random.chance(40) ? 'object' : random.of(types);
    g.node(type, random.of(NAMES[type]), random.chance(15) ? 0 : random.below(9) * 8 + random.below(3), {
      id: random.chance(80) ? i * 4 + 1 : i * 4 + 2 * offset,
      detachedness: random.chance(12) ? random.of([1, 2, 2, 6]) : 0,
      at: ['object', 'closure'].includes(type) && random.chance(15) ? [random.below(3), random.below(2), 4] : undefined,
    });
  }
  const [root, ...nodes] = g.nodes;
  for (let i = 0, n = 2 + random.below(8); i < n; i++) {
    const to = random.of(nodes);
    const user = to.type !== 'synthetic' || to.name === '(Document DOM trees)';
    if (userRoots || !user)
      g.edge(root, random.of(['element 1', 'element 3', 'shortcut w', 'weak y', 'property p', 'internal z']), to);
  }
  const edges = count * (1 + random.below(3));
  for (let i = 0; i < edges; i++) {
    const from = random.of(nodes);
    const type = random.of(['context', 'element', 'property', 'property', 'property', 'internal', 'internal', 'hidden', 'shortcut', 'weak']);
    g.edge(from, `${type} ${name(random, type)}`, random.chance(3) ? root : random.of(nodes));
  }
  for (let i = 0; i < count / 15; i++)
    weakPair(g, random, nodes);
  for (const rope of nodes.filter(node => node.type === 'concatenated string')) {
    // No rope in a circle without text: DevTools would never end.
    rope.edges = rope.edges.filter(edge => edge.to.type !== 'concatenated string' || edge.to.ordinal > rope.ordinal);
  }
  // DevTools leaves the order of two `__proto__` of one object, or to one object, open.
  const seen = new Set();
  for (const node of g.nodes) {
    node.edges = node.edges.filter(({name, to}) => {
      const first = name !== '__proto__' || !(seen.has(node) || seen.has(`to ${to.ordinal}`));
      if (name === '__proto__')
        seen.add(node).add(`to ${to.ordinal}`);
      return first;
    });
  }
  return g;
}
