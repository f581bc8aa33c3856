'use strict';
// A store whose state is copied at every change; read notifications are never taken out.
const library = require('../service');

const reducer = (state, action) => {
	switch (action.type) {
	case 'notify':
		return { ...state, notifications: { ...state.notifications,
			[action.note.id]: action.note } };
	case 'read':
		return { ...state, unread: state.unread.filter((id) => id !== action.id) };
	default:
		return state;
	}
};

class Store {
	constructor() { this.state = { notifications: {}, unread: [], theme: 'light' }; }
	dispatch(action) { this.state = reducer(this.state, action); }
}

const store = new Store();
let serial = 0;
exports.step = async () => {
	await library.work();
	for (let i = 0; i < 60; i++) {
		const id = `note${serial++}`;
		store.dispatch({ type: 'notify', note: { id, text: `Book ${i} is due`, at: serial } });
		store.dispatch({ type: 'read', id });
	}
};
