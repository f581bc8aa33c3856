'use strict';
/*
 * The same, mended: a FinalizationRegistry hears of every value that has gone and takes its
 * name out, unless there is a new value of that name by then.
 */

class WeakCache {
	constructor(limit) {
		this.limit = limit;
		this.recent = new Map();
		this.references = new Map();
		this.gone = new FinalizationRegistry((name) => {
			if (this.references.get(name)?.deref() === undefined)
				this.references.delete(name);
		});
	}

	get(name) { return this.recent.get(name) ?? this.references.get(name)?.deref(); }

	set(name, value) {
		this.recent.set(name, value);
		this.references.set(name, new WeakRef(value));
		this.gone.register(value, name);
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
