'use strict';
// A connection arms its next heartbeat in every heartbeat; close() does not stop that.
const library = require('../service');

class Connection {
	constructor(peer) {
		this.peer = peer;
		this.inbox = [];
		this.open = true;
		this.beat();
	}
	beat() {
		this.last = Date.now();
		this.timer = setTimeout(() => this.beat(), 60000);
		this.timer.unref();
	}
	close() { this.open = false; }
}

exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 35; i++) {
		const connection = new Connection(`10.0.${k}.${i}`);
		connection.inbox.push(`hello from ${i}`);
		connection.close();
	}
};
