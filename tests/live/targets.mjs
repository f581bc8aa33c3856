// Real targets: node targets.mjs [NODE...], each the path of a Node to try; this one unless
// named.  Speaks TAP.  HEAPTUI is the program; CHROMIUM and DENO are a browser and a Deno to try
// as well.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const program = path.resolve(process.env.HEAPTUI ?? './heaptui');
const nodes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];
const limit = 120e3;
let tests = 0, failed = 0;

const sleep = ms => new Promise(done => setTimeout(done, ms));

function say(wrong, name) {
	failed += wrong ? 1 : 0;
	console.log(`${wrong ? 'not ok' : 'ok'} ${++tests} - ${name}`);
	if (wrong)
		console.log(String(wrong).trim().replace(/^/gm, '# '));
}

// A process in a group of its own: what it starts can be ended with it, and all of them are when the
// tests end, however they do.
const running = new Set();
function begin(command, words, options) {
	const child = spawn(command, words, { ...options, detached: true });
	running.add(child);
	child.on('exit', () => running.delete(child));
	return child;
}

function end(child) {
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		// it is gone
	}
}

const folders = [];
process.on('exit', () => {
	running.forEach(end);
	for (const at of folders)
		fs.rmSync(at, { recursive: true, force: true });
});
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'])
	process.on(signal, () => process.exit(128 + os.constants.signals[signal]));

