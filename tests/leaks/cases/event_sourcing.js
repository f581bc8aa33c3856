'use strict';
// Forty aggregates that live for ever keep all events they ever applied.
const library = require('../service');

class LoanEvent {
	constructor(kind, day, detail) { this.kind = kind; this.day = day; this.detail = detail; }
}

class Shelf {
	constructor(id) { this.id = id; this.version = 0; this.books = 0; this.history = []; }
	apply(event) {
		this.version++;
		this.books += event.kind === 'added' ? 1 : -1;
		this.history.push(event);
	}
}

const shelves = new Map();
for (let i = 0; i < 40; i++)
	shelves.set(i, new Shelf(i));

exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 320; i++) {
		const kind = i % 2 ? 'added' : 'removed';
		shelves.get(i % 40).apply(new LoanEvent(kind, k, { by: `reader ${i}` }));
	}
};
