'use strict';
/*
 * The same shop, mended: of the pages it rendered it keeps the two hundred used last.
 *
 *	node mended.js		serves http://localhost:8080/search?q=...
 */
const http = require('http');

class Page {
	constructor(url, products) {
		this.url = url;
		this.renderedAt = new Date();
		this.products = products;
		this.html = products.map((product) => `<li>${product.title}</li>`).join('\n');
	}
}

// A Map remembers the order of insertion: the first key is the one not used for longest.
class RecentlyUsed extends Map {
	constructor(limit) {
		super();
		this.limit = limit;
	}

	get(key) {
		const value = super.get(key);
		if (this.delete(key))
			super.set(key, value);
		return value;
	}

	set(key, value) {
		super.set(key, value);
		if (this.size > this.limit)
			this.delete(this.keys().next().value);
		return this;
	}
}

class Shop {
	constructor() {
		this.catalog = [];
		for (let i = 0; i < 500; i++)
			this.catalog.push({ sku: i, title: `Teapot no. ${i}`, price: 20 + i % 80 });
		this.pagesByUrl = new RecentlyUsed(200);
	}

	find(words) {
		const start = words.length * 7 % 450;
		return this.catalog.slice(start, start + 10)
			.map((product) => ({ title: `${product.title} (${words})`, price: product.price }));
	}

	page(url) {
		let page = this.pagesByUrl.get(url);
		if (page === undefined) {
			const words = new URL(url, 'http://shop').searchParams.get('q') || '';
			page = new Page(url, this.find(words));
			this.pagesByUrl.set(url, page);
		}
		return page;
	}
}

const shop = new Shop();

function answer(request, response) {
	response.setHeader('Content-Type', 'text/html; charset=utf-8');
	response.end(`<ul>\n${shop.page(request.url).html}\n</ul>\n`);
}

// One round of work, for snapshots.js: visitors look for 300 things and come back once.
let visitors = 0;
exports.step = async () => {
	const response = { setHeader() {}, end() {} };
	for (let i = 0; i < 300; i++) {
		const url = `/search?q=teapot+for+${++visitors}`;
		answer({ url }, response);
		answer({ url }, response);
	}
};

if (require.main === module)
	http.createServer(answer).listen(8080);
