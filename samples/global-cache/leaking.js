'use strict';
/* Prices are computed once for each customer and kept: customers come and go. */

globalThis.priceCache = {};

function price(customer, product) {
	const key = `${customer}/${product}`;

	globalThis.priceCache[key] ??= { product, price: product * 3, rules: ['base', 'discount'] };
	return globalThis.priceCache[key].price;
}

exports.step = async (n) => {
	for (let i = 0; i < 200; i++)
		for (let product = 0; product < 3; product++)
			price(`customer ${n}.${i}`, product);
};
