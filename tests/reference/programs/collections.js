// Maps, sets, and everything that holds weakly.
//	node --expose-gc collections.js OUT
'use strict';
const { snapshot } = require('./take.js');

class Key { constructor(i) { this.i = i; } }
class Value { constructor(i) { this.payload = new Array(8).fill(i); } }
const keys = Array.from({ length: 200 }, (_, i) => new Key(i));
const held = globalThis.held = { keys: keys.slice(0, 120), tables: [], refs: [] };

// Values that one pair holds, that two tables hold, that their own key holds; chains of pairs; pairs
// whose key is only the value of another pair, and one whose key is the table.
const table = new WeakMap(), second = new WeakMap(), named = new WeakMap();
for (const key of keys)
	table.set(key, new Value(key.i));
const shared = new Value(-1);
keys.forEach((key, i) => { if (i % 3 === 0) { second.set(key, shared); table.set(shared, key); } });
let link = keys[0];
for (let i = 0; i < 60; i++) {
	const next = new Key(1000 + i);
	second.set(link, next);
	link = next;
}
second.set(second, table);
second.set(held, held);
const odd = { 'line\nbreak': class { } };
named.set(new odd['line\nbreak'](), held);
const lineKey = new odd['line\nbreak']();
named.set(lineKey, new Value(-2));
const longKey = new ({ ['L'.repeat(1100)]: class { } })['L'.repeat(1100)]();
named.set(longKey, new Value(-3));
held.tables.push(table, second, named, lineKey, longKey);

held.weakSet = new WeakSet(keys.slice(50));
held.registry = new FinalizationRegistry(() => {});
for (let i = 0; i < 80; i++) {
	const target = { target: new Value(i) };
	held.registry.register(target, { note: i }, target);
	held.refs.push(new WeakRef(target));
	if (i % 2)
		held.keys.push(target);
}
held.map = new Map(keys.map(key => [key, { key, list: [key.i] }]));
held.set = new Set(keys.map(key => ({ inSet: key })));
held.iterators = [held.map.entries(), held.set.values()];
held.nested = new Map([[new Map([[new Set([1]), {}]]), new Map()]]);
for (let i = 0; i < 300; i++)
	held.map.set('text' + i, i), i % 2 && held.map.delete('text' + i);
held.sparse = [], held.sparse[5000] = {};
held.holes = [, {}, , 1.5];
held.dictionary = Object.fromEntries(keys.map(key => ['k' + key.i * 7919, key]));
setImmediate(() => {
	globalThis.gc && globalThis.gc();
	snapshot(process.argv[2]);
	process.exit(0);
});
