// The snapshots that are compared when none are given: of the programs beside this file, made
// with the Node at hand, with other versions of it and with Deno, and of a page in Chromium.
import {execFile} from 'node:child_process';
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createHash} from 'node:crypto';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

import {cacheDirectory} from './cache.mjs';
import {capture, findChromium} from './chromium.mjs';

const run = promisify(execFile);
const VERSIONS = ['16', '18', '22', '24', '26'];
const DENO = '2';
const programs = fileURLToPath(new URL('programs/', import.meta.url));

/*
 * A Node of that version: a ready one from HEAPTUI_REFERENCE_NODES (a directory with 16/bin/node or
 * n16/node_modules/node/bin/node and so on), or from the npm registry.
 */
async function nodeOfVersion(version) {
  const ready = process.env.HEAPTUI_REFERENCE_NODES;
  for (const place of ready ? [`${version}/bin/node`, `n${version}/node_modules/node/bin/node`] : []) {
    if (existsSync(path.join(ready, place)))
      return path.join(ready, place);
  }
  const name = `node-${process.platform}-${process.arch}`; // what the package "node" installs in its turn
  return fromRegistry(cacheDirectory('nodes', version), `${name}@${version}`, `${name}/bin/node`);
}

/* A program out of a package, `directory` being its place in the cache. */
async function fromRegistry(directory, name, program) {
  const file = path.join(directory, 'node_modules', program);
  if (!existsSync(file)) {
    writeFileSync(path.join(directory, 'package.json'), '{ "private": true }\n');
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', name], {cwd: directory});
  }
  return file;
}

function deno() {
  const name = `@deno/${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`;
  return fromRegistry(cacheDirectory('deno', DENO), `${name}@${DENO}`, `${name}/deno`);
}

/* What each program is given: options for Node, its files, what else. */
const PROGRAMS = {
  ledger: {files: ['before', 'after'], pair: true},
  texts: {files: ['texts']},
  collections: {files: ['collections'], node: ['--expose-gc']},
  language: {files: ['language']},
  internals: {program: 'language', files: ['internals'], args: ['internals']},
  numeric: {program: 'language', files: ['numeric'], args: ['numeric']},
  recording: {files: ['timeline', 'stacks', 'itself']},
  inside: {files: ['outside', 'inside']},
};

// Every program with the Node at hand; with the others what differs from version to version, as
// programs, or one file of a program.
const OTHERS = {
  16: ['ledger', 'collections', 'language', 'recording timeline', 'recording stacks'],
  18: ['language'],
  22: ['language'],
  24: ['language', 'recording stacks'],
  deno: ['ledger', 'language'],
  26: ['ledger', 'texts', 'collections', 'language', 'internals', 'recording stacks', 'recording itself', 'inside'],
};

/* Snapshots of a program, run by `engine` with `words` before it; `label` begins their names. */
async function make([engine, ...words], label, what, directory) {
  const [name, only] = what.split(' ');
  const {program = name, files, node: options = [], args = []} = PROGRAMS[name];
  const paths = files.map(file => path.join(directory, `${label}-${file}.heapsnapshot`));
  if (!paths.every(existsSync)) {
    try {
      await run(engine, [...words, ...options, path.join(programs, `${program}.js`), ...paths, ...args]);
    } catch (error) {
      paths.forEach(file => rmSync(file, {force: true}));
      throw error;
    }
  }
  if (PROGRAMS[name].pair)
    return [{file: paths[1], base: paths[0]}];
  return paths.filter((_, i) => !only || files[i] === only).map(file => ({file}));
}

function sourcesKey() {
  const hash = createHash('sha256');
  for (const name of ['snapshots.mjs', 'chromium.mjs', ...Object.keys(PROGRAMS)
    .map(key => `programs/${PROGRAMS[key].program ?? key}.js`), 'programs/take.js', 'programs/page/page.js'])
    hash.update(readFileSync(fileURLToPath(new URL(name, import.meta.url))));
  return hash.digest('hex').slice(0, 12);
}

/* A list of { file, base }; what cannot be made here is named in `notes`. */
export async function makeSnapshots(notes) {
  const directory = cacheDirectory('snapshots', sourcesKey());
  const subjects = [];
  const hand = process.versions.node.split('.')[0];
  const wanted = new Map([[hand, Object.keys(PROGRAMS)], ...VERSIONS.filter(v => v !== hand).map(v => [v, OTHERS[v]])]);
  for (const [version, names] of wanted) {
    try {
      const node = version === hand ? process.execPath : await nodeOfVersion(version);
      for (const name of names)
        subjects.push(...await make([node], `node${version}`, name, directory));
    } catch (error) {
      notes.push(`no snapshots of Node ${version}: ${error.message.split('\n')[0]}`);
    }
  }
  try {
    const words = [await deno(), 'run', '--allow-all', '--unstable-detect-cjs'];
    for (const name of OTHERS.deno)
      subjects.push(...await make(words, 'deno', name, directory));
  } catch (error) {
    notes.push(`no snapshots of Deno: ${error.message.split('\n')[0]}`);
  }
  const chromium = findChromium();
  if (!chromium)
    notes.push('no snapshots of a page: there is no Chromium here');
  else
    subjects.push(...await pageSnapshots(chromium, directory, notes));
  return subjects;
}

async function pageSnapshots(chromium, directory, notes) {
  const file = name => path.join(directory, `chromium-${name}.heapsnapshot`);
  const names = ['before', 'after', 'internals', 'stacks'];
  if (!names.every(name => existsSync(file(name)))) {
    try {
      await capture(chromium, directory);
    } catch (error) {
      notes.push(`no snapshots of a page: ${error.message}`);
      return [];
    }
  }
  return ['after', 'internals', 'stacks'].map(name => ({file: file(name), ...name === 'after' && {base: file('before')}}));
}
