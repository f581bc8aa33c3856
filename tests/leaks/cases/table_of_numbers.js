'use strict';
// Number to number: nothing but the table itself grows, and that in jumps.
const library = require('../service');

class Counter {
	constructor() { this.lastSeenDay = new Map(); }
	count(reader, day) { this.lastSeenDay.set(reader, day); }
}

const counter = new Counter();
let reader = 0;
exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 2500; i++)
		counter.count(++reader, k);
};
