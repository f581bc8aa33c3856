'use strict';
// Well for two steps; from the third on, exported lists are kept for a download nobody makes.
const library = require('../service');

const downloads = new Map();
function exportList(name) {
	return library.books.slice(0, 6).map((book) => ({ name, isbn: book.isbn, price: 10 }));
}

exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 40; i++) {
		const list = exportList(`list ${k}.${i}`);
		if (k >= 3)
			downloads.set(`${k}.${i}`, list);
	}
};
