'use strict';
/* The same, mended: closing the page stops the timer. */

class Page {
	constructor(product) {
		this.product = product;
		this.prices = new Array(50).fill(0);
		this.timer = setInterval(() => this.refresh(), 60000);
		this.timer.unref();
	}

	refresh() { this.prices.push(this.prices.shift() + 1); }

	close() { clearInterval(this.timer); }
}

exports.step = async (n) => {
	for (let i = 0; i < 100; i++)
		new Page(`product ${n}.${i}`).close();
};
