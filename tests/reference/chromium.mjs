// Snapshots of a page in Chromium, over a pipe in its debugging protocol.
import {spawn} from 'node:child_process';
import {closeSync, existsSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeSync} from 'node:fs';
import http from 'node:http';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const pageDirectory = fileURLToPath(new URL('programs/page/', import.meta.url));
const TYPES = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8'};
const PATIENCE = 90_000; // milliseconds a browser gets for one step

/* The Chromium to use, or null. */
export function findChromium() {
  if (process.env.CHROMIUM !== undefined)
    return process.env.CHROMIUM || null;
  const places = process.env.PATH.split(':').flatMap(place =>
    ['chromium', 'chromium-browser', 'google-chrome'].map(name => path.join(place, name)));
  return places.find(existsSync) ?? null;
}

// Serves the page on the loopback interface.
async function serve() {
  const server = http.createServer((request, response) => {
    const name = path.basename(new URL(request.url, 'http://page').pathname) || 'index.html';
    const file = path.join(pageDirectory, name);
    response.writeHead(existsSync(file) ? 200 : 404, {'content-type': TYPES[path.extname(name)] ?? 'text/plain'});
    response.end(existsSync(file) ? readFileSync(file) : '');
  });
  await new Promise(listening => server.listen(0, '127.0.0.1', listening));
  return server;
}

class Browser {
  #calls = new Map();
  #next = 1;
  #rest = '';
  #listeners = new Set();

  constructor(program) {
    this.profile = mkdtempSync(path.join(tmpdir(), 'reference-profile-'));
    this.process = spawn(program, [
      '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--remote-debugging-pipe', `--user-data-dir=${this.profile}`,
      'about:blank',
    ], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true});
    this.process.on('error', error => this.#fail(error));
    this.process.on('exit', code => this.#fail(new Error(`Chromium has ended (${code})`)));
    [, , , this.to, this.from] = this.process.stdio;
    this.to.on('error', () => {});
    this.from.setEncoding('utf8').on('data', text => this.#take(text));
  }

  #fail(error) {
    for (const {failed} of this.#calls.values())
      failed(error);
    this.#calls.clear();
  }

  #take(text) {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop();
    for (const message of messages.map(JSON.parse)) {
      const call = this.#calls.get(message.id);
      this.#calls.delete(message.id);
      if (call)
        message.error ? call.failed(new Error(message.error.message)) : call.done(message.result);
      else
        this.#listeners.forEach(listener => listener(message));
    }
  }

  on(method, listener) {
    const wrapped = message => message.method === method && listener(message.params, message.sessionId);
    this.#listeners.add(wrapped);
    return () => this.#listeners.delete(wrapped);
  }

  send(method, params = {}, sessionId) {
    const id = this.#next++;
    return new Promise((done, failed) => {
      const late = setTimeout(() => failed(new Error(`${method}: no answer`)), PATIENCE);
      this.#calls.set(id, {
        done(result) { clearTimeout(late); done(result); },
        failed(error) { clearTimeout(late); failed(error); },
      });
      this.to.write(JSON.stringify({id, method, params, sessionId}) + '\0');
    });
  }

  async page(url) {
    const {targetId} = await this.send('Target.createTarget', {url: 'about:blank'});
    const {sessionId} = await this.send('Target.attachToTarget', {targetId, flatten: true});
    for (const domain of ['Page', 'Runtime', 'HeapProfiler', 'DOM'])
      await this.send(`${domain}.enable`, {}, sessionId);
    const loaded = new Promise(done => {
      const off = this.on('Page.loadEventFired', (params, session) => session === sessionId && (off(), done()));
    });
    await this.send('Page.navigate', {url}, sessionId);
    await loaded;
    return new Page(this, sessionId);
  }

  close() {
    try {
      process.kill(-this.process.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    rmSync(this.profile, {recursive: true, force: true, maxRetries: 5});
  }
}

class Page {
  constructor(browser, session) {
    this.browser = browser;
    this.session = session;
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }

  async evaluate(expression, options) {
    const {exceptionDetails} = await this.send('Runtime.evaluate', {expression, awaitPromise: true, ...options});
    if (exceptionDetails)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }

  /* The snapshot that the method sends in pieces. */
  async collect(file, method, options) {
    const out = openSync(`${file}.new`, 'w');
    const off = this.browser.on('HeapProfiler.addHeapSnapshotChunk', ({chunk}, session) => {
      if (session === this.session)
        writeSync(out, chunk);
    });
    await this.send(method, {reportProgress: false, ...options});
    off();
    closeSync(out);
    renameSync(`${file}.new`, file);
  }
}

/* What is made of the page, by name; each file is NAME.heapsnapshot in the directory. */
export async function capture(program, directory) {
  const file = name => path.join(directory, `chromium-${name}.heapsnapshot`);
  const server = await serve();
  const browser = new Browser(program);
  try {
    const url = `http://127.0.0.1:${server.address().port}/`;
    const page = await browser.page(url);
    await page.evaluate('prepare()');
    // Held by the console, as when a person types it.
    for (const typed of ['({typed: [document.createElement("aside"), {two: 2}]})', '$_', 'gallery.leaf'])
      await page.evaluate(typed, {objectGroup: 'console', includeCommandLineAPI: true});
    const take = (name, options) => page.collect(file(name), 'HeapProfiler.takeHeapSnapshot', options);
    await page.send('HeapProfiler.collectGarbage');
    await take('before');
    await page.evaluate('change()');
    await take('after');
    await take('internals', {exposeInternals: true});

    const recorded = await browser.page(url);
    await recorded.send('HeapProfiler.startTrackingHeapObjects', {trackAllocations: true});
    await recorded.evaluate('allocate()');
    await recorded.collect(file('stacks'), 'HeapProfiler.stopTrackingHeapObjects');
  } finally {
    browser.close();
    server.close();
  }
  return ['before', 'after', 'internals', 'stacks'].map(file);
}
