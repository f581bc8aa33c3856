'use strict';
// A memo over a domain of 300: nearly full after two steps.
const library = require('../service');

const bySubject = new Map();
function subject(number) {
	if (!bySubject.has(number))
		bySubject.set(number, { number, title: `Subject ${number}`, shelves: [number, number + 1] });
	return bySubject.get(number);
}

exports.step = async () => {
	await library.work();
	for (let i = 0; i < 420; i++)
		subject(library.random(300));
};
