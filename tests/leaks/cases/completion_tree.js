'use strict';
// Words asked for are added to a tree for completion; it grows at its leaves, everywhere.
const library = require('../service');

class Letter {
	constructor() { this.next = new Map(); this.count = 0; }
}

class Completion {
	constructor() { this.start = new Letter(); }
	add(word) {
		let at = this.start;
		for (const character of word) {
			if (!at.next.has(character))
				at.next.set(character, new Letter());
			at = at.next.get(character);
			at.count++;
		}
	}
}

const completion = new Completion();
let serial = 1000;
exports.step = async () => {
	await library.work();
	for (let i = 0; i < 60; i++)
		completion.add(`w${(serial += 7919).toString(26)}`);
};
