'use strict';
// Five scanned pages at each step: the bytes are outside the heap of JavaScript.
const library = require('../service');

const pendingScans = [];
exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 5; i++)
		pendingScans.push(new Uint8Array(300000).fill(k));
};
