'use strict';
// Weak references with a registry that removes the names of what has gone.
const library = require('../service');

const covers = new Map();
const gone = new FinalizationRegistry((name) => covers.delete(name));
const keep = [];

exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 150; i++) {
		const name = `cover ${k}.${i}`;
		const cover = { name, pixels: new Array(40).fill(i) };
		covers.set(name, new WeakRef(cover));
		gone.register(cover, name);
		keep[i % 50] = cover;
	}
};
