'use strict';
// A worker does not answer jobs it rejects; their callbacks wait for ever.
const { Worker } = require('worker_threads');
const library = require('../service');

const worker = new Worker(`
	const { parentPort } = require('worker_threads');
	parentPort.on('message', ({ id, pages }) => {
		if (pages % 3 !== 0)
			parentPort.postMessage({ id, size: pages * 1000 });
	});
`, { eval: true });
worker.unref();

const waitingJobs = new Map();
worker.on('message', ({ id, size }) => {
	waitingJobs.get(id).done(size);
	waitingJobs.delete(id);
});

let serial = 0;
function scan(book, pages) {
	const id = ++serial;
	waitingJobs.set(id, { book: { ...book }, started: Date.now(), done: () => {} });
	worker.postMessage({ id, pages });
}

exports.step = async () => {
	await library.work();
	for (let i = 0; i < 90; i++)
		scan(library.books[i], i);
	await new Promise((resolve) => setTimeout(resolve, 150));
};
