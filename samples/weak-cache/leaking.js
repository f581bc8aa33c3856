'use strict';
/*
 * An LRU cache with a second floor: what falls out of the first two hundred is kept on as a
 * WeakRef, in case somebody still has it.  The values go when nobody has; their names and
 * the empty WeakRefs stay.
 */

class WeakCache {
	constructor(limit) {
		this.limit = limit;
		this.recent = new Map();
		this.references = new Map();
	}

	get(name) { return this.recent.get(name) ?? this.references.get(name)?.deref(); }

	set(name, value) {
		this.recent.set(name, value);
		this.references.set(name, new WeakRef(value));
		if (this.recent.size > this.limit)
			this.recent.delete(this.recent.keys().next().value);
	}
}

const images = new WeakCache(200);

exports.step = async (n) => {
	for (let i = 0; i < 600; i++)
		images.set(`image ${n}.${i}`, { name: `image ${n}.${i}`, pixels: new Array(30).fill(i) });
	images.get(`image ${n}.1`);
};
