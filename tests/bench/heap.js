// A heap of records, as a server keeps them: node heap.js RECORDS OUT
// A thousand records make about seven megabytes of snapshot.
'use strict';
const v8 = require('v8');
const [records, out] = process.argv.slice(2);

class Customer { constructor(i) { this.id = i; this.name = 'customer ' + i; this.orders = []; } }
class Order {
	constructor(customer, i) {
		this.customer = customer;
		this.lines = Array.from({ length: 4 + i % 5 }, (_, k) => ({ article: 'article ' + (i + k) % 500, price: k + 0.25, note: null }));
		this.state = { paid: i % 2 === 0, history: [{ at: new Date(i), what: 'made' }] };
		this.total = () => this.lines.reduce((sum, line) => sum + line.price, i);
	}
}
class Node { constructor(value, left, right) { Object.assign(this, { value, left, right }); } }

const store = globalThis.store = { customers: new Map(), byArticle: new Map(), weak: new WeakMap(), log: [], trees: [] };
for (let i = 0; i < records; i++) {
	const customer = new Customer(i);
	store.customers.set('c' + i, customer);
	for (let k = 0; k < 8; k++) {
		const order = new Order(customer, i * 8 + k);
		customer.orders.push(order);
		for (const { article } of order.lines) {
			if (!store.byArticle.has(article))
				store.byArticle.set(article, new Set());
			store.byArticle.get(article).add(order);
		}
		if (k === 0)
			store.weak.set(order, { weakly: [customer] });
	}
	store.log.push(`customer ${i} at ${i * 13} of ${records}`);
	let tree = null;
	for (let k = 0; k < 30; k++)
		tree = new Node({ k }, tree, k % 3 ? null : new Node([k], null, null));
	store.trees.push(tree);
}
v8.writeHeapSnapshot(out);
