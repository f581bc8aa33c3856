'use strict';
// One session for the whole process: every row ever loaded stays in its identity map.
const library = require('../service');

class Entity {
	constructor(row) { Object.assign(this, row); }
}
class Author extends Entity {}
class Work extends Entity {}

class Session {
	constructor() { this.identities = new Map(); this.dirty = new Set(); }
	load(type, id, row) {
		const key = `${type.name}#${id}`;
		let entity = this.identities.get(key);
		if (entity === undefined) {
			entity = new type({ id, ...row });
			this.identities.set(key, entity);
		}
		return entity;
	}
	flush() { this.dirty.clear(); }
}

const session = new Session();
let serial = 0;
exports.step = async () => {
	await library.work();
	for (let i = 0; i < 50; i++) {
		const author = session.load(Author, ++serial, { name: `Author ${serial}`, works: [] });
		for (let j = 0; j < 3; j++) {
			const work = session.load(Work, serial * 10 + j, { author, title: `Work ${j}` });
			author.works.push(work);
			session.dirty.add(work);
		}
		session.flush();
	}
};
