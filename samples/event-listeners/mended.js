'use strict';
/*
 * The same stress test, mended: who leaves stops listening.  The memory used stays where it is.
 *
 *	node --expose-gc mended.js	prints it, a round a second, until ^C
 */
const EventEmitter = require('events');
const { setTimeout: pause } = require('timers/promises');

const prices = new EventEmitter();
prices.setMaxListeners(1000);

class Visitor {
	constructor(name) {
		this.name = name;
		this.seen = new Array(20).fill(0);
		this.onPrice = (price) => { this.seen[price % 20]++; };
		prices.on('changed', this.onPrice);
	}

	leave() { prices.off('changed', this.onPrice); }
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
