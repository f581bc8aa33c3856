'use strict';
// Two more connections a step, each with a large buffer, up to six.
const EventEmitter = require('events');
const library = require('../service');

const pool = [];
exports.step = async () => {
	await library.work();
	for (let i = 0; i < 2 && pool.length < 6; i++)
		pool.push({ buffer: Buffer.alloc(8000), queue: [], events: new EventEmitter() });
};
