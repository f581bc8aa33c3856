// What the tests take snapshots of and watch: node target.js KIND
'use strict';
const { EventEmitter } = require('events');
const kind = process.argv[2];

class OrderBus extends EventEmitter {}

// Every request listens to the bus; a healthy one leaves it again.
function serve(leaves) {
	const bus = globalThis.bus = new OrderBus();
	bus.setMaxListeners(0);
	let served = 0;
	setInterval(() => {
		for (let i = 0; i < 200; i++) {
			const session = { id: served++, cart: new Array(100).fill(i) };
			const onOrder = () => session.cart.push(session.id);
			bus.on('order', onOrder);
			if (leaves)
				bus.off('order', onOrder);
		}
	}, 50);
}

// Once the inspector is up; a pipe has the word before the thread is gone.
function later(run) {
	setTimeout(() => {
		console.log('begun');
		run();
	}, 1000);
}

const kinds = {
	idle() { setInterval(() => {}, 1000); },
	leaking() { serve(false); },
	healthy() { serve(true); },
	large() {
		globalThis.kept = Array.from({ length: 400000 }, (_, i) => ({ i, text: `text ${i}` }));
		setInterval(() => {}, 1000);
	},
	busy() { later(() => { for (;;); }); },
	stuck() { later(() => require('child_process').execSync('sleep 60')); },
	// opens its inspector when asked to, but not at once
	late() {
		process.on('SIGUSR1', () => {
			console.log('asked');
			setTimeout(() => require('inspector').open(0), 500);
		});
		setInterval(() => {}, 1000);
	},
	workers() {
		const { Worker } = require('worker_threads');
		for (const name of ['first', 'second'])
			new Worker(`globalThis.kept = Array.from({ length: 1000 }, (_, i) => ` +
				`({ ['of_the_${name}']: i })); setInterval(() => {}, 1000)`, { eval: true });
		setInterval(() => {}, 1000);
	},
};

kinds[kind]();
console.log('ready');
