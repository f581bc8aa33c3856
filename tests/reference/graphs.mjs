// Graphs made for one chapter of DevTools' rules each: what no real snapshot here decides.
// Section numbers are those of doc/devtools-semantics.
import {EDGE_TYPES, Graph, page, Random} from './graph.mjs';
import {randomGraph} from './graphs_random.mjs';

/* 3.2, 3.4: names that are put together, and classes by type. */
function names() {
  const g = page();
  const text = (content, size = 8) => g.node('string', content, size);
  const rope = (...parts) => {
    const node = g.under(g.window, `element ${g.nodes.length}`, 'concatenated string', '(concatenated string)', 24);
    parts.forEach(([name, part]) => g.edge(node, `internal ${name}`, part));
    return node;
  };
  rope(['first', text('left ')], ['second', text('right')]);
  rope(['second', text('only the right part')]);
  rope(['first', text('only the left part')]);
  // Scanning goes on until both are there; until then a later one replaces an earlier one.
  rope(['first', text('replaced')], ['first', text('last of the first')], ['second', text(' and second')], ['second', text('too late')]);
  rope(['first', text('')], ['second', text('flat')]);
  rope(['first', text('x'.repeat(1020))], ['second', text('goes past the limit')]);
  rope(['first', text('y'.repeat(1024))], ['second', text('not reached')]);
  let deep = text('deep');
  for (let i = 0; i < 300; i++)
    deep = i % 2 ? rope(['first', deep], ['second', text(`+${i}`)]) : rope(['first', text(`${i}+`)], ['second', deep]);

  const plain = (...properties) => {
    const node = g.under(g.window, `element ${g.nodes.length}`, 'object', 'Object', 24);
    properties.forEach(name => g.edge(node, name.includes(' ') ? name : `property ${name}`, g.window));
    return node;
  };
  plain();
  plain('__proto__');
  plain('one');
  plain('one', 'two', 'three', 'four');
  plain('internal map', 'a', 'element 3', 'b', 'weak c', 'd', '__proto__', 'internal z');
  plain(...'abcdefghijklmnopqrstuvwxyz'.split('').map(c => c.repeat(6)));
  plain('m'.repeat(98), 'n');
  plain('m'.repeat(150), 'n'.repeat(150));
  plain('a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40), 'd'.repeat(4));
  plain('a'.repeat(47), 'b'.repeat(47), 'element 1');
  plain("it's", 'say"so"', 'a,b', '{', '}', 'back\\slash', 'tab\t,', '\u0001,', '\u007f,', '\ud800,', '漢字', '🧪,');
  plain('', '');

  for (const type of g.nodeTypes)
    g.under(g.window, `property ${type}`, type, `a ${type}`, 32);
  for (const name of ['<div>', '<div id="a" class="b">', '< >', '<', 'Detached <p>', 'Detached <p class="x y">', 'Detached <',
                      'Detached p q', ' <b c>', 'Window', '', 'Text'])
    ['native', 'object'].forEach(type => g.under(g.window, `property ${type} ${name}`, type, name, 40));
  return g;
}

/* 3.6: interfaces.  More than two thousand plain objects, so that two of a kind are too few. */
function interfaces() {
  const g = page();
  const plain = (...properties) => {
    const node = g.under(g.window, `element ${g.nodes.length}`, 'object', 'Object', 16);
    properties.forEach(name => g.edge(node, `property ${name}`, g.window));
  };
  const times = (n, ...properties) => { for (let i = 0; i < n; i++) plain(...properties); };
  times(2000);
  times(2, 'too', 'few');
  times(3, 'just', 'enough');
  times(40, 'a', 'b');
  times(30, 'b', 'a'); // another definition of the same properties: never the best
  times(20, 'a', 'b', 'c');
  times(20, 'c', 'd');
  times(5, 'a', 'b', 'c', 'd'); // matches both of the last; the longer one, then the earlier
  times(4, 'd', 'c', 'x');
  times(2, 'a', 'b', 'extra');
  times(6, 'twice', 'twice');
  times(3, 'twice');
  times(4, '__proto__', 'p');
  times(4, '__proto__');
  times(4, 'k'.repeat(60), 'l'.repeat(58), 'm');
  times(4, 'k'.repeat(60), 'l'.repeat(60), 'm');
  times(4, 'o'.repeat(130), 'p');
  times(4, 'q,r', "s't");
  times(4, '', 'after nothing');
  g.under(g.window, 'property named', 'object', 'Named', 16);
  return g;
}

/* 3.5, 9.2: rows that share a name, by place, and rows whose names collide. */
function rows() {
  const g = page();
  const times = (n, type, name, more) => {
    for (let i = 0; i < n; i++)
      g.under(g.window, `element ${g.nodes.length}`, type, name, 24 + i, more);
  };
  times(3, 'object', 'Model', {at: [1, 2, 3]});
  times(2, 'object', 'Model', {at: [1, 2, 4]});
  times(4, 'object', 'Model', {at: [2, 2, 3]});
  times(5, 'object', 'Model');
  times(3, 'closure', 'Model', {at: [1, 2, 3]});
  times(3, 'closure', 'f');
  times(1, 'object', 'Function');
  times(2, 'regexp', 'x');
  times(2, 'object', 'RegExp', {at: [4, 4, 4]});
  times(2, 'native', '(string)');
  times(3, 'string', 'text');
  times(3, 'object', '(system)');
  times(2, 'hidden', 'system / Map');
  times(2, 'code', 'code');
  times(2, 'native', '(compiled code)');
  times(3, 'native', '<a b>');
  times(2, 'native', '<a>');
  return g;
}

/* 4.2, 4.3, 7: which references keep alive, and what nothing keeps. */
function keeping() {
  const g = page();
  const thing = (from, what, name) => g.under(from, what, 'object', name, 100);
  thing(g.window, 'weak held', 'HeldWeakly');
  thing(g.window, 'shortcut short', 'HeldByShortcut');
  const self = thing(g.window, 'property self', 'Self');
  g.edge(self, 'property self', self);
  // The page owns it; what the page does not own may not keep it.
  const debug = thing(g.roots, 'element 1', 'Debugger');
  const owned = thing(g.window, 'property owned', 'OwnedByPage');
  g.edge(debug, 'property taken', owned);
  thing(debug, 'property own', 'OwnedByDebugger');
  thing(owned, 'hidden 1', 'BehindHidden');
  thing(owned, 'internal part', 'BehindInternal');
  const twice = thing(g.window, 'property left', 'Left');
  g.edge(thing(g.window, 'property right', 'Right'), 'context v', thing(twice, 'element 0', 'HeldTwice'));

  const table = thing(g.window, 'property table', 'WeakTable');
  const pair = (key, value, {id = table.id, text = 'V', n = [4, 5]} = {}) => {
    const rest = ` / part of key (K @${key.id}) -> value (${text} @${value.id}) pair in WeakMap (table @${id})`;
    g.edge(key, `internal ${n[0]}${rest}`, value);
    g.edge(table, `internal ${n[1]}${rest}`, value);
    return value;
  };
  const key = thing(g.window, 'property key', 'Key');
  const value = () => g.node('object', 'Value', 50);
  pair(key, value());
  pair(key, value(), {id: key.id}); // another table: both keep
  pair(key, value(), {text: 'of two\nlines'}); // not taken for a pair
  pair(key, value(), {text: 'x) -> value (y @1'});
  pair(key, value(), {text: ''});
  pair(g.node('object', 'LostKey', 20), value()); // nobody holds the key
  const next = pair(key, value());
  pair(next, value());
  pair(table, value());
  g.edge(table, 'internal 3 / part of key (%s @%u) -> value (%s @%u) pair in WeakMap (table @%u)', g.node('object', 'Overflowed', 30));

  // Nothing leads here: an orphan and what it holds, a circle, and what hangs on the circle.
  const orphan = g.node('object', 'Orphan', 70);
  g.edge(orphan, 'property shared', twice);
  thing(orphan, 'property own', 'OrphansOwn');
  const one = g.node('object', 'Circle', 60), two = g.node('object', 'Circle', 61);
  g.edge(one, 'property other', two);
  g.edge(two, 'property other', one);
  g.edge(two, 'property out', owned);
  thing(two, 'property hangs', 'HangsOnCircle');
  g.edge(g.window, 'weak circle', one);
  return g;
}

/* 5: distances; user roots of every kind, and the references no path takes. */
function distances() {
  const g = page();
  const thing = (from, what, name, type = 'object') => g.under(from, what, type, name, 20);
  thing(g.root, 'weak root', 'WeakRoot');
  const trees = g.under(g.root, 'element 2', 'synthetic', '(Document DOM trees)', 0);
  thing(trees, 'element 1', 'Document');
  const context = g.under(g.root, 'shortcut 7', 'hidden', 'system / NativeContext', 80);
  const map = thing(context, 'internal sloppy_function_map', 'system / Map', 'hidden');
  thing(map, 'internal constructor', 'OnlyByTheMap');
  thing(thing(g.window, 'property other', 'system / NativeContext'), 'internal sloppy_function_map', 'NotHidden');
  const descriptors = thing(g.window, 'internal descriptors', '(map descriptors)', 'array');
  for (let i = 0; i < 9; i++)
    thing(descriptors, `element ${i}`, `Descriptor${i}`);
  thing(descriptors, 'internal 4', 'InternalFour');
  thing(descriptors, 'internal text', 'InternalText');
  thing(descriptors, 'internal 4x', 'InternalFourAndMore');
  thing(descriptors, 'internal -2', 'InternalMinusTwo');
  thing(thing(descriptors, 'element 13', 'Refused'), 'property far', 'FarBehind');
  let far = g.window;
  for (let i = 0; i < 12; i++)
    far = thing(far, 'property next', 'Chain');
  const table = thing(g.window, 'property table', 'Table');
  const pair = (from, value, name = 'V') =>
    g.edge(from, `internal 1 / part of key (K @1) -> value (${name} @${value.id}) pair in WeakMap (table @${table.id})`, value);
  const late = g.node('object', 'Late', 10);
  pair(table, late);
  pair(far, late); // counts from the later of the two
  const half = g.node('object', 'HalfAPair', 10);
  pair(table, half); // the other half is nowhere
  const system = g.node('object', 'HalfInTheSystem', 10);
  pair(table, system);
  pair(g.roots, system);
  const confused = [g.node('object', 'Same1', 10), g.node('object', 'Same2', 10)];
  confused.forEach(value => {
    g.edge(table, `internal 1 / part of key (K @1) -> value (S @1) pair in WeakMap (table @${table.id})`, value);
    g.edge(far, `internal 1 / part of key (K @1) -> value (S @1) pair in WeakMap (table @${table.id})`, value);
  });
  thing(g.roots, 'element 1', 'SystemOnly');
  thing(g.window, 'weak w', 'ByWeakOnly');
  g.edge(g.node('object', 'Unreached', 12), 'property p', g.node('object', 'UnreachedToo', 13));
  // The smallest distance of a row is taken as it is, "not reached" included.
  thing(g.window, 'property u', 'Unreached');
  return g;
}

/* 5 and 6 without user roots: everything counts from the root, and no size moves. */
function rootless() {
  const g = new Graph();
  const roots = g.under(g.root, 'element 1', 'synthetic', '(GC roots)', 0);
  const strong = g.under(roots, 'element 1', 'synthetic', '(Strong roots)', 0);
  const global = g.under(strong, 'element 1', 'native', 'Window [JSGlobalObject] / page', 40);
  const owner = g.under(global, 'property owner', 'object', 'Owner', 32);
  g.under(owner, 'internal elements', 'array', '', 400);
  g.under(g.under(owner, 'internal map', 'hidden', 'system / Map', 80), 'internal d', 'array', '(map descriptors)', 100);
  g.edge(g.node('object', 'Lost', 10), 'property p', owner);
  return g;
}

/* 6: whose size hidden parts and arrays count as. */
function ownership() {
  const g = page();
  const under = (from, what, type, name, size) => g.under(from, what, type, name, size);
  const owner = under(g.window, 'property owner', 'object', 'Owner', 32);
  const store = under(owner, 'internal elements', 'array', '', 1000);
  under(store, 'internal inner', 'hidden', 'system / Inner', 200); // through the array
  under(owner, 'weak w', 'array', 'behind weak', 77);
  under(owner, 'shortcut s', 'array', 'behind shortcut', 55);
  under(owner, 'hidden 1', 'native', 'system / ExternalStringData', 5000);
  under(owner, 'internal data', 'native', 'system / JSArrayBufferData', 6000);
  const second = under(g.window, 'property second', 'object', 'Second', 33);
  const both = under(owner, 'internal both', 'array', 'of two', 300);
  g.edge(second, 'internal both', both);
  under(both, 'internal below', 'hidden', 'below what two share', 30);
  const meets = under(second, 'internal meets', 'hidden', 'meets itself', 40);
  g.edge(meets, 'internal again', under(meets, 'internal on', 'hidden', 'and back', 41));
  g.edge(under(meets, 'internal on', 'hidden', 'circle', 42), 'internal back', meets);
  const system = under(g.roots, 'element 1', 'array', 'of the system only', 500);
  g.edge(second, 'internal system', system); // a synthetic owner blocks
  under(g.roots, 'element 2', 'array', 'of the system alone', 501);
  under(g.root, 'element 9', 'array', 'of the root', 502);
  under(g.node('array', 'orphaned array', 90), 'internal x', 'hidden', 'orphaned hidden', 91);
  under(second, 'internal zero', 'array', 'empty', 0);
  under(under(second, 'internal text', 'string', 'text', 10), 'internal chars', 'array', 'characters', 64);
  return g;
}

/* 8: attached and detached nodes, and how that spreads. */
function detached({field = true} = {}) {
  const g = page(field ? {} : {fields: ['type', 'name', 'id', 'self_size', 'edge_count']});
  const element = (from, what, name, detachedness) => g.under(from, what, 'native', name, 48, {detachedness});
  const document = element(g.window, 'internal document', 'HTMLDocument', 1);
  const list = element(document, 'element 1', '<ul>', 0);
  element(list, 'element 1', '<li class="attached">', 0);
  const lost = element(g.window, 'property lost', '<div id="lost">', 2);
  const child = element(lost, 'element 1', '<span>', 0);
  element(lost, 'internal i', 'Text', 0);
  element(lost, 'hidden 1', 'BehindHidden', 0);
  element(lost, 'weak w', 'BehindWeak', 0);
  g.edge(child, 'property up', list); // attached comes first
  g.edge(child, 'property parent', lost);
  element(lost, 'element 2', 'Detached <p class="x">', 0); // gets the word twice
  element(lost, 'element 3', 'Detached <p>', 0);
  element(g.window, 'property other', '<div id="lost">', 2);
  element(g.window, 'property written', 'Detached <b>', 0);
  element(g.window, 'property written', 'Detached InternalNode', 0);
  element(g.window, 'property InternalNode', 'InternalNode', 2);
  const wrapper = g.under(lost, 'property wrapper', 'object', 'HTMLDivElement', 24); // not passed through
  element(wrapper, 'property beyond', 'BeyondAnObject', 0);
  g.under(g.root, 'element 4', 'synthetic', 'C++ roots', 0, {detachedness: 2});
  g.under(g.window, 'property state', 'object', 'HasState', 20, {detachedness: 2});
  g.under(g.window, 'property high', 'object', 'HighBits', 20, {detachedness: 6});
  g.under(lost, 'property data', 'object', 'OnlyByLost', 1000);
  const chain = g.under(g.window, 'property listeners', 'object', 'Listeners', 20);
  g.edge(chain, 'element 0', lost);
  return g;
}

/* 9.4: what the console, event handlers and contexts retain. */
function filters() {
  const g = page();
  const handles = g.under(g.roots, 'element 1', 'synthetic', '(Global handles)', 0);
  const thing = (from, what, name, size = 24, type = 'object') => g.under(from, what, type, name, size);
  const shown = thing(handles, 'internal 3 / DevTools console', 'Shown');
  thing(shown, 'property deep', 'ShownDeep');
  g.edge(shown, 'property both', thing(g.window, 'property both', 'HeldByBoth'));
  thing(handles, 'internal 4 / something else', 'HeldOtherwise');
  thing(g.window, 'property x / DevTools console', 'NotFromSynthetic');
  thing(handles, 'element 5', 'ByNumber');

  const listener = () => thing(g.window, `property listener${g.nodes.length}`, 'V8EventListener', 56, 'native');
  const handler = (from, what, name) => {
    const closure = thing(from, what, name, 64, 'closure');
    thing(closure, 'internal code', 'Builtin', 10, 'code');
    thing(thing(closure, 'internal context', 'system / Context', 30, 'object'), 'context v', 'SeenByHandler');
    return closure;
  };
  handler(listener(), 'element 1', 'onClick');
  handler(thing(listener(), 'element 1', 'Wrapper'), 'property handler', 'wrapped');
  thing(thing(listener(), 'internal 1', 'NoCode'), 'property p', 'NoCodeBelow');
  handler(listener(), 'property 2', 'notTheFirst');
  listener();
  const twice = listener();
  thing(twice, 'property 1', 'FirstOne');
  handler(twice, 'element 1', 'second');

  const context = (from, name, type = 'object') => thing(from, 'internal context', name, 40, type);
  const f = thing(g.window, 'property f', 'f', 64, 'closure');
  const c = context(f, 'system / Context');
  thing(c, 'context held', 'OnlyByContext', 500);
  g.edge(c, 'context also', thing(g.window, 'property also', 'ByContextAndWindow', 300));
  context(c, 'system / Context / scope @12', 'hidden');
  thing(context(c, 'system / Contextual'), 'property p', 'NotAContext');
  return g;
}

/* 9.4, 1.11: text held more than once, whole, cut, and in ropes. */
function duplicates() {
  const g = page();
  const string = (name, size = 24, type = 'string') => g.under(g.window, `element ${g.nodes.length}`, type, name, size);
  const whole = (type, name, value) => {
    const node = g.node('number', name, 0);
    g.edge(node, 'internal value', g.node('string', value, 0));
    return node;
  };
  const yes = whole('bool', 'bool', 'true'), no = whole('bool', 'bool', 'false');
  const cut = (name, length, hash, truncated = yes) => {
    const node = string(name, 40);
    if (length !== null)
      g.edge(node, 'internal length', whole('int', 'int', String(length)));
    g.edge(node, 'internal truncated', truncated);
    if (hash !== null)
      g.edge(node, 'internal hash', whole('int', 'int', String(hash)));
    return node;
  };
  string('one'), string('two'), string('two'), string('three', 100), string('three'), string('three', 8);
  string('nothing', 0), string('nothing', 0), string('nothing', 16);
  string('sliced', 16, 'sliced string'), string('sliced', 16), string('sliced', 20);
  for (const parts of [['th', 'ree'], ['three', ''], ['', 'two'], ['tw', 'o'], ['fresh', ' rope'], ['fresh ', 'rope']]) {
    const rope = string('(concatenated string)', 32, 'concatenated string');
    g.edge(rope, 'internal first', g.node('string', parts[0], 8));
    g.edge(rope, 'internal second', g.node('string', parts[1], 8));
  }
  cut('long', 2000, 7), cut('long', 2000, 7), cut('long', 2000, -8), cut('long', 2001, 7);
  cut('long', 2000, -8), cut('long', null, 7), cut('long', null, 7), cut('long', 2000, null), cut('long', 2000, null);
  cut('long', 2000, 7, no), string('long'), cut('long', '12abc', 7), cut('long', 12, 7), cut('long', 'abc', 7);
  cut('cut', 3, 3), cut('cut', 3, 3), string('cut');
  string('as large as cut ones', 40), string('as large as cut ones', 40);
  g.edge(string('wrong kind'), 'internal truncated', g.node('string', 'true', 0));
  g.edge(g.nodes.at(-2), 'property truncated', yes);
  return g;
}

/* 10: two snapshots of one process, with objects that change their class, go and come. */
function comparison() {
  const build = later => {
    const g = page();
    let id = 100;
    const object = (name, size, {at, type = 'object', properties = []} = {}) => {
      id += 2;
      const node = g.under(g.window, `element ${id}`, type, name, size, {id: id + 1, at});
      properties.forEach(property => g.edge(node, `property ${property}`, g.window));
    };
    const skip = () => { id += 2; };
    const both = (...args) => object(...args);
    const before = (...args) => later ? skip() : object(...args);
    const after = (...args) => later ? object(...args) : skip();
    for (let i = 0; i < 5; i++) {
      both('Stays', 20 + (later ? 8 : 0)); // grows, but is the same
      before('Goes', 16);
      after('Comes', 32 + i);
      (later ? after : before)(later ? 'NewName' : 'OldName', 40);
    }
    before('Mixed', 10), after('Mixed', 10), before('Mixed', 11), after('Mixed', 99);
    both('Zero', later ? 0 : 12);
    both('Zero', later ? 12 : 0);
    object('Moved', 24, {at: [1, later ? 2 : 1, 0]});
    object('Placed', 24, {at: [3, 3, 3]});
    // Interfaces of the later one decide for both.
    const shapes = later ? [['a', 'b'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c']] : [['a', 'b'], ['a', 'b', 'c'], ['x'], ['x']];
    for (const properties of [...shapes, ...shapes])
      object('Object', 28, {properties});
    for (let i = 0; i < 3; i++)
      before('Object', 30, {properties: ['only', 'before']});
    for (let i = 0; i < 3; i++)
      after('Object', 31, {properties: ['only', 'after']});
    both('text', 16, {type: 'string'}), after('text', 16, {type: 'string'}), before('other', 18, {type: 'string'});
    // So many stay that nobody takes the two for snapshots of two processes.
    for (let i = 0; i < 600; i++)
      both('Steady', 16);
    // A native object's id may be smaller than those of older ones.
    if (later)
      g.under(g.window, 'internal native', 'native', 'Native', 64, {id: 44});
    return g;
  };
  return [build(false), build(true)];
}

/* 11.1, 11.2: the order of references under each column, and retainers that are ignored. */
function references() {
  const g = page({edgeTypes: [...EDGE_TYPES, 'invisible']}); // which no V8 writes, but DevTools knows
  const hub = g.under(g.window, 'property hub', 'object', 'Hub', 16);
  const leaf = (name, size) => g.node('object', name, size);
  const same = leaf('Same', 30);
  for (const name of ['b', 'a', '__proto__', 'Z', 'é', '\uffee', '\u{1f9ea}', '10', '9', ''])
    g.edge(hub, `property ${name}`, leaf('Leaf', 10));
  for (const n of [0, 1, 2, 10, 11, 100, 20])
    g.edge(hub, `element ${n}`, n % 2 ? same : leaf('Element', 40));
  for (const what of ['hidden 3', 'internal x', 'weak y', 'shortcut 12', 'shortcut 7up', 'shortcut  8', 'shortcut -9', 'shortcut name', 'context v'])
    g.edge(hub, what, what.startsWith('context') ? hub : same);
  g.edge(same, 'property back', hub);
  g.edge(hub, 'invisible unseen', same);
  g.edge(hub, 'invisible kept', leaf('KeptUnseen', 13));
  g.edge(leaf('FromNowhere', 12), 'property same', same);
  const table = g.under(g.window, 'property table', 'object', 'Table', 20), key = g.under(hub, 'property key', 'object', 'Key', 21);
  const value = g.node('object', 'Value', 22);
  for (const [n, from] of [[2, table], [9, key]])
    g.edge(from, `internal ${n} / part of key (K @${key.id}) -> value (V @${value.id}) pair in WeakMap (table @${table.id})`, value);
  g.edge(value, 'property deep', leaf('Deep', 23));
  g.edge(g.roots, 'element 1', hub);
  return g;
}

/* 11.4, 11.5: bytes by kind and by native context. */
function contexts() {
  const g = page({header: {extra_native_bytes: 12345}});
  const under = (from, what, type, name, size = 24) => g.under(from, what, type, name, size);
  const realm = (name, type = 'hidden') => {
    const context = under(g.window, `property ${g.nodes.length}`, type, name, 1000);
    const metaMap = under(context, 'internal meta_map', 'hidden', 'system / Map', 80);
    g.edge(metaMap, 'internal native_context', context);
    const map = under(context, 'internal object_map', 'hidden', 'system / Map', 81);
    g.edge(map, 'internal map', metaMap);
    const object = (from, what, label, size) => {
      const node = under(from, what, 'object', label, size);
      g.edge(node, 'internal map', map);
      return node;
    };
    return {context, map, object};
  };
  const one = realm('system / NativeContext'), two = realm('system / NativeContext / page', 'native');
  realm('Detached system / NativeContext / gone', 'native');
  realm('system / NativeContextual');
  const a = one.object(g.window, 'property a', 'OfOne', 100);
  const b = two.object(g.window, 'property b', 'OfTwo', 200);
  under(a, 'property plain', 'object', 'ReachedFromOne', 300);
  const shared = under(a, 'property shared', 'object', 'Shared', 400);
  g.edge(b, 'property shared', shared);
  under(shared, 'property below', 'string', 'below', 50);
  under(a, 'weak w', 'object', 'BehindWeak', 60);
  under(a, 'shortcut s', 'object', 'BehindShortcut', 70);
  g.edge(a, 'property other', b);
  under(g.window, 'property nobody', 'object', 'OfNobody', 500);

  const array = (elements, more) => {
    const node = under(g.window, `property array${g.nodes.length}`, 'object', 'Array', 32);
    elements.forEach(([what, to]) => g.edge(node, what, to));
    if (more)
      g.edge(g.window, `property also${g.nodes.length}`, more);
  };
  const store = size => g.node('code', 'store', size); // of a type that keeps its own size
  const common = store(700);
  array([['internal elements', store(600)]]);
  array([['internal elements', common]], common);
  array([['property elements', store(800)], ['internal elements', store(900)], ['internal elements', store(950)]]);
  array([['internal elements', g.node('array', 'own', 64)]]);
  // Its elements count even if the array itself has no size.
  g.edge(under(g.window, 'property sizeless', 'object', 'Array', 0), 'internal elements', store(750));
  under(g.window, 'property Array', 'native', 'Array', 90);
  under(g.window, 'property buffer', 'native', 'system / JSArrayBufferData', 4096);
  under(g.window, 'property node', 'native', 'Text', 128);
  for (const type of ['string', 'concatenated string', 'sliced string', 'code', 'regexp', 'symbol', 'bigint', 'number', 'synthetic', 'object shape'])
    under(g.window, `property ${type}`, type, type, 1 << g.nodeTypes.indexOf(type));
  return g;
}

/* 11.9: variables that no live function can read. */
function scopes() {
  const g = page();
  const under = (from, what, type, name, size = 24) => g.under(from, what, type, name, size);
  const ints = new Map();
  const int = n => {
    if (!ints.has(n)) {
      const node = g.node('number', 'int', 0);
      g.edge(node, 'internal value', g.node('string', String(n), 0));
      ints.set(n, node);
    }
    return ints.get(n);
  };
  const script = name => under(g.window, `internal script${g.nodes.length}`, 'hidden', name, 100);
  const first = script('system / Script / first.js'), second = script('system / Script'), bare = script('system / Script / bare.js');
  g.edge(second, 'internal source_url', g.node('string', 'second.js', 10));
  const scopeInfo = (id, of, {name, start = 10 * id, end = start + 9, outer} = {}) => {
    const info = g.node('hidden', 'system / ScopeInfo', 60);
    if (id !== null)
      g.edge(info, 'internal scope_id', int(id));
    g.edge(info, 'internal start_position', int(start));
    g.edge(info, 'internal end_position', int(end));
    if (name)
      g.edge(info, 'internal function_name', g.node('string', name, 8));
    if (outer)
      g.edge(info, 'internal outer_scope_info', outer);
    if (of) {
      const shared = under(g.window, `internal shared${g.nodes.length}`, 'code', 'system / SharedFunctionInfo / x', 50);
      g.edge(shared, 'internal name_or_scope_info', info);
      g.edge(shared, 'internal script', of);
    }
    return info;
  };
  const context = (info, previous, variables) => {
    const node = under(g.window, `internal context${g.nodes.length}`, 'object', 'system / Context', 40);
    g.edge(node, 'internal scope_info', info);
    if (previous)
      g.edge(node, 'internal previous', previous);
    for (const [name, size] of Object.entries(variables))
      g.edge(node, `context ${name}`, g.node('object', `Value of ${name}`, size));
    return node;
  };
  const closure = (of, id, inside) => {
    const f = under(g.window, `property f${g.nodes.length}`, 'closure', 'f', 32);
    const shared = under(f, 'internal shared', 'code', 'system / SharedFunctionInfo', 50);
    g.edge(shared, 'internal script', of);
    g.edge(shared, 'internal scope_id', int(id));
    g.edge(f, 'internal context', inside);
    return f;
  };
  const outer = scopeInfo(1, first, {name: 'outer'}), inner = scopeInfo(2, null, {outer}), other = scopeInfo(5, second);
  const top = context(outer, null, {used: 100, dead: 2000, deader: 3000, undeclared: 50});
  const below = context(inner, top, {here: 10, gone: 700});
  const again = context(outer, null, {used: 101, dead: 2001, deader: 9000, undeclared: 51});
  context(other, null, {alone: 400});
  context(scopeInfo(1, bare), null, {v: 5});
  context(scopeInfo(9, first), null, {v: 6}); // no such scope
  context(scopeInfo(null, first), null, {v: 7});
  closure(first, 3, below);
  closure(first, 4, again);
  // What a script declares for all is under no function's id, but -2.
  const third = script('system / Script / third.js'), whole = scopeInfo(-2, third, {start: 0, end: 90});
  const shared = context(whole, null, {global: 600});
  closure(third, 8, context(scopeInfo(7, null, {outer: whole}), shared, {mine: 300, lost: 500}));

  // Scopes: script, id, depth, variables, uses.
  g.scopes = [[first, 1, 0, 3, 0], [first, 2, 1, 2, 0], [first, 3, 2, 0, 2], [first, 4, 1, 0, 1], [second, 5, 0, 1, 0],
              [third, -2, 0, 1, 1], [third, 7, 1, 2, 0], [third, 8, 2, 0, 2]];
  g.scopeVariables = ['used', 'dead', 'deader', 'here', 'gone', 'alone', 'global', 'mine', 'lost'];
  g.scopeUses = [[1, 0], [2, 0], [1, 1], [-2, 0], [7, 0], [-2, 0]];
  return g;
}

/* 12: a timeline with stacks. */
function recording() {
  const g = page();
  g.traceFunctions = [['(root)', '', 0, 0, 0], ['main', 'main.js', 5, 1, 1], ['make', 'main.js', 5, 10, 3],
                      ['viaOne', 'main.js', 5, 20, 5], ['viaTwo', 'lib.js', 6, 30, 7], ['idle', 'lib.js', 6, 40, 9]];
  //  id, function, count, size, [callees]
  g.traceTree = [1, 0, 1, 16, [
    2, 1, 2, 64, [
      3, 3, 0, 0, [4, 2, 10, 800, []],
      5, 4, 3, 90, [6, 2, 5, 500, [7, 2, 4, 444, []]],
      8, 2, 7, 90, [],
      10, 5, 0, 0, [],
      11, 2, 0, 0, [], // lived on from before: does not count
    ],
    9, 2, 1, 24, [],
  ]];
  const random = new Random(5);
  for (let i = 0; i < 200; i++) {
    g.under(g.window, `element ${i}`, 'object', random.of(['Record', 'Other', 'Third']), 16 + random.below(60), {
      trace: random.of([0, 0, 1, 2, 4, 4, 6, 7, 8, 9, 11, 77]), id: i % 9 ? 2 * i + 101 : 2 * i + 100,
    });
  }
  g.samples = [[1000, 105], [501000, 180], [1002000, 180], [2500500, 300], [9000000, 420], [12000999, 470]];
  return g;
}

/* Sizes past 32 bits: DevTools loses the upper half, so its answers for the same graph with
 * each size divided by 2^20 stand in. */
function wide(scale) {
  const g = page();
  const random = new Random(77);
  const objects = [g.window];
  for (let i = 0; i < 60; i++) {
    const type = random.of(['object', 'array', 'string', 'native', 'hidden']);
    objects.push(g.under(random.of(objects), `property p${i}`, type, random.of(['Big', 'Bigger', 'Text']), (1 + random.below(9000)) * scale));
  }
  g.nodes[1].size = 0;
  g.window.size = 24 * scale;
  return g;
}

export const GRAPHS = {
  names: {graphs: [names()]},
  interfaces: {graphs: [interfaces()]},
  rows: {graphs: [rows()]},
  keeping: {graphs: [keeping()]},
  distances: {graphs: [distances()]},
  rootless: {graphs: [rootless()]},
  ownership: {graphs: [ownership()]},
  detached: {graphs: [detached()]},
  'detached-by-name': {graphs: [detached({field: false})]},
  filters: {graphs: [filters()]},
  duplicates: {graphs: [duplicates()]},
  comparison: {graphs: comparison()},
  references: {graphs: [references()]},
  contexts: {graphs: [contexts()]},
  scopes: {graphs: [scopes()]},
  recording: {graphs: [recording()]},
  wide: {graphs: [wide(2 ** 20)], scale: 2 ** 20, asked: wide(1)},
  random: {graphs: [randomGraph(4242, {size: 3000, userRoots: true, detachednessField: true})]},
};
