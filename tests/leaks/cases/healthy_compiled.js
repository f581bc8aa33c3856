'use strict';
// A new feature's functions run for the first time in every step; compiled templates are bounded.
const library = require('../service');

const templates = new Map();
const features = [];

function feature(k) {
	const names = Array.from({ length: 25 }, (_, i) => `f${i}`);
	const functions = names.map((name, i) =>
		`function ${name}(a, b) { const o = { a, b, k: ${k} }; return o.a + (b ? ${i} : 0); }`);

	return new Function(`${functions.join('\n')}\nreturn [${names.join(', ')}];`)();
}

exports.step = async (k) => {
	await library.work();
	features.push(feature(k));
	for (const run of features.flat())
		for (let i = 0; i < 300; i++)
			run(i, true);
	for (let i = 0; i < 200; i++) {
		templates.set(`${k}.${i}`, new Function('d', `return d.x + ${k * i}`));
		if (templates.size > 150)
			templates.delete(templates.keys().next().value);
	}
};
