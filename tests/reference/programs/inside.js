// A worker, seen from inside, and the thread that has it.
//	node inside.js OUTSIDE INSIDE
'use strict';
const { Worker } = require('worker_threads');
const { snapshot, snapshotOfWorker } = require('./take.js');
const [outside, inside] = process.argv.slice(2);

const code = `
	const { parentPort, workerData } = require('worker_threads');
	class Job { constructor(i) { this.i = i; this.result = { done: i % 2 === 0, data: workerData }; } }
	globalThis.jobs = Array.from({ length: 300 }, (_, i) => new Job(i));
	parentPort.on('message', message => { globalThis.last = message; });
	parentPort.postMessage('ready');`;
const worker = new Worker(code, { eval: true, workerData: { memory: new SharedArrayBuffer(4096) } });
worker.once('message', async () => {
	worker.postMessage({ hello: [1, { two: 2 }] });
	await snapshotOfWorker(worker, inside);
	snapshot(outside);
	process.exit(0);
});
