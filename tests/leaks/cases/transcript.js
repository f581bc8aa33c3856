'use strict';
// What is said at the desk is added to one text.
const library = require('../service');

class Desk {
	constructor() {
		this.transcript = '';
		this.opened = library.day;
	}
	say(who, what) {
		this.transcript += `[${who}] ${what}\n`;
	}
}

const desk = new Desk();
exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 400; i++)
		desk.say(`reader ${i % 9}`, `sentence ${k}.${i}`);
};
