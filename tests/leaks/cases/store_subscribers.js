'use strict';
// Components subscribe when mounted; unmounting forgets to call what subscribe returned.
const library = require('../service');

function createStore(initial) {
	let state = initial;
	const subscribers = new Set();
	return {
		get: () => state,
		set(next) { state = next; subscribers.forEach((subscriber) => subscriber(state)); },
		subscribe(subscriber) {
			subscribers.add(subscriber);
			return () => subscribers.delete(subscriber);
		},
	};
}

const store = createStore({ count: 0 });

class BookCard {
	constructor(book) { this.book = book; this.rendered = null; }
	mount() {
		this.unsubscribe = store.subscribe((state) => {
			this.rendered = `${this.book.title} ${state.count}`;
		});
	}
	unmount() { this.rendered = null; }
}

exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 45; i++) {
		const card = new BookCard(library.books[i]);
		card.mount();
		card.unmount();
	}
	store.set({ count: k });
};
