'use strict';
// Every duration ever measured is kept in one array of doubles.
const library = require('../service');

const durations = [];
exports.step = async () => {
	await library.work();
	for (let i = 0; i < 3000; i++)
		durations.push(0.5 + library.random(1000) / 7);
};
