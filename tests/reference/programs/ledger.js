// A ledger that forgets nothing, before and after some work.
//	node ledger.js BEFORE AFTER
'use strict';
const { snapshot } = require('./take.js');
const [before, after] = process.argv.slice(2);

class Account {
	constructor(number) { this.number = number; this.entries = []; this.opened = new Date(number); }
}
class Ledger {
	constructor() { this.accounts = new Map(); this.recent = []; this.watchers = new Set(); }
	account(number) {
		if (!this.accounts.has(number))
			this.accounts.set(number, new Account(number));
		return this.accounts.get(number);
	}
	book(number, amount, text) {
		const entry = { amount, text: `${text} for ${number}`, tags: [text, 'booked'] };
		this.account(number).entries.push(entry);
		this.recent.push(entry);
		for (const watcher of this.watchers)
			watcher(entry);
	}
}

const ledger = globalThis.ledger = new Ledger();
function watch(number) {
	const history = new Array(50).fill(number);
	ledger.watchers.add(function onEntry(entry) { if (entry.amount < 0) history.push(entry.text); });
}
for (let i = 0; i < 120; i++) {
	ledger.book(i % 30, i + 0.5, 'deposit');
	if (i % 10 === 0)
		watch(i);
}
snapshot(before);
for (let i = 0; i < 900; i++) {
	ledger.book(i % 60, -i, i % 3 ? 'withdrawal' : 'fee');
	if (i % 9 === 0)
		watch(i);
}
ledger.recent.splice(0, 100);
ledger.accounts.delete(7);
ledger.late = { audit: true, pages: Array.from({ length: 40 }, (_, page) => ({ page: [page], audit: null })) };
snapshot(after);
process.exit(0);
