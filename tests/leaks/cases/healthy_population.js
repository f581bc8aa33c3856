'use strict';
// Readers come in the morning, most stay, the house is full: 80, 150, 200, 220, 222.
const library = require('../service');

class Visitor {
	constructor(number) {
		this.number = number;
		this.desk = { lamp: true, books: [`b${number}`, `c${number}`] };
		this.history = new Map([['in', Date.now()]]);
	}
}

const present = new Map();
const wanted = [40, 80, 150, 200, 220, 222];
let serial = 0;
exports.step = async (k) => {
	await library.work();
	for (const number of [...present.keys()].slice(0, 15))
		present.delete(number);
	while (present.size < wanted[k])
		present.set(++serial, new Visitor(serial));
};
