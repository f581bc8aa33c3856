'use strict';
/*
 * The noise in which the cases hide: a library of books that is busy and loses nothing.
 * Its caches are bounded, its settings are replaced, its queue is emptied.
 */
const EventEmitter = require('events');

class Loan {
	constructor(book, reader, day) {
		this.book = book;
		this.reader = reader;
		this.due = day + 14;
	}
}

class Library extends EventEmitter {
	constructor() {
		super();
		this.seed = 12345;
		this.books = Array.from({ length: 1500 }, (_, i) => ({
			isbn: `978-${i}`, title: `Volume ${i}`, subjects: [`s${i % 17}`, `s${i % 5}`],
		}));
		this.recent = new Map();
		this.loans = [];
		this.printers = new Map();
		this.day = 0;
		this.reload();
		this.on('returned', (loan) => { this.lastReturned = loan.book.isbn; });
	}

	// Numbers below n that look random and are the same in every run.
	random(n) {
		this.seed = (Math.imul(this.seed, 1103515245) + 12345) & 0x7fffffff;
		return this.seed % n;
	}

	reload() {
		this.settings = { opened: this.day, rules: [] };
		for (let i = 0; i < 40; i++)
			this.settings.rules.push({ name: `rule ${i}`, limit: i * 3, since: this.day });
	}

	lookUp(isbn) {
		let entry = this.recent.get(isbn);
		this.recent.delete(isbn);
		if (entry === undefined)
			entry = { isbn, text: `entry for ${isbn} made on day ${this.day}` };
		this.recent.set(isbn, entry);
		if (this.recent.size > 200)
			this.recent.delete(this.recent.keys().next().value);
		return entry;
	}

	printer(kind) {
		if (!this.printers.has(kind))
			this.printers.set(kind, new Function('x', `return '<${kind}>' + x.isbn`));
		return this.printers.get(kind);
	}

	async work() {
		this.day++;
		for (let i = 0; i < 600; i++) {
			const book = this.books[this.random(this.books.length)];
			this.lookUp(book.isbn);
			this.printer(`k${i % 9}`)(book);
			this.loans.push(new Loan(book, `reader ${this.random(5000)}`, this.day));
			if (this.loans.length > 90 + this.random(30))
				this.emit('returned', this.loans.shift());
		}
		this.reload();
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
}

module.exports = new Library();
