#!/usr/bin/env node
'use strict';
/*
 * Takes heap snapshots of a program while it works:
 *
 *	node --expose-gc snapshots.js PROGRAM DIRECTORY NAME...
 *
 * The program exports step(n), one round of its work.  After a first round to warm up, one
 * round and one snapshot follow for each NAME, written to DIRECTORY/NAME.heapsnapshot.
 * Garbage is collected before every snapshot, so that what is in it is really held.
 */
const fs = require('fs');
const path = require('path');
const v8 = require('v8');

const turn = () => new Promise((resolve) => setImmediate(resolve));

// What the last callbacks and finalizers let go is free only after they ran: hence the turns.
async function collect() {
	for (let i = 0; i < 6; i++) {
		global.gc();
		await turn();
	}
}

async function main() {
	const [program, directory, ...names] = process.argv.slice(2);
	if (names.length === 0 || !global.gc) {
		console.error('usage: node --expose-gc snapshots.js PROGRAM DIRECTORY NAME...');
		process.exit(2);
	}
	const { step } = require(path.resolve(program));
	fs.mkdirSync(directory, { recursive: true });
	await step(0);
	for (const [i, name] of names.entries()) {
		await step(i + 1);
		await collect();
		v8.writeHeapSnapshot(path.join(directory, `${name}.heapsnapshot`));
	}
	process.exit(0);
}

main();
