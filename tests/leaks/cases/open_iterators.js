'use strict';
// The first return is awaited by events.on(), and the iterator left as it is.
const { on, EventEmitter } = require('events');
const library = require('../service');

const returns = new EventEmitter();
returns.setMaxListeners(0);

async function firstReturn(book) {
	const iterator = on(returns, 'book');
	const first = iterator.next();
	returns.emit('book', book);
	return (await first).value;
}

exports.step = async () => {
	await library.work();
	for (let i = 0; i < 25; i++)
		await firstReturn(library.books[i]);
};
