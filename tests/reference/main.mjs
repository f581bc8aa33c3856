// Compares heaptui with DevTools' own code, file by file and view by view.
//
//	run [--files DIR] [--samples N] [--views A,B] [--jobs N] [FILE...]
import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {createReadStream, readFileSync, readdirSync, statSync} from 'node:fs';
import {totalmem} from 'node:os';
import path from 'node:path';
import {pipeline} from 'node:stream/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs, promisify} from 'node:util';

import {cacheDirectory} from './cache.mjs';
import {version} from './devtools.mjs';
import {commandLine, compare} from './heaptui.mjs';
import {makeSnapshots} from './snapshots.mjs';
import {VIEWS} from './views.mjs';

const {values: options, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    files: {type: 'string'},
    samples: {type: 'string'},
    views: {type: 'string'},
    jobs: {type: 'string', default: '2'},
  },
});
// Few of each of the many files made here, more of a file that somebody asks about.
const samples = options.samples ?? (options.files || positionals.length ? '12' : '5');
const chosen = options.views?.split(',') ?? VIEWS.map(view => view.name);

/* Snapshots in a directory; X-after and X-before are two of one process. */
function snapshotsIn(directory) {
  const files = readdirSync(directory, {recursive: true})
    .filter(name => /\.(heapsnapshot|heaptimeline)(\.gz)?$/.test(name) && !name.startsWith('.'))
    .map(name => path.join(directory, name)).sort();
  return files.map(file => {
    const base = file.replace(/after(?=[^/]*$)/, 'before');
    return base !== file && files.includes(base) ? {file, base} : {file};
  });
}

async function keyOf(...files) {
  const hash = createHash('sha256');
  for (const file of files)
    await pipeline(createReadStream(file), hash, {end: false});
  return hash.digest('hex').slice(0, 24);
}

/* What DevTools says, by view: from the cache, or asked now. */
async function answers(file, base) {
  const files = base ? [file, base] : [file];
  const directory = cacheDirectory('answers', await keyOf(...files));
  const memory = Math.floor(totalmem() / 2 ** 20 * 0.7);
  await promisify(execFile)(process.execPath, [
    `--max-old-space-size=${memory}`, fileURLToPath(new URL('answers.mjs', import.meta.url)),
    directory, chosen.join(), samples, ...files,
  ], {maxBuffer: 1 << 26});
  return VIEWS.filter(view => Boolean(view.pair) === Boolean(base) && chosen.includes(view.name)).map(view => ({
    name: view.name, directory, ...JSON.parse(readFileSync(path.join(directory, `${view.name}.json`))),
  }));
}

const totals = new Map(VIEWS.map(({name}) => [name, {rows: 0, different: 0, deviations: 0}]));
let failures = 0, refusals = 0;

async function compareFile({file, base}) {
  const begun = performance.now();
  const report = [];
  let nodes = 0, rows = 0, different = 0, deviations = 0, refused = null;
  const known = [...await answers(file), ...base ? await answers(file, base) : []];
  for (const view of known) {
    nodes = view.nodes;
    refused ??= view.refused;
    for (const question of view.answers) {
      const files = view.name === 'diff' ? [base, file] : [file];
      const result = await compare(question, path.join(view.directory, question.lines), files);
      const total = totals.get(view.name);
      const deviating = (question.deviations ?? 0) + result.excepted;
      rows += result.rows, total.rows += result.rows;
      different += result.different, total.different += result.different;
      deviations += deviating, total.deviations += deviating;
      if (result.different)
        report.push(describe(question.args, files, result));
    }
  }
  failures += different > 0;
  refusals += refused !== null;
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log([path.basename(file).padEnd(44), count(nodes, 9), count(rows, 10), count(different, 9),
               count(deviations, 6), seconds.padStart(7), refused ? ` (DevTools cannot open it: ${refused})` : ''].join(' '));
  report.slice(0, 12).forEach(text => console.log(text));
  if (report.length > 12)
    console.log(`    and ${report.length - 12} more of its answers`);
}

const count = (n, width) => n.toLocaleString('en').replaceAll(',', ' ').padStart(width);

function describe(args, files, {rows, different, examples}) {
  const text = [`    ${different} of ${rows}: heaptui ${commandLine(args, files).join(' ')}`];
  for (const {row, expected, got, says} of examples) {
    if (says)
      text.push(`        status ${says}`);
    else
      text.push(`        row ${row}`, `          DevTools ${cut(expected)}`, `          heaptui  ${cut(got)}`);
  }
  return text.join('\n');
}

const cut = text => text === undefined ? 'none' : text.length > 400 ? text.slice(0, 400) + ' ...' : text;

const notes = [];
const subjects = positionals.length ? positionals.map(file => ({file})) :
                 options.files ? snapshotsIn(options.files) : await makeSnapshots(notes);
console.log(`heaptui beside DevTools ${version()}, ${subjects.length} files`);
console.log(['file'.padEnd(44), 'objects'.padStart(9), 'rows'.padStart(10), 'different'.padStart(9),
             'known'.padStart(6), 'seconds'.padStart(7)].join(' '));
// The small ones first: what is wrong shows soon.
const queue = [...subjects].sort((a, b) => statSync(a.file).size - statSync(b.file).size);
await Promise.all(Array.from({length: Number(options.jobs)}, async () => {
  while (queue.length)
    await compareFile(queue.shift());
}));

console.log('\n' + ['view'.padEnd(14), 'rows'.padStart(12), 'different'.padStart(10), 'known'.padStart(8)].join(' '));
let rows = 0, different = 0, deviations = 0;
for (const [name, total] of totals) {
  console.log([name.padEnd(14), count(total.rows, 12), count(total.different, 10), count(total.deviations, 8)].join(' '));
  rows += total.rows, different += total.different, deviations += total.deviations;
}
notes.forEach(note => console.log(`note: ${note}`));
console.log(`${count(rows, 0)} rows compared, ${count(different, 0)} different; ` +
            `${count(deviations, 0)} rows deviate as they should (README), ${refusals} files DevTools cannot open`);
console.log(`${subjects.length - failures} passed, ${failures} failed`);
process.exit(failures ? 1 : 0);
