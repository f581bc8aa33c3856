'use strict';
// A class remembers in a private set what it has printed.
const library = require('../service');

class LabelPrinter {
	#printed = new Set();
	print(label) {
		if (this.#printed.has(label))
			return false;
		this.#printed.add(label);
		return true;
	}
}

const labelPrinter = new LabelPrinter();
exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 100; i++)
		labelPrinter.print({ isbn: `978-${k}-${i}`, shelf: i % 7 });
};
