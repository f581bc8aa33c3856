'use strict';
// Leases renew themselves, each at a time of its own, so every timer has a list of its own.
const library = require('../service');

class Lease {
	#timer;
	constructor(key) {
		this.key = key;
		this.renewals = 0;
		this.released = false;
		this.#timer = setInterval(() => { this.renewals++; }, 200000 + library.random(90000));
		this.#timer.unref();
	}
	release() {
		this.released = true;
	}
}

exports.step = async () => {
	await library.work();
	for (let i = 0; i < 40; i++)
		new Lease(`lock ${i}`).release();
};
