'use strict';
// A small reactive library: effects of readers that left stay among the dependencies of the desk.
const library = require('../service');

const dependencies = new WeakMap();
let running = null;

function reactive(object) {
	return new Proxy(object, {
		get(target, name) {
			if (running !== null) {
				if (!dependencies.has(target))
					dependencies.set(target, new Map());
				const names = dependencies.get(target);
				if (!names.has(name))
					names.set(name, new Set());
				names.get(name).add(running);
			}
			return target[name];
		},
	});
}

class Effect {
	constructor(render) {
		this.render = render;
		this.active = true;
		running = this;
		render();
		running = null;
	}
	stop() {
		this.active = false;
	}
}

const desk = reactive({ language: 'en', opened: true });
exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 60; i++) {
		const label = { text: '', number: k * 100 + i };
		new Effect(() => { label.text = `${desk.language} ${label.number}`; }).stop();
	}
};
