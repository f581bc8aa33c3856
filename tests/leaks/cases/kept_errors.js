'use strict';
// Failures are collected for a report that is never made.
const library = require('../service');

class Importer {
	constructor() { this.failures = []; }
	run(record) {
		try {
			if (!record.title.startsWith('Tome'))
				throw new TypeError(`not a tome: ${record.title}`);
		} catch (error) {
			this.failures.push({ record, error });
		}
	}
}

const importer = new Importer();
exports.step = async () => {
	await library.work();
	for (let i = 0; i < 30; i++)
		importer.run(library.books[library.random(1000)]);
};
