'use strict';
// Requests in flight: how many differs, none stays; timers and listeners are removed again.
const EventEmitter = require('events');
const library = require('../service');

const bus = new EventEmitter();
bus.setMaxListeners(0);
const inFlight = new Map();
const load = [60, 90, 70, 110, 130, 65];

class Request {
	constructor(id) {
		this.id = id;
		this.timer = setTimeout(() => this.end(), 50000);
		this.timer.unref();
		this.onStop = () => this.end();
		bus.on('stop', this.onStop);
	}
	end() {
		clearTimeout(this.timer);
		bus.off('stop', this.onStop);
		inFlight.delete(this.id);
	}
}

let serial = 0;
exports.step = async (k) => {
	await library.work();
	for (const request of [...inFlight.values()])
		request.end();
	for (let i = 0; i < load[k]; i++)
		inFlight.set(++serial, new Request(serial));
};
