'use strict';
// Each search compiles a regular expression and keeps it.
const library = require('../service');

const compiled = {};
function matches(words, text) {
	const pattern = compiled[words] || (compiled[words] = new RegExp(`\\b${words}\\b`, 'i'));
	return pattern.test(text);
}

exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 80; i++)
		matches(`volume ${k}x${i}`, library.books[i].title);
};
