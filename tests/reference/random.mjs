// Random graphs through both programs: pairs of snapshots drawn by graphs_odd.mjs, all views.
//
//	REFERENCE_PROGRAM=random.mjs run [--seeds FIRST-LAST] [--size N] [--samples N] [--views A,B] [--keep DIR]
//
// Seeds that fail are named, and their files kept in DIR.
import {createHash} from 'node:crypto';
import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {gzipSync} from 'node:zlib';

import {load} from './devtools.mjs';
import {laterGraph, oddGraph} from './graphs_odd.mjs';
import {compare, commandLine} from './heaptui.mjs';
import {line} from './rows.mjs';
import {VIEWS} from './views.mjs';

const {values: options} = parseArgs({
  options: {
    seeds: {type: 'string', default: '1-20'},
    size: {type: 'string', default: '120'},
    samples: {type: 'string', default: '4'},
    views: {type: 'string'},
    keep: {type: 'string'},
  },
});
const [first, last = first] = options.seeds.split('-').map(Number);
const chosen = options.views?.split(',') ?? VIEWS.map(view => view.name);
const place = mkdtempSync(path.join(tmpdir(), 'random-'));
process.on('exit', () => rmSync(place, {recursive: true, force: true}));
console.warn = console.assert = () => {}; // what DevTools says of objects that nothing reaches

let rows = 0, questions = 0, refused = 0;

/* The first answers that differ, as text. */
async function differences(view, snapshot, base, files) {
  const found = [];
  for await (const question of view.questions(snapshot, {samples: Number(options.samples), base, file: files.at(-1)})) {
    const hash = createHash('sha256');
    let text = '', count = 0;
    for await (const row of await question.rows()) {
      text += line(row) + '\n';
      count++;
    }
    const lines = path.join(place, 'lines.gz');
    writeFileSync(lines, gzipSync(text, {level: 1}));
    const result = await compare({...question, rows: count, digest: hash.update(text).digest('hex')}, lines, files);
    rows += count;
    questions++;
    if (result.different) {
      found.push(`  ${result.different} of ${count}: heaptui ${commandLine(question.args, files).join(' ')}`);
      for (const {row, expected, got, says} of result.examples)
        found.push(says ? `    status ${says}` : `    row ${row}\n      DevTools ${expected}\n      heaptui  ${got}`);
    }
  }
  return found;
}

async function examine(seed) {
  const size = Number(options.size);
  const files = ['before', 'after'].map(name => path.join(place, `${seed}-${name}.heapsnapshot`));
  writeFileSync(files[0], String(oddGraph(seed, {size})));
  writeFileSync(files[1], String(laterGraph(seed, {size})));
  const found = [];
  try {
    const [before, after] = [await load(files[0]), await load(files[1])];
    for (const view of VIEWS.filter(view => chosen.includes(view.name))) {
      if (view.pair)
        found.push(...await differences(view, after, before, files));
      else
        found.push(...await differences(view, before, null, files.slice(0, 1)));
    }
  } catch (error) {
    // Where the root refers to an object more than once DevTools may count itself out of its search.
    if (error.message.startsWith('BFS failed'))
      refused++;
    else
      found.push(`  DevTools: ${error.stack}`);
  }
  if (found.length && options.keep) {
    mkdirSync(options.keep, {recursive: true});
    files.forEach(file => copyFileSync(file, path.join(options.keep, path.basename(file))));
  }
  files.forEach(file => rmSync(file));
  return found;
}

let failed = 0;
for (let seed = first; seed <= last; seed++) {
  const found = await examine(seed);
  if (found.length) {
    failed++;
    console.log(`seed ${seed}`);
    found.slice(0, 24).forEach(text => console.log(text.slice(0, 1500)));
  }
}
console.log(`${last - first + 1 - failed - refused} seeds passed, ${failed} failed, ${refused} DevTools cannot open: ` +
            `${questions} questions, ${rows} rows`);
process.exit(failed ? 1 : 0);
