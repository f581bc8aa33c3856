'use strict';
// Each viewer of a long-lived feed gets a copy piped from it; leaving does not unpipe.
const { PassThrough } = require('stream');
const library = require('../service');

const feed = new PassThrough();
feed.setMaxListeners(0);
feed.resume();

function watch() {
	const copy = feed.pipe(new PassThrough());
	copy.resume();
	return copy;
}

exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 25; i++)
		watch().on('data', () => {});
	feed.write(`news of day ${k}`);
};
