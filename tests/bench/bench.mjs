// Runs each program on each file in turn, several times, and prints the medians.
import {execFileSync, spawn} from 'node:child_process';
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {totalmem} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

import {svg, text} from './chart.mjs';

const here = name => fileURLToPath(new URL(name, import.meta.url));
const {values: options} = parseArgs({options: {runs: {type: 'string', default: '5'}, only: {type: 'string'}}});
const out = process.env.BENCH;
const memory = `--max-old-space-size=${Math.floor(totalmem() / 2 ** 20 * 0.8)}`;
const peer = name => file => [process.execPath, [memory, here(`peers/${name}.mjs`), file]];

// `slow`: megabytes from which one run has to do for all.
const PROGRAMS = [
  {name: 'heaptui', command: file => [process.env.HEAPTUI, ['summary', '--no-index', '--format=ndjson', '--limit=0', file]]},
  {name: 'DevTools', command: peer('devtools'), slow: 100},
  {name: 'v8-heap-parser', command: peer('v8-heap-parser'), slow: 100},
  {name: 'MemLab', command: peer('memlab'), slow: 20},
].filter(({name}) => !options.only || options.only.split(',').includes(name));

function snapshots() {
  if (process.env.BENCH_FILES)
    return process.env.BENCH_FILES.split(/\s+/).filter(Boolean);
  return (process.env.BENCH_RECORDS ?? '8200 41000').split(' ').map(records => {
    const file = path.join(out, `heap-${records}.heapsnapshot`);
    if (!existsSync(file))
      execFileSync(process.execPath, [memory, here('heap.js'), records, file]);
    return file;
  });
}

/* The peak so far: the kernel counts it as long as the process is there. */
function peak(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function measure(program, args) {
  return new Promise(done => {
    const begun = performance.now();
    const child = spawn(program, args, {stdio: ['ignore', 'ignore', 'ignore']});
    let bytes = 0;
    const watch = setInterval(() => { bytes = Math.max(bytes, peak(child.pid)); }, 4);
    child.on('error', () => done(null));
    child.on('exit', status => {
      clearInterval(watch);
      done(status === 0 ? {seconds: (performance.now() - begun) / 1000, bytes} : null);
    });
  });
}

const median = numbers => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

async function bench(file) {
  const megabytes = statSync(file).size / 1e6;
  // Into the page cache, for everybody.
  execFileSync('cat', [file], {stdio: ['ignore', 'ignore', 'inherit']});
  const runs = PROGRAMS.map(() => []);
  // In turn, so that what the machine does besides meets all of them.
  for (let round = 0; round < Number(options.runs); round++) {
    for (const [i, {command, slow = Infinity}] of PROGRAMS.entries()) {
      if (round > 0 && (megabytes > slow || runs[i].length < round))
        continue; // one has to do, or it cannot open the file
      const run = await measure(...command(file));
      if (run)
        runs[i].push(run);
    }
  }
  const results = PROGRAMS.map(({name}, i) => ({name, runs: runs[i].length, ...runs[i].length && {
    seconds: median(runs[i].map(run => run.seconds)), bytes: Math.max(...runs[i].map(run => run.bytes)),
  }}));
  return {file: path.basename(file), megabytes, results};
}

function print({file, megabytes, results}) {
  const ours = results.find(({name}) => name === 'heaptui') ?? {};
  console.log(`\n${file}, ${megabytes.toFixed(1)} MB`);
  console.log('  program              seconds   times   peak memory   of the file   runs');
  for (const {name, seconds, bytes, runs} of results) {
    console.log(seconds === undefined ? `  ${name.padEnd(20)} cannot open it` :
      `  ${name.padEnd(20)}${seconds.toFixed(3).padStart(8)}${(seconds / ours.seconds).toFixed(1).padStart(8)}` +
      `${(bytes / 1e6).toFixed(0).padStart(11)} MB${(bytes / megabytes / 1e6).toFixed(2).padStart(14)}${String(runs).padStart(7)}`);
  }
}

const done = [];
for (const file of snapshots()) {
  done.push(await bench(file));
  print(done.at(-1));
}
console.log('\n' + text(done));
writeFileSync(path.join(out, 'bench.svg'), svg(done));
console.log(`drawn in ${path.join(out, 'bench.svg')}`);
const largest = snapshots().at(-1);
console.log(`\nheaptui's stages, ${path.basename(largest)}`);
spawn(process.env.HEAPTUI, ['summary', '--no-index', '--verbose', '--limit=1', largest], {stdio: ['ignore', 'ignore', 'inherit']});
