// What DevTools answers about one file, or two: for each question of each view the
// command that puts it to heaptui, and the lines that have to come out.
//
//	node answers.mjs DIRECTORY VIEW,VIEW... SAMPLES FILE [BASE]
//
// Writes DIRECTORY/VIEW.json, a list of { args, rows, digest, lines }, `lines` naming the file
// with the lines, compressed.  What is there already, made by the same code, is kept.
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {createGzip} from 'node:zlib';

import {header, load, readSource} from './devtools.mjs';
import {line} from './rows.mjs';
import {VIEWS} from './views.mjs';

const MADE_OF = ['answers.mjs', 'devtools.mjs', 'rows.mjs'];

const digest = text => createHash('sha256').update(text).digest('hex');

function madeBy(view, samples) {
  const names = [...MADE_OF, `views/${view.name}.mjs`, ...(view.made_of ?? []).map(name => `views/${name}.mjs`)];
  return digest(names.map(name => readSource(new URL(name, import.meta.url))).join('\0') + samples);
}

async function writeLines(rows, file) {
  const hash = createHash('sha256');
  const gzip = createGzip({level: 1});
  const written = once(gzip.pipe(createWriteStream(file)), 'finish');
  let count = 0, text = '';
  const flush = async () => {
    hash.update(text);
    if (!gzip.write(text))
      await once(gzip, 'drain');
    text = '';
  };
  for await (const row of rows) {
    text += line(row) + '\n';
    count++;
    if (text.length > 1 << 20)
      await flush();
  }
  await flush();
  gzip.end();
  await written;
  return {rows: count, digest: hash.digest('hex')};
}

async function answer(view, snapshot, subject, directory) {
  const answers = [];
  for await (const question of view.questions(snapshot, subject)) {
    const {rows, ...said} = question;
    const lines = `${view.name}-${answers.length}.gz`;
    answers.push({...said, lines, ...await writeLines(await rows(), path.join(directory, lines))});
  }
  return answers;
}

/*
 * Recordings that DevTools cannot open, because the tree of stacks refers to functions that
 * the table lacks: opened without their stacks, so that all the rest is compared.
 */
const withoutStacks = text => {
  const {start, end, value} = header(text);
  return text.slice(0, start) + JSON.stringify({...value, trace_function_count: 0}) + text.slice(end);
};

async function open(file) {
  try {
    return {snapshot: await load(file), refused: null};
  } catch (error) {
    return {snapshot: await load(file, withoutStacks), refused: String(error.message ?? error).split('\n')[0]};
  }
}

const [directory, names, samples, file, baseFile] = process.argv.slice(2);
mkdirSync(directory, {recursive: true});
const missing = VIEWS.filter(view => Boolean(view.pair) === Boolean(baseFile) && names.split(',').includes(view.name)).filter(view => {
  const known = path.join(directory, `${view.name}.json`);
  return !existsSync(known) || JSON.parse(readFileSync(known)).made_by !== madeBy(view, samples);
});
if (missing.length) {
  console.warn = () => {}; // what DevTools says of objects that nothing reaches
  const {snapshot, refused} = await open(file);
  const base = baseFile && (await open(baseFile)).snapshot;
  for (const view of missing) {
    const answers = await answer(view, snapshot, {samples: Number(samples), base, file}, directory);
    const known = path.join(directory, `${view.name}.json`);
    writeFileSync(`${known}.new`, JSON.stringify({
      made_by: madeBy(view, samples), refused, nodes: snapshot.nodeCount, answers,
    }, null, 1));
    renameSync(`${known}.new`, known);
  }
}
process.exit(0);
