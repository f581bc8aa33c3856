'use strict';
/*
 * A stress test of listeners: each visitor listens for new prices and leaves without a word.
 * The memory used goes up with every thousand of them.
 *
 *	node --expose-gc leaking.js	prints it, a round a second, until ^C
 */
const EventEmitter = require('events');
const { setTimeout: pause } = require('timers/promises');

const prices = new EventEmitter();
prices.setMaxListeners(0); // the warning was there, and somebody turned it off

class Visitor {
	constructor(name) {
		this.name = name;
		this.seen = new Array(20).fill(0);
		this.onPrice = (price) => { this.seen[price % 20]++; };
		prices.on('changed', this.onPrice);
	}

	leave() { this.name = null; }
}

exports.step = async (n) => {
	for (let i = 0; i < 1000; i++)
		new Visitor(`visitor ${n}.${i}`).leave();
	prices.emit('changed', n);
};

async function watch() {
	for (let n = 1; ; n++) {
		await exports.step(n);
		global.gc?.();
		console.log(n, Math.round(process.memoryUsage().heapUsed / 1000), 'kB');
		await pause(1000);
	}
}

if (require.main === module)
	watch();
