// Snapshots and recordings of the process that asks for them.
'use strict';
const fs = require('fs');
const v8 = require('v8');
const { once } = require('events');
const { Worker } = require('worker_threads');

/* A snapshot; `options` (exposeInternals, exposeNumericValues) are for Node 18 and later. */
exports.snapshot = function snapshot(file, options) {
	fs.rmSync(file, { force: true });
	return v8.writeHeapSnapshot(file, options);
};

/* A worker's snapshot, taken from outside of it. */
exports.snapshotOfWorker = async function snapshotOfWorker(worker, file) {
	const stream = await worker.getHeapSnapshot();
	await once(stream.pipe(fs.createWriteStream(file)), 'close');
};

const recorder = `
	const { parentPort, workerData: { file, stacks } } = require('worker_threads');
	const { closeSync, openSync, writeSync } = require('fs');
	const session = new (require('inspector').Session)();
	session.connectToMainThread();
	const post = (method, params) =>
		new Promise((done, failed) => session.post(method, params, e => e ? failed(e) : done()));
	const out = openSync(file, 'w');
	session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => writeSync(out, params.chunk));
	parentPort.on('message', async () => { // listening keeps the thread alive
		await post('HeapProfiler.stopTrackingHeapObjects', { reportProgress: false });
		closeSync(out);
		parentPort.close();
	});
	post('HeapProfiler.startTrackingHeapObjects', { trackAllocations: stacks })
		.then(() => parentPort.postMessage('ready'));`;

/*
 * An allocation timeline of work(), recorded from another thread: the recorder's own work does not
 * get into it.
 */
exports.recording = async function recording(file, stacks, work) {
	const worker = new Worker(recorder, { eval: true, workerData: { file, stacks } });
	await once(worker, 'message');
	await work();
	worker.postMessage('stop');
	await once(worker, 'exit');
};

/*
 * The same, recorded from the same thread: script runs while the file is written, so that the tree
 * of stacks knows functions which the table before it lacks.  DevTools cannot open it.
 */
exports.recordingOfItself = async function recordingOfItself(file, work) {
	const session = new (require('inspector').Session)();
	const out = fs.openSync(file, 'w');
	session.connect();
	session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => fs.writeSync(out, params.chunk));
	session.post('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true });
	await work();
	session.post('HeapProfiler.stopTrackingHeapObjects', { reportProgress: false });
	session.disconnect();
	fs.closeSync(out);
};
