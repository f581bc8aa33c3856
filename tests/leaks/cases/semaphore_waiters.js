'use strict';
// Who waits for a permit is queued with resolve; a failed holder never gives its permit back.
const library = require('../service');

class Semaphore {
	constructor(permits) { this.permits = permits; this.waiters = []; }
	acquire() {
		if (this.permits > 0) {
			this.permits--;
			return Promise.resolve();
		}
		return new Promise((resolve) => this.waiters.push(resolve));
	}
	release() {
		if (this.waiters.length > 0)
			this.waiters.shift()();
		else
			this.permits++;
	}
}

const scanner = new Semaphore(4);
async function scan(book, fails) {
	const request = { book, pages: [1, 2, 3], asked: Date.now() };
	await scanner.acquire();
	if (fails)
		throw new Error(`jam at ${request.pages}`);
	scanner.release();
}

exports.step = async () => {
	await library.work();
	for (let i = 0; i < 55; i++)
		scan(library.books[i], true).catch(() => {});
	await null;
};
