'use strict';
// A book's card is written when it is first shown, and kept with the book: two hundred a day,
// but there are no more cards than books.
const library = require('../service');

class Shelved {
	constructor(number) {
		this.number = number;
		this.card = null;
		this.shown = 0;
	}
	show(day) {
		if (this.card === null)
			this.card = { heading: `card ${this.number}`, lines: [{ day }, { day: day + 1 }] };
		this.shown = day / 7;
		return this.card;
	}
}

const shelved = Array.from({ length: 1200 }, (_, i) => new Shelved(i));
exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 200; i++)
		shelved[(k * 200 + i) % shelved.length].show(k);
};
