#!/usr/bin/env node
'use strict';
/*
 * Takes heap snapshots of a page while it works, as snapshots.js does of a program:
 *
 *	node page-snapshots.js PAGE DIRECTORY NAME...
 *
 * The page has a function step(), one round of its work.  Chromium ($CHROMIUM, or one of the
 * usual names) shows it without a window and is spoken to over a pipe, so nothing listens on
 * a port.  Exit status 77: there is no Chromium.
 */
const fs = require('fs');
const os = require('os');
const path = require('path');
const { pathToFileURL } = require('url');
const { spawn, spawnSync } = require('child_process');

const NO_BROWSER = 77;
const COLLECTIONS = 3;

function findBrowser() {
	const names = process.env.CHROMIUM ? [process.env.CHROMIUM]
		: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
	return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

function start(browser, profile) {
	return spawn(browser, ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run',
		'--disable-background-networking', '--disable-component-update', '--disable-sync',
		'--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'],
	{ stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true });
}

// Its processes outlive it by a moment, and write to the profile meanwhile.
async function end(child, profile) {
	const gone = new Promise((resolve) => child.once('exit', resolve));

	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		// All have ended by themselves.
	}
	if (child.exitCode === null && child.signalCode === null)
		await gone;
	try {
		fs.rmSync(profile, { recursive: true, force: true, maxRetries: 8, retryDelay: 200 });
	} catch (error) {
		console.error(`page-snapshots.js: left behind: ${error.message}`);
	}
}

// Speaks to the browser: send() answers with the result, heard(method, f) hears of events.
function connect(child) {
	const answers = new Map();
	const listeners = new Map();
	let number = 0;
	let text = '';

	function receive(message) {
		const answer = answers.get(message.id);
		if (answer === undefined) {
			listeners.get(message.method)?.(message.params);
			return;
		}
		answers.delete(message.id);
		if (message.error)
			answer.reject(new Error(message.error.message));
		else
			answer.resolve(message.result);
	}
	child.stdio[4].setEncoding('utf8').on('data', (chunk) => {
		const messages = (text + chunk).split('\0');
		text = messages.pop();
		messages.forEach((message) => receive(JSON.parse(message)));
	});
	child.on('exit', () => answers.forEach((answer) =>
		answer.reject(new Error('the browser ended'))));
	return {
		heard: (method, listener) => listeners.set(method, listener),
		send: (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
			answers.set(++number, { resolve, reject });
			child.stdio[3].write(JSON.stringify({ id: number, method, params, sessionId }) + '\0');
		}),
	};
}

async function openPage(browser, file) {
	const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
	const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
	const send = (method, params) => browser.send(method, params, sessionId);
	const loaded = new Promise((resolve) => browser.heard('Page.loadEventFired', resolve));

	await send('Page.enable');
	await send('HeapProfiler.enable');
	await send('Page.navigate', { url: pathToFileURL(path.resolve(file)).href });
	await loaded;
	return send;
}

async function work(send) {
	const { exceptionDetails } = await send('Runtime.evaluate',
		{ expression: 'Promise.resolve(step()).then(() => null)', awaitPromise: true });
	if (exceptionDetails)
		throw new Error(exceptionDetails.exception?.description || exceptionDetails.text);
	for (let i = 0; i < COLLECTIONS; i++)
		await send('HeapProfiler.collectGarbage');
}

async function take(browser, send, file) {
	const out = fs.openSync(file, 'w');
	browser.heard('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => fs.writeSync(out, chunk));
	await send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
	fs.closeSync(out);
}

async function main() {
	const [page, directory, ...names] = process.argv.slice(2);
	if (names.length === 0) {
		console.error('usage: node page-snapshots.js PAGE DIRECTORY NAME...');
		process.exit(2);
	}
	const command = findBrowser();
	if (command === undefined) {
		console.error('page-snapshots.js: there is no Chromium; $CHROMIUM may name one');
		process.exit(NO_BROWSER);
	}
	const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'heaptui-page-'));
	const child = start(command, profile);
	try {
		const browser = connect(child);
		const send = await openPage(browser, page);
		fs.mkdirSync(directory, { recursive: true });
		await work(send);
		for (const name of names) {
			await work(send);
			await take(browser, send, path.join(directory, `${name}.heapsnapshot`));
		}
		await browser.send('Browser.close').catch(() => {});
	} finally {
		await end(child, profile);
	}
}

main().catch((error) => {
	console.error(`page-snapshots.js: ${error.message}`);
	process.exit(1);
});
