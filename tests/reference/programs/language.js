// Shapes of the language: classes, closures, generators, plain objects, foreign contexts.
//	node language.js OUT [internals] [numeric]
'use strict';
const vm = require('vm');
const { snapshot } = require('./take.js');
const [out, ...flags] = process.argv.slice(2);

// One name, three places.
const shapes = [1, 2, 3].map(n => vm.runInThisContext(
	`${'\n'.repeat(n)}(class Shape { constructor(i) { this.i = { i }; this.n${n} = []; } })`, { filename: `shape${n}.js` }));
class Base { #secret = { hidden: true }; constructor() { this.own = [this]; } peek() { return this.#secret; } }
class Derived extends Base { static registry = new Map(); }

function pair(i) {
	const unused = new Array(100).fill(i);
	const used = { used: i };
	return { keep: () => used, hold: () => unused };
}
function* counter(from) { const local = { from }; for (;;) from = yield local; }
async function waiting() { const local = { waits: true }; await new Promise(() => {}); return local; }

const kept = globalThis.kept = {
	shapes: shapes.flatMap((Shape, n) => Array.from({ length: 20 + n }, (_, i) => new Shape(i))),
	derived: Array.from({ length: 30 }, () => new Derived()),
	pairs: Array.from({ length: 40 }, (_, i) => pair(i)),
	generators: Array.from({ length: 10 }, (_, i) => { const g = counter(i); g.next(); return g; }),
	waiting: [waiting(), waiting()],
	promises: [Promise.resolve({}), new Promise(() => {}).then(function later() {})],
	errors: [new Error('plain'), new TypeError('with cause', { cause: new Error('cause') })],
	proxies: [new Proxy({ target: {} }, { get() {} }), Proxy.revocable({}, {})],
	bound: function bindMe() {}.bind({ bound: 1 }, {}),
	accessors: { get value() { return 1; }, set value(v) {} },
	buffers: [Buffer.alloc(100_000), new Uint8Array(10), new Float64Array(new ArrayBuffer(4096), 8, 4), new DataView(new ArrayBuffer(64))],
	args: (function() { return arguments; })({}, []),
	numbers: { small: 7, real: 1.25, mixed: [1, 2.5, 'three', null] },
};
kept.onlyHold = kept.pairs.splice(0, 10).map(p => p.keep);

// Interfaces: as many as need be, some that contain others, some in another order.
const plain = [];
for (let i = 0; i < 50; i++) {
	plain.push({ a: kept, b: i % 2 ? 'x' : [] }, { b: [], a: kept }, { a: kept, b: [], c: kept });
	if (i % 5 === 0)
		plain.push({ a: kept, b: [], c: kept, d: {} }, { only: kept }, {});
}
plain.push({ single: kept, shape: [] });
kept.plain = plain;

// Rows whose names collide: objects that are called as closures, patterns and types are.
kept.posing = [Object.create(Function.prototype), Object.create(RegExp.prototype)];
for (const name of ['(string)', '(system)', '(compiled code)', '{a, b}', 'Function'])
	kept.posing.push(new ({ [name]: function() { this.posing = {}; } })[name]());

kept.foreign = [0, 1, 2].map(i => {
	const context = vm.createContext({ i, box: {} });
	vm.runInContext('var made = Array.from({ length: 20 }, (_, k) => ({ foreign: { k } })); box.f = () => made;', context);
	return context;
});
kept.crossing = kept.foreign.map(context => context.made[0]);
snapshot(out, { exposeInternals: flags.includes('internals'), exposeNumericValues: flags.includes('numeric') });
process.exit(0);
