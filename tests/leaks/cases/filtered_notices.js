'use strict';
// A list that is copied at each change, on days that differ; what was read is filtered out by
// a name that nothing has.
const library = require('../service');

const MADE = [40, 130, 30, 210, 60, 120];
const board = { notices: [] };
exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < MADE[k]; i++) {
		const notice = { number: k * 1000 + i, body: { text: `notice ${k}.${i}`, read: true } };

		board.notices = [...board.notices.filter((one) => one.isRead !== true), notice];
	}
};
