'use strict';
// A bounded cache that reaches its bound of 700 between the third and the fourth snapshot.
const library = require('../service');

const pages = new Map();
let serial = 0;
exports.step = async () => {
	await library.work();
	for (let i = 0; i < 170; i++) {
		pages.set(`page ${++serial}`, { html: `<p>${serial}</p>`, read: [serial] });
		if (pages.size > 700)
			pages.delete(pages.keys().next().value);
	}
};
