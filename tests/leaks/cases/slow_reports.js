'use strict';
// Three monthly reports are kept at each step: few, and not large.
const library = require('../service');

class Report {
	constructor(month) {
		this.month = month;
		this.rows = [];
		for (let i = 0; i < 12; i++)
			this.rows.push({ shelf: i, loans: i * month, title: `shelf ${i} in ${month}` });
	}
}

const archive = { reports: [] };
exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 3; i++)
		archive.reports.push(new Report(k * 3 + i));
};
