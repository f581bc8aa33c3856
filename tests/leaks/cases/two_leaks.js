'use strict';
// A large leak (full texts) and beside it a small one (listeners of a settings object).
const EventEmitter = require('events');
const library = require('../service');

const fullTexts = new Map();
const preferences = new EventEmitter();
preferences.setMaxListeners(0);

class Shelfmark {
	constructor(text) {
		this.text = text;
		preferences.on('language', () => { this.text = text.toUpperCase(); });
	}
}

exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 150; i++)
		fullTexts.set(`${k}-${i}`, { pages: [`page ${i}`.repeat(60), `end ${k}`.repeat(60)] });
	for (let i = 0; i < 20; i++)
		new Shelfmark(`QA ${i}`);
};
