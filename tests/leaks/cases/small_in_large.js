'use strict';
// A leak of a few hundredths of the heap; HEAPTUI_BALLAST megabytes of healthy data around it.
const library = require('../service');

const stock = [];
const megabytes = Number(process.env.HEAPTUI_BALLAST || 16);
for (let i = 0; i < megabytes * 5000; i++)
	stock.push({ shelf: i % 700, code: `c${i}`, box: [i, i + 1] });

const overdue = new Map();
exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 2000; i++) {
		const at = library.random(stock.length);
		stock[at] = { shelf: k, code: `c${i}`, box: [i, k] };
	}
	for (let i = 0; i < 30; i++)
		overdue.set(`${k}/${i}`, { reader: `reader ${i}`, days: i, letters: [`first ${k}`] });
};
