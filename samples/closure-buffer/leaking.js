'use strict';
/* Invoices are sent again later if the mail server is busy: a function for each is kept. */

const retries = [];

function send(number) {
	const document = Buffer.alloc(50000, number % 256);
	const checksum = document.reduce((sum, byte) => (sum + byte) % 65521, 0);

	// All it needs is the number, but its scope has the document as well, and it uses it.
	retries.push(() => `invoice ${number}, ${document.length} bytes, ${checksum}`);
}

exports.step = async (n) => {
	for (let i = 0; i < 20; i++)
		send(n * 20 + i);
};
