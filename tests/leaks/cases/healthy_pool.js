'use strict';
// A pool of buffers grows with the first bursts up to its limit of forty, then is used again.
const library = require('../service');

const free = [];
let made = 0;
function take() {
	if (free.length > 0)
		return free.pop();
	return made < 40 ? (made++, { bytes: Buffer.alloc(20000), uses: [] }) : null;
}

const bursts = [10, 22, 34, 60, 45, 60];
exports.step = async (k) => {
	await library.work();
	const taken = [];
	for (let i = 0; i < bursts[k]; i++)
		taken.push(take());
	for (const buffer of taken)
		if (buffer !== null)
			free.push(buffer);
};
