// A page that keeps what it takes away: elements, listeners, frames, what the console was shown.
'use strict';

class Gallery { constructor() { this.removed = []; this.byNode = new WeakMap(); this.borrowed = []; } }
const gallery = window.gallery = new Gallery();
window.lend = (...things) => gallery.borrowed.push(things);

customElements.define('my-panel', class extends HTMLElement {
	#clicks = { count: 0 };
	constructor() {
		super();
		const root = this.attachShadow({ mode: 'closed' });
		root.innerHTML = '<button>panel</button><slot></slot>';
		root.firstElementChild.addEventListener('click', () => this.#clicks.count++);
	}
	connectedCallback() { window.addEventListener('resize', this.resized = () => this.#clicks); }
});

function tree(name, size) {
	const top = document.createElement('article');
	top.className = name + ' of many';
	for (let i = 0; i < size; i++) {
		const row = document.createElement('div');
		row.dataset.i = i;
		row.note = { i };
		row.append('text ' + i, document.createElement('span'), document.createComment('note'));
		row.addEventListener('click', function clicked() { return row.note; });
		row.onkeydown = { handleEvent() { return row; } }.handleEvent;
		top.append(row);
	}
	return top;
}

function frame(source) {
	const made = document.createElement('iframe');
	const done = new Promise(loaded => { made.onload = () => loaded(made); });
	made.src = source;
	document.getElementById('frames').append(made);
	return done;
}

window.prepare = async function prepare() {
	const list = document.getElementById('list');
	for (let i = 0; i < 25; i++) {
		const item = document.createElement('li');
		const state = { i, history: new Array(20).fill(i) };
		item.addEventListener('click', function onClick() { return state; });
		item.addEventListener('focus', { handleEvent() { return state; } });
		list.append(item);
		gallery.byNode.set(item, { state, twin: document.createElement('b') });
	}
	// Held whole, by one leaf, by a listener, by a weak table only.
	gallery.removed.push(tree('whole', 12));
	gallery.leaf = tree('leaf', 12).querySelectorAll('span')[5];
	window.addEventListener('scroll', (held => () => held)(tree('listener', 6)));
	gallery.byNode.set(gallery.leaf, tree('weak', 4));
	gallery.taken = list.children[4];
	gallery.taken.remove();
	gallery.fragment = document.createDocumentFragment();
	gallery.fragment.append(tree('fragment', 3));
	gallery.other = document.implementation.createHTMLDocument('other');
	gallery.frames = [await frame('frame.html?1'), await frame('frame.html?2')];
	gallery.gone = await frame('frame.html?gone');
	gallery.left = gallery.gone.contentWindow.framed;
	gallery.gone.remove();
	// Text that is cut in a snapshot: the same twice, and others that differ behind the cut only.
	const long = [...'long text '.repeat(150)], wide = [...'длинный текст '.repeat(100)];
	gallery.long = ['', '', 'and its end', 'another end', 'its length'].map(end => [...long, end].join(''));
	gallery.wide = ['', '', 'конец'].map(end => [...wide, end].join(''));
	gallery.buffers = [new Uint8Array(100_000), new Blob(['blob'.repeat(500)])];
	gallery.observer = new MutationObserver(() => gallery);
	gallery.observer.observe(list, { childList: true });
	console.log('shown to the console', { shown: [1, 2] }, tree('console', 2));
	return true;
};

window.change = async function change() {
	for (let i = 0; i < 8; i++)
		gallery.removed.push(tree('later', 5));
	gallery.frames[1].remove();
	document.getElementById('list').children[0].remove();
	return true;
};

window.allocate = async function allocate() {
	const make = i => ({ made: i, element: document.createElement('em') });
	const kept = window.kept = [];
	for (let round = 0; round < 4; round++) {
		for (let i = 0; i < 50; i++)
			kept.push(make(i), [make(-i)]);
		await new Promise(done => setTimeout(done, 70));
	}
	return true;
};