// A target, once it is up: its process, and the port of its inspector if it has one.
async function start(node, kind, options = ['--inspect=0'], cwd = undefined) {
	const child = begin(node, [...options, path.join(here, 'target.js'), kind],
		{ stdio: ['ignore', 'pipe', 'pipe'], cwd });
	let out = '', err = '';
	child.stdout.on('data', data => { out += data; });
	child.stderr.on('data', data => { err += data; });
	child.said = async word => {
		for (let i = 0; i < 600 && !out.includes(word); i++)
			await sleep(50);
	};
	// the last it opened
	child.port = () => [...err.matchAll(/ws:\/\/127\.0\.0\.1:(\d+)\//g)].at(-1)?.[1];
	child.gone = new Promise(done => child.on('exit', (code, signal) => done(signal ?? code)));
	for (let i = 0; i < 600 && !(out.includes('ready')
		&& (child.port() || !options.some(option => option.startsWith('--inspect=')))); i++)
		await sleep(50);
	return child;
}

// heaptui, to its end: status (or signal), and all it said.  `during` is told as it goes.
function run(words, { cwd, during = () => {}, shell } = {}) {
	return new Promise(done => {
		const child = shell ? begin('sh', ['-c', shell, program, ...words], { cwd })
			: begin(program, words, { cwd });
		let said = '';
		const timer = setTimeout(() => child.kill('SIGKILL'), limit);
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', data => { said += data; during(child, said); });
		child.on('close', (code, signal) => {
			clearTimeout(timer);
			done({ status: signal ?? code, said });
		});
	});
}

function folder() {
	folders.push(fs.mkdtempSync(path.join(os.tmpdir(), 'heaptui-live-')));
	return folders.at(-1);
}

async function stop(child) {
	end(child);
	await child.gone;
}

// What heaptui itself sees in a snapshot; a complaint if it does not open.
function opens(file, text) {
	const seen = spawnSync(program, ['summary', '--no-index', '--limit=0', '--format=csv', file],
		{ encoding: 'utf8', maxBuffer: 1 << 28 });
	if (seen.status !== 0)
		return `does not open: ${seen.stderr}`;
	return text === undefined || seen.stdout.includes(text) ? '' : `${text} is not in it`;
}

// Whether nobody takes inspectors there any more, a little later.
async function closes(port) {
	for (let i = 0, closed = false; i < 100; i++) {
		closed = await new Promise(done => http.get({ port, path: '/json/list' },
			answer => { answer.resume(); done(false); }).on('error', () => done(true)));
		if (closed)
			return true;
		await sleep(100);
	}
	return false;
}

const mode = file => (fs.statSync(file).mode & 0o777).toString(8);

const cases = {
	async 'takes a snapshot by the port of the inspector'(node) {
		const target = await start(node, 'leaking'), at = folder();
		const { status, said } = await run(['capture', `--inspect=${target.port()}`, '--gc', '-o',
			'a.heapsnapshot'], { cwd: at });
		await stop(target);
		return status !== 0 ? said : mode(`${at}/a.heapsnapshot`) !== '600' ? 'not mode 600'
			: opens(`${at}/a.heapsnapshot`, 'OrderBus');
	},
	async 'names the file itself, and compresses'(node) {
		const target = await start(node, 'idle'), at = folder();
		const plain = await run(['capture', `--inspect=${target.port()}`, '--quiet'], { cwd: at });
		let wrong = '';
		for (const name of ['a.zst', 'a.gz']) {
			const made = await run(['capture', `--inspect=${target.port()}`, '-o', name], { cwd: at });
			if (!/built without (gzip|Zstandard)/.test(made.said))
				wrong += made.status !== 0 ? made.said : opens(`${at}/${name}`);
		}
		await stop(target);
		return plain.status !== 0 || !plain.said.includes(`-${target.pid}-`) ? plain.said
			: opens(path.join(at, plain.said.trim())) + wrong;
	},
	async 'takes a snapshot by the process, and closes the inspector again'(node) {
		const target = await start(node, 'idle', ['--inspect-port=0']), at = folder();
		const first = await run(['capture', `--pid=${target.pid}`, '-o', 'a.heapsnapshot'],
			{ cwd: at });
		const port = target.port(), closed = await closes(port);
		const alive = target.exitCode === null;
		await stop(target);
		return first.status !== 0 ? first.said : !alive ? 'the target is dead'
			: !closed ? `port ${port} is still open` : opens(`${at}/a.heapsnapshot`);
	},
	async 'closes the inspector it opened when there is nothing to take'(node) {
		const target = await start(node, 'idle', ['--inspect-port=0']);
		const wrong = await run(['capture', `--pid=${target.pid}`, '--target=nobody']);
		const after_wrong = await closes(target.port());
		const list = await run(['capture', `--pid=${target.pid}`, '--list']);
		const after_list = await closes(target.port());
		await stop(target);
		return wrong.status !== 2 || list.status !== 0 ? wrong.said + list.said
			: !after_wrong ? 'still open after a wrong target' : after_list ? ''
			: 'still open after a list';
	},
	async 'closes the inspector it asked for when ^C comes before it opens'(node) {
		const target = await start(node, 'late', []);
		const capture = begin(program, ['capture', `--pid=${target.pid}`], { stdio: 'ignore' });
		const ended = new Promise(done => capture.on('close', done));
		await target.said('asked');
		capture.kill('SIGINT');
		const status = await ended, opened = target.port(), closed = opened && await closes(opened);
		await stop(target);
		return status !== 1 ? `status ${status}` : !opened ? 'gone before it was there'
			: closed ? '' : `port ${opened} is still open`;
	},
	async 'takes a snapshot by the signal it is written on'(node) {
		const at = folder();
		const target = await start(node, 'idle', ['--heapsnapshot-signal=SIGUSR2'], at);
		const capture = name => run(['capture', `--signal=${target.pid}`, '-o', name], { cwd: at });
		const nowhere = await capture('nowhere/a.heapsnapshot'), left = fs.readdirSync(at);
		let name = 'a.zst', { status, said } = await capture(name);
		if (said.includes('built without Zstandard')) {
			name = 'a.heapsnapshot';
			({ status, said } = await capture(name));
		}
		await stop(target);
		return nowhere.status !== 1 || left.length > 0 ? `${nowhere.said}, left ${left}`
			: status !== 0 ? said : fs.readdirSync(at).join() !== name
			? `left ${fs.readdirSync(at)}` : opens(path.join(at, name));
	},
	async 'never signals who would die of it'() {
		const target = begin('sleep', ['1000']);
		target.gone = new Promise(done => target.on('exit', done));
		const pid = await run(['capture', `--pid=${target.pid}`]);
		const signal = await run(['capture', `--signal=${target.pid}`]);
		const alive = target.exitCode === null && target.signalCode === null;
		await stop(target);
		return !alive ? 'dead' : pid.status !== 1 || signal.status !== 1 ? pid.said + signal.said : '';
	},
	async 'tells workers apart'(node) {
		const target = await start(node, 'workers'), at = folder();
		let list;
		for (let i = 0; i < 20 && !list?.said.includes('[worker 2]'); i++)
			list = await run(['capture', `--inspect=${target.port()}`, '--list']);
		const number = /^(\d+) +worker/gm.exec(list.said)?.[1];
		const { status, said } = await run(['capture', `--inspect=${target.port()}`,
			`--target=${number}`, '-o', 'a.heapsnapshot'], { cwd: at });
		await stop(target);
		if (list.said.trim().split('\n').length !== 3 || status !== 0)
			return list.said + said;
		const text = fs.readFileSync(`${at}/a.heapsnapshot`, 'latin1');
		return text.includes('"of_the_first"') === text.includes('"of_the_second"')
			? 'not of one worker' : '';
	},
	async 'leaves nothing when the target is killed in the middle'(node) {
		const target = await start(node, 'large'), at = folder();
		setTimeout(() => target.kill('SIGKILL'), 500);
		const { status, said } = await run(['capture', `--inspect=${target.port()}`, '-o',
			'a.heapsnapshot'], { cwd: at });
		await stop(target);
		return status !== 1 ? `status ${status}: ${said}` : fs.readdirSync(at).join();
	},
	async 'leaves nothing behind after ^C'(node) {
		const target = await start(node, 'large'), at = folder();
		const { status, said } = await run(['capture', `--inspect=${target.port()}`, '-o',
			'a.heapsnapshot'], { cwd: at, during: child => setTimeout(() => child.kill('SIGINT'), 300) });
		const alive = target.exitCode === null;
		await stop(target);
		return status !== 1 || !alive ? `status ${status}: ${said}` : fs.readdirSync(at).join();
	},
	async 'leaves nothing when the disk is full'(node) {
		const target = await start(node, 'idle'), at = folder();
		const { status, said } = await run(['capture', `--inspect=${target.port()}`, '-o',
			'a.heapsnapshot'], { cwd: at, shell: 'trap "" XFSZ; ulimit -f 200; exec "$0" "$@"' });
		await stop(target);
		return status !== 1 || !said.includes('cannot write') ? `status ${status}: ${said}`
			: fs.readdirSync(at).join();
	},
	// Node up to 20 interrupts it; a later one takes no snapshot in the middle of a function.
	async 'ends in time when there is a loop without end'(node) {
		const target = await start(node, 'busy'), at = folder();
		await target.said('begun');
		const { status, said } = await run(['capture', `--inspect=${target.port()}`, '-o',
			'a.heapsnapshot', '--timeout=20'], { cwd: at });
		await stop(target);
		return status === 0 ? opens(`${at}/a.heapsnapshot`)
			: status !== 1 || !said.includes('busy') ? said : fs.readdirSync(at).join();
	},
	async 'gives up on a thread that never answers'(node) {
		const target = await start(node, 'stuck'), at = folder();
		await target.said('begun');
		const { status, said } = await run(['capture', `--inspect=${target.port()}`, '--timeout=2'],
			{ cwd: at });
		await stop(target);
		return status !== 1 || !said.includes('busy') ? `status ${status}: ${said}`
			: fs.readdirSync(at).join();
	},
	async 'says so when another process has the port'(node) {
		const server = http.createServer((_, answer) => answer.end('hello')).listen(0, '127.0.0.1');
		await new Promise(done => server.on('listening', done));
		const target = await start(node, 'idle', [`--inspect-port=${server.address().port}`]);
		const { status, said } = await run(['capture', `--pid=${target.pid}`, '--timeout=2']);
		const alive = target.exitCode === null && target.signalCode === null;
		await stop(target);
		server.close();
		return !alive ? 'the target is dead' : status !== 1 || !said.includes('taken') ? said : '';
	},
	async 'says so when something else listens there'() {
		const server = http.createServer((_, answer) => answer.end('hello')).listen(0, '127.0.0.1');
		await new Promise(done => server.on('listening', done));
		const { status, said } = await run(['capture', `--inspect=${server.address().port}`]);
		server.close();
		return status !== 1 ? `status ${status}: ${said}` : '';
	},
	async 'alerts when a target leaks, and names the emitter'(node) {
		const target = await start(node, 'leaking'), at = folder();
		const { status, said } = await run(['watch', `--inspect=${target.port()}`, '--interval=1s',
			'--every=4s', '--fail', '--exec=echo told >told'], { cwd: at });
		for (let i = 0; i < 100 && !fs.existsSync(`${at}/told`); i++)
			await sleep(100);
		await stop(target);
		const files = fs.readdirSync(at);
		return status !== 3 || !said.includes('ALERT') || !said.includes('order')
			|| !files.includes('told') || files.length !== 3 ? `status ${status}: ${said} ${files}` : '';
	},
	async 'is silent about a healthy one, and sees it end'(node) {
		const target = await start(node, 'healthy'), at = folder();
		const { status, said } = await run(['watch', `--inspect=${target.port()}`, '--interval=1s',
			'--every=4s', '--keep=2'], { cwd: at, during: (_, so_far) => {
			if (so_far.split('snapshot, ').length > 3)
				target.kill('SIGTERM');
		} });
		await target.gone;
		return status !== 0 || said.includes('ALERT') || !said.includes('ended')
			|| fs.readdirSync(at).length !== 2 ? `status ${status}: ${said}` : '';
	},
	async 'ends, and says why, when nobody can take what it says'(node) {
		const target = await start(node, 'idle');
		const { status, said } = await run(['watch', `--inspect=${target.port()}`,
			'--interval=200ms', '--every=0'], { shell: 'exec "$0" "$@" >/dev/full' });
		await stop(target);
		return status !== 1 || !said.includes('standard output: No space left')
			? `status ${status}: ${said}` : '';
	},
	async 'tells a restart from the end'(node) {
		const first = await start(node, 'idle'), port = first.port();
		let second;
		const { said } = await run(['watch', `--inspect=${port}`, '--interval=500ms', '--every=0',
			'--wait', '--format=ndjson'], { during: (child, so_far) => {
			if (so_far.includes('"reading"'))
				second ??= stop(first).then(() => start(node, 'idle', [`--inspect=${port}`]));
			if (so_far.includes('"restarted"'))
				child.kill('SIGINT');
		} });
		// seen by watch perhaps before it was ready
		await stop(second ? await second : first);
		const events = said.trim().split('\n').map(line => JSON.parse(line).event);
		return events.indexOf('ended') < 0 || events.indexOf('restarted') < events.indexOf('ended')
			? said : '';
	},
	async 'waits for no process that has ended'(node) {
		const target = await start(node, 'idle', ['--inspect-port=0']);
		const { status, said } = await run(['watch', `--pid=${target.pid}`, '--interval=500ms',
			'--every=0', '--wait'], { during: (_, so_far) => {
			if (so_far.includes('heap '))
				target.kill('SIGKILL');
		} });
		await target.gone;
		return status !== 0 || !said.includes(`process ${target.pid} ended`)
			? `status ${status}: ${said}` : '';
	},
	async 'says where a log of collections goes'(node) {
		const at = folder();
		fs.writeFileSync(`${at}/a.log`, spawnSync(node, ['--trace-gc', '--expose-gc', '-e',
			`const kept = []; for (let i = 0; i < 8; i++) {
				kept.push(Array.from({ length: 50000 }, () => ({}))); gc(); }`]).stdout);
		const { status, said } = await run(['trend', '--fail', '--max-old-space-size=100', 'a.log'],
			{ cwd: at });
		return status !== 3 || !/grows by .* at its limit of 105 MB/.test(said)
			? `status ${status}: ${said}` : '';
	},
};

// A page of Chromium's, by the port it says it listens on.
async function chromium(browser) {
	const home = folder(), at = folder();
	const child = begin(browser, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
		'--no-first-run', '--disable-background-networking', '--disable-component-update',
		'--disable-sync', `--user-data-dir=${home}`, '--remote-debugging-port=0',
		'data:text/html,<script>class Leak {}; kept = [new Leak]; document.title = "begun"</script>'],
		{ stdio: ['ignore', 'ignore', 'pipe'] });
	const gone = new Promise(done => child.on('exit', done));
	let err = '';
	child.stderr.on('data', data => { err += data; });
	const port = () => /ws:\/\/127\.0\.0\.1:(\d+)\//.exec(err)?.[1];
	for (let i = 0; i < 600 && !port(); i++)
		await sleep(100);
	for (let i = 0, list; i < 100 && !list?.said.includes('  begun  '); i++) {
		await sleep(500);
		list = await run(['capture', `--inspect=${port()}`, '--list']);
	}
	const snapshot = await run(['capture', `--inspect=${port()}`, '-o', 'a.zst'], { cwd: at });
	const timeline = await run(['capture', `--inspect=${port()}`, '--timeline=1s', '-o', 'a.gz'],
		{ cwd: at });
	const watched = await run(['watch', `--inspect=${port()}`, '--every=0', '--interval=200ms'],
		{ during: (watch, said) => said.split('heap ').length > 4 && watch.kill('SIGINT') });
	child.kill('SIGTERM');
	await gone;
	const said = snapshot.said + timeline.said + watched.said;
	return snapshot.status + timeline.status + watched.status !== 0 ? said
		: opens(`${at}/a.zst`, 'Leak') + opens(`${at}/a.gz`);
}

// A server in Deno, which says of itself that it is a Node.
async function deno(program) {
	const target = await start(program, 'leaking',
		['run', '--allow-all', '--unstable-detect-cjs', '--inspect=127.0.0.1:0']), at = folder();
	const inspect = `--inspect=${target.port()}`;
	const snapshot = await run(['capture', inspect, '-o', 'a.zst'], { cwd: at });
	const timeline = await run(['capture', inspect, '--timeline=1s', '-o', 'a.gz'], { cwd: at });
	const watched = await run(['watch', inspect, '--interval=1s', '--every=4s', '--fail'],
		{ cwd: at });
	await stop(target);
	const said = snapshot.said + timeline.said + watched.said;
	return snapshot.status + timeline.status !== 0 || watched.status !== 3
		|| !watched.said.includes('ALERT') || !watched.said.includes('order') ? said
		: opens(`${at}/a.zst`, 'OrderBus') + opens(`${at}/a.gz`, 'OrderBus');
}

const probe = spawnSync(program, ['capture', '--inspect=1', '--list'], { encoding: 'utf8' });
if (probe.stderr?.includes('without-live')) {
	console.log('1..0 # SKIP built without live targets');
} else {
	const only = process.env.ONLY;
	for (const node of nodes) {
		const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
		const chosen = Object.keys(cases).filter(name => !only || name.includes(only));
		const waiting = [...chosen], found = {};
		// most of them wait most of the time
		await Promise.all([1, 2, 3].map(async () => {
			for (let name; (name = waiting.shift()) !== undefined;)
				found[name] = await cases[name](node).catch(error => error.stack);
		}));
		for (const name of chosen)
			say(found[name], `Node ${stdout.trim()}: ${name}`);
	}
	if (process.env.CHROMIUM)
		say(await chromium(process.env.CHROMIUM), 'Chromium: snapshot, timeline, readings of a page');
	if (process.env.DENO)
		say(await deno(process.env.DENO), 'Deno: snapshot, timeline, alert of a server that leaks');
	console.log(`1..${tests}`);
}
process.exit(failed > 0 ? 1 : 0);
