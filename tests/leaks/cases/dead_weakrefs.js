'use strict';
// A cache of weak references: the values go, the names and the empty references stay.
const library = require('../service');

class WeakCache {
	constructor() { this.references = new Map(); }
	get(name, make) {
		const kept = this.references.get(name)?.deref();
		if (kept !== undefined)
			return kept;
		const value = make();
		this.references.set(name, new WeakRef(value));
		return value;
	}
}

const covers = new WeakCache();
exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 120; i++)
		covers.get(`cover ${k}.${i}`, () => ({ pixels: new Array(50).fill(i) }));
};
