'use strict';
// A loader meant for one request is made once: the promises of all that was ever loaded stay.
const library = require('../service');

class Loader {
	constructor(load) {
		this.load = load;
		this.answers = new Map();
	}
	get(id) {
		if (!this.answers.has(id))
			this.answers.set(id, Promise.resolve(id).then(this.load));
		return this.answers.get(id);
	}
}

const readers = new Loader(async (id) => ({ id, name: `Reader ${id}`, address: { zip: id % 999 } }));
let serial = 0;
exports.step = async () => {
	await library.work();
	for (let i = 0; i < 120; i++)
		await readers.get(serial++);
};
