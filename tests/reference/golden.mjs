// Writes tests/golden: the graphs of graphs.mjs, and what DevTools answers about each
// snapshot there.
//
//	REFERENCE_PROGRAM=golden.mjs run [NAME...]
//
// NAME.expected has a line for each question: digest, rows, the depth of the rows that count (or -), and the words of the command, between
// tabs.
import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {gunzipSync, gzipSync} from 'node:zlib';

import {GRAPHS} from './graphs.mjs';
import {line} from './rows.mjs';
import {VIEWS} from './views.mjs';

const SAMPLES = '3';
const DIGITS = 16; // of a digest
const golden = fileURLToPath(new URL('../golden/', import.meta.url));
const place = mkdtempSync(path.join(tmpdir(), 'golden-'));
const sizes = new Set(['shallow_size', 'retained_size', 'size', 'allocated_size', 'freed_size', 'size_delta', 'live_size']);

async function answers(file, base) {
  const directory = mkdtempSync(path.join(place, 'answers-'));
  await promisify(execFile)(process.execPath, ['--max-old-space-size=4096',
    fileURLToPath(new URL('answers.mjs', import.meta.url)), directory, VIEWS.map(view => view.name).join(), SAMPLES, file, ...base ? [base] : []]);
  return readdirSync(directory).filter(name => name.endsWith('.json')).flatMap(name =>
    JSON.parse(readFileSync(path.join(directory, name))).answers.map(answer => ({...answer, directory})));
}

/* The digest with every size times `scale`. */
function scaled({directory, lines}, scale) {
  const text = gunzipSync(readFileSync(path.join(directory, lines))).toString().split('\n').filter(Boolean).map(text =>
    line(JSON.parse(text, (key, value) => sizes.has(key) && value !== null ? value * scale : value)) + '\n');
  return createHash('sha256').update(text.join('')).digest('hex');
}

function unpacked(name) {
  const file = path.join(place, name.replace(/\.gz$/, ''));
  writeFileSync(file, gunzipSync(readFileSync(path.join(golden, name))));
  return file;
}

/* What tells something: rows there are, not in another answer about the file already; orders only
 * where the file is there for them. */
const SORTED = /rows|references|random|recording|comparison-after|node16-ledger-after|chromium156-page-after/;
function telling(name, known) {
  const seen = new Set();
  return known.filter(({digest, rows, args}) => {
    const tells = rows > 0 && !seen.has(digest) && (SORTED.test(name) || !args.some(word => word.startsWith('--sort=')));
    seen.add(digest);
    return tells;
  });
}

function write(name, known, scale = 1) {
  // Where DevTools loses a row, the comparison's digest would be of what heaptui must not print; nor has
  // the check a way to leave out the rows that `having` does.
  const text = telling(name, known).filter(({except, having}) => !except?.length && !having).map(answer =>
    [(scale === 1 ? answer.digest : scaled(answer, scale)).slice(0, DIGITS), answer.rows, answer.level ?? '-', ...answer.args].join('\t') + '\n');
  writeFileSync(path.join(golden, name.replace(/\.heapsnapshot\.gz$/, '.expected')), text.sort().join(''));
  console.log(`${name}: ${text.length} answers`);
}

try {
  for (const [name, {graphs}] of Object.entries(GRAPHS)) {
    graphs.forEach((graph, i) => {
      const part = graphs.length > 1 ? ['-before', '-after'][i] : '';
      writeFileSync(path.join(golden, `graph-${name}${part}.heapsnapshot.gz`), gzipSync(String(graph), {level: 9}));
    });
  }
  const names = readdirSync(golden).filter(name => name.endsWith('.heapsnapshot.gz'));
  for (const name of names.filter(name => process.argv.length < 3 || process.argv.slice(2).includes(name.split('.')[0]))) {
    const {scale, asked} = GRAPHS[name.replace(/^graph-|\.heapsnapshot\.gz$/g, '')] ?? {};
    const base = name.replace('-after', '-before');
    let file = unpacked(name);
    if (asked)
      writeFileSync(file = path.join(place, 'asked.heapsnapshot'), String(asked));
    const known = await answers(file);
    if (base !== name)
      known.push(...await answers(file, unpacked(base)));
    write(name, known, scale);
  }
} finally {
  rmSync(place, {recursive: true});
}
process.exit(0);
