// DevTools' own heap snapshot code, from the npm package chrome-devtools-frontend: made
// into one module that Node can import, and run on a file as the browser's worker runs it.
import {createHash} from 'node:crypto';
import {createReadStream, existsSync, readFileSync, renameSync, statSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {Worker} from 'node:worker_threads';
import {createGunzip} from 'node:zlib';

import {cacheDirectory} from './cache.mjs';
import './newer_javascript.mjs';

// Where `run` has installed the packages; beside this file if they were installed by hand.
const packages = process.env.HEAPTUI_REFERENCE_PACKAGES ?? fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(path.join(packages, 'anything.js'));
const frontEnd = path.join(packages, 'node_modules/chrome-devtools-frontend/front_end');

// DevTools' build generates this list of languages; the package comes without it.
const languages = `
  export const LOCALES = ['en-US'];
  export const BUNDLED_LOCALES = ['en-US'];
  export const DEFAULT_LOCALE = 'en-US';
  export const REMOTE_FETCH_PATTERN = '';
  export const LOCAL_FETCH_PATTERN = '';`;

const entry = `
  export * from './entrypoints/heap_snapshot_worker/HeapSnapshot.ts';
  export {AllocationProfile} from './entrypoints/heap_snapshot_worker/AllocationProfile.ts';
  export {HeapSnapshotLoader} from './entrypoints/heap_snapshot_worker/HeapSnapshotLoader.ts';
  export * as model from './models/heap_snapshot/HeapSnapshotModel.ts';`;

export const version = () => require('chrome-devtools-frontend/package.json').version;

/* The file of the module; another one, for experiments, if HEAPTUI_REFERENCE_BUNDLE names it. */
export async function bundle() {
  if (process.env.HEAPTUI_REFERENCE_BUNDLE)
    return process.env.HEAPTUI_REFERENCE_BUNDLE;
  const key = createHash('sha256').update(version() + entry + languages).digest('hex').slice(0, 12);
  const file = path.join(cacheDirectory('devtools'), `devtools-${key}.mjs`);
  if (existsSync(file))
    return file;
  const unfinished = `${file}.${process.pid}`;
  await require('esbuild').build({
    stdin: {contents: entry, resolveDir: frontEnd, loader: 'ts'},
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    outfile: unfinished,
    plugins: [{
      name: 'languages',
      setup({onResolve, onLoad}) {
        onResolve({filter: /^\.\/locales\.js$/}, () => ({path: 'locales', namespace: 'made-here'}));
        onLoad({filter: /./, namespace: 'made-here'}, () => ({contents: languages, loader: 'js'}));
      },
    }],
  });
  renameSync(unfinished, file);
  return file;
}

let loaded;
export const devtools = () => loaded ??= bundle().then(file => import(pathToFileURL(file).href));

// The file's text in pieces, as a dropped file arrives.  `edit` may change the first piece, which
// holds the header.
async function* pieces(file, edit) {
  const bytes = createReadStream(file, {highWaterMark: 8 << 20});
  const decoder = new TextDecoder();
  let first = true;
  for await (const piece of file.endsWith('.gz') ? bytes.pipe(createGunzip({chunkSize: 1 << 20})) : bytes) {
    const text = decoder.decode(piece, {stream: true});
    yield first && edit ? edit(text) : text;
    first = false;
  }
  yield decoder.decode();
}

/*
 * The snapshot as DevTools has it after loading.  Rejects with DevTools' own error.
 * { text(header) } changes the text of the first piece of the file before DevTools sees it.
 */
export async function load(file, edit) {
  const modules = await devtools();
  const loader = new modules.HeapSnapshotLoader({sendEvent() {}});
  let failed;
  loader.parsingComplete.catch(error => { failed = error; });
  for await (const text of pieces(file, edit)) {
    loader.write(text);
    // Lets it parse this piece before the next one is read.
    await new Promise(setImmediate);
    if (failed)
      throw failed;
  }
  loader.close();
  await loader.parsingComplete;

  const {port1, port2} = new MessageChannel();
  const second = await startSecond(port2, modules, statSync(file).size);
  try {
    return await loader.buildSnapshot(port1);
  } finally {
    port1.close();
    await second?.terminate();
  }
}

// In the browser a second thread computes the dominators.  Small files are done sooner in one.
async function startSecond(port, modules, size) {
  if (size < 30e6) {
    new modules.SecondaryInitManager(port);
    return null;
  }
  return new Worker(new URL('./devtools_second.mjs', import.meta.url), {
    workerData: {port, module: pathToFileURL(await bundle()).href},
    transferList: [port],
    resourceLimits: {maxOldGenerationSizeMb: 8192},
  });
}

/* The file's header, parsed: what is under "snapshot". */
export function header(text) {
  const start = text.indexOf('{', text.indexOf('"snapshot"'));
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{')
      depth++;
    else if (text[at] === '}' && --depth === 0)
      return {start, end: at + 1, value: JSON.parse(text.slice(start, at + 1))};
  }
  throw new Error('no header in the first piece of the file');
}

export function readSource(url) {
  return readFileSync(fileURLToPath(url), 'utf8');
}
