// Allocation timelines, with and without stacks, from another thread and from the same one.
//	node recording.js PLAIN STACKS ITSELF
'use strict';
const { recording, recordingOfItself } = require('./take.js');
const [plain, stacks, itself] = process.argv.slice(2);

const kept = globalThis.kept = [];
class Record { constructor(i) { this.parts = [i, { i }]; } }
function make(i) { return new Record(i); }
const viaOne = i => make(i);
function viaTwo(i) { return { two: make(i), text: 'number ' + i }; }
const deep = (i, n) => n ? deep(i, n - 1) : viaOne(i);

async function work() {
	for (let round = 0; round < 5; round++) {
		for (let i = 0; i < 60; i++) {
			const made = [make(i), viaOne(i), viaTwo(i), deep(i, i % 4)];
			if (i % 3 === 0)
				kept.push(made);
		}
		if (round === 3)
			kept.splice(0, 30);
		await new Promise(done => setTimeout(done, 60));
	}
}

recording(plain, false, work)
	.then(() => recording(stacks, true, work))
	.then(() => recordingOfItself(itself, work))
	.then(() => process.exit(0));
