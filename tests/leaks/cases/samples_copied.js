'use strict';
// A Float64Array in a closure that is copied into a larger one when it is full.
const library = require('../service');

function recorder() {
	let samples = new Float64Array(256);
	let used = 0;
	return (value) => {
		if (used === samples.length) {
			const larger = new Float64Array(samples.length + 512);
			larger.set(samples);
			samples = larger;
		}
		samples[used++] = value;
	};
}

const record = recorder();
exports.step = async () => {
	await library.work();
	for (let i = 0; i < 2500; i++)
		record(library.random(1000) / 7);
};
