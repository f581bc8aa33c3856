'use strict';
/* The same, mended: what is not shown any more is taken out. */

class Statistics {
	constructor() { this.requests = []; }

	note(request) {
		this.requests.push({ path: request.path, took: request.took, at: new Date() });
		if (this.requests.length > 100)
			this.requests.shift();
	}

	lastTen() { return this.requests.slice(-10); }
}

const statistics = new Statistics();

exports.step = async (n) => {
	for (let i = 0; i < 500; i++)
		statistics.note({ path: `/products/${i}`, took: n + i / 10 });
	statistics.lastTen();
};
