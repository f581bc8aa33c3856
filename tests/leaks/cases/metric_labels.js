'use strict';
// Counters labelled with the reader: inside each route one more entry for everybody.
const library = require('../service');

class Metrics {
	constructor() { this.counters = Object.create(null); }
	increment(route, label) {
		const byLabel = this.counters[route] || (this.counters[route] = Object.create(null));
		const cell = byLabel[label] || (byLabel[label] = { count: 0, sum: 0.5 });
		cell.count++;
	}
}

const metrics = new Metrics();
let reader = 0;
exports.step = async () => {
	await library.work();
	for (let i = 0; i < 240; i++)
		metrics.increment(`/route${i % 8}`, `reader-${++reader}`);
};
