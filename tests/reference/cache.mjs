// Where what is slow to make is kept: packages, Node versions, snapshots, DevTools' answers.
import {mkdirSync} from 'node:fs';
import path from 'node:path';

const base = process.env.HEAPTUI_REFERENCE_CACHE;
if (!base)
  throw new Error('start this with tests/reference/run, which says where the cache is');

export function cacheDirectory(...names) {
  const directory = path.join(base, ...names);
  mkdirSync(directory, {recursive: true});
  return directory;
}
