'use strict';
/* The same, mended: who has the answer ends the connection. */
const net = require('net');

const server = net.createServer((socket) => {
	socket.on('data', (question) => socket.write(`answer to ${question}`));
});

function listening() {
	return new Promise((resolve) => {
		if (server.listening)
			resolve(server.address().port);
		else
			server.listen(0, '127.0.0.1', () => resolve(server.address().port));
	});
}

function ask(port, question) {
	return new Promise((resolve) => {
		const socket = net.connect(port, '127.0.0.1', () => socket.write(question));
		socket.once('data', (answer) => {
			socket.end();
			resolve(String(answer));
		});
	});
}

exports.step = async (n) => {
	const port = await listening();
	for (let i = 0; i < 25; i++)
		await ask(port, `question ${n}.${i}`);
	await new Promise((resolve) => setTimeout(resolve, 50));
};
