'use strict';
// Entries of a log are collected and written when there are two thousand.
const library = require('../service');

let batch = [];
let written = 0;
exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 900; i++) {
		batch.push({ day: k, line: `reader ${i} left`, level: i % 3 });
		if (batch.length >= 2000) {
			written += batch.length;
			batch = [];
		}
	}
};
