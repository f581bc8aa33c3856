// heaptui's answers, and how they differ from the lines they should be.
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {createReadStream, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import {isDeepStrictEqual} from 'node:util';
import {createGunzip} from 'node:zlib';

const program = process.env.HEAPTUI;
if (!program)
  throw new Error('HEAPTUI is not set: which program is to be compared?');

/*
 * The words of a command line: `args` are the command, its options and what it is about.  All
 * objects are computed anew; the other questions are put to what the first of them keeps
 * in an index, so that this holds, too, and a large file is not read a hundred times.
 */
export function commandLine([command, ...words], files) {
  const options = words.filter(word => word.startsWith('--'));
  const rest = words.filter(word => !word.startsWith('--'));
  const index = command === 'objects' ? ['--no-index'] : [];
  return [command, '--format=ndjson', '--limit=0', ...index, ...options, '--', ...files, ...rest];
}

// Indexes of their own: never one that another program, or another build, has left.
const environment = {...process.env, XDG_CACHE_HOME: mkdtempSync(path.join(tmpdir(), 'reference-indexes-'))};
process.on('exit', () => rmSync(environment.XDG_CACHE_HOME, {recursive: true, force: true}));

function start(args, files) {
  const child = spawn(program, commandLine(args, files), {stdio: ['ignore', 'pipe', 'pipe'], env: environment});
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', text => { complaint += text; });
  const ended = new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (status, signal) => done({status: signal ?? status, complaint: complaint.split('\n')[0]}));
  });
  return {child, ended};
}

async function digestOf(args, files) {
  const {child, ended} = start(args, files);
  const hash = createHash('sha256');
  child.stdout.on('data', bytes => hash.update(bytes));
  return {...await ended, digest: hash.digest('hex')};
}

const lines = stream => readline.createInterface({input: stream, crlfDelay: Infinity})[Symbol.asyncIterator]();

// Rows are the same if the fields that were asked for are.
function same(expected, printed) {
  if (expected === printed)
    return true;
  const wanted = JSON.parse(expected);
  try {
    const got = JSON.parse(printed);
    return isDeepStrictEqual(wanted, Object.fromEntries(Object.keys(wanted).map(key => [key, got[key]])));
  } catch {
    return false;
  }
}

/*
 * Compares one answer: { rows, different, excepted, examples }.  Rows are compared in order; rows of
 * constructors named in `except` are left out on both sides and counted as excepted; with a
 * `level` heaptui's rows of other depths are, with `having` those in which that column is null.
 */
export async function compare({args, rows, digest, level, having, except = []}, linesFile, files) {
  const first = await digestOf(args, files);
  if (first.digest === digest && first.status === 0)
    return {rows, different: 0, excepted: 0, examples: []};
  if (first.status !== 0)
    return {rows, different: Math.max(rows, 1), excepted: 0, examples: [{says: `${first.status}: ${first.complaint}`}]};

  const {child, ended} = start(args, files);
  const wanted = lines(createReadStream(linesFile).pipe(createGunzip()));
  const printed = lines(child.stdout);
  const result = {rows, different: 0, excepted: 0, examples: []};
  let skipping = false;
  const next = async iterator => {
    for (;;) {
      const {value, done} = await iterator.next();
      if (done || !except.length && level === undefined && having === undefined)
        return done ? undefined : value;
      const row = JSON.parse(value);
      if (level !== undefined && row.depth !== level || having !== undefined && row[having] === null)
        continue;
      if (!row.depth)
        skipping = except.includes(row.constructor);
      if (!skipping)
        return value;
      result.excepted++;
    }
  };
  for (let row = 0;; row++) {
    const expected = await next(wanted), got = await next(printed);
    if (expected === undefined && got === undefined)
      break;
    if (expected !== undefined && got !== undefined && same(expected, got))
      continue;
    result.different++;
    if (result.examples.length < 3)
      result.examples.push({row, expected, got});
  }
  await ended;
  return result;
}
