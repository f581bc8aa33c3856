'use strict';
/*
 * A shop that renders a page for every search and keeps each page it ever rendered,
 * because the same search may come again.  Most never do.
 *
 *	node leaking.js		serves http://localhost:8080/search?q=...
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

class Shop {
	constructor() {
		this.catalog = [];
		for (let i = 0; i < 500; i++)
			this.catalog.push({ sku: i, title: `Teapot no. ${i}`, price: 20 + i % 80 });
		this.pagesByUrl = new Map();
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
