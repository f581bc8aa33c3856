// What the views have in common: rows as heaptui prints them, made of what DevTools says.
import {devtools} from './devtools.mjs';

const SYSTEM_DISTANCE = 100_000_000;

/* The distance people see: null where DevTools shows a dash. */
export const shownDistance = distance => distance >= 0 && distance < SYSTEM_DISTANCE ? distance : null;

/* What no JSON string has to escape and heaptui does: controls, and what is invisible or turns the
 * line around (text_is_invisible()). */
const ESCAPED = new RegExp('[\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f' +
  '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb' +
  '\\u{13430}-\\u{1343f}\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]', 'gu');

/* A row as a line of NDJSON, as heaptui spells it: what is not text (a lone surrogate) as U+FFFD,
 * whatever a terminal would act upon escaped. */
export function line(row) {
  return JSON.stringify(row, (key, value) => typeof value === 'string' ? value.toWellFormed() : value)
    .replace(ESCAPED, text => text.replace(/[^]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

export const OBJECT_COLUMNS = ['id', 'type', 'name', 'constructor', 'distance', 'shallow_size', 'retained_size',
                               'dominator', 'detachedness'];

/* The columns of an object. */
export function objectRow(snapshot, nodeIndex, distance) {
  const node = snapshot.createNode(nodeIndex);
  return {
    id: node.id(),
    type: node.type(),
    name: node.name(),
    constructor: node.className(),
    distance: shownDistance(distance ?? node.distance()),
    shallow_size: node.selfSize(),
    retained_size: node.retainedSize(),
    dominator: snapshot.createNode(node.dominatorIndex()).id(),
    detachedness: node.detachedness(),
  };
}

/* Orders as the tables do: two keys, each with a direction of its own, then as it was. */
export function order(rows, [key1, ascending1], [key2, ascending2]) {
  const compare = (a, b, ascending) => (a < b ? -1 : a > b ? 1 : 0) * (ascending ? 1 : -1);
  return rows.sort((a, b) => compare(a[key1], b[key1], ascending1) || compare(a[key2], b[key2], ascending2));
}

/* Everything a provider has, in the order of two keys as the grids ask for it. */
export async function items(provider, key1, ascending1, key2, ascending2) {
  const {model} = await devtools();
  if (provider.isEmpty())
    return [];
  provider.sortAndRewind(new model.ComparatorConfig(key1, ascending1, key2, ascending2));
  return provider.serializeItemsRange(0, Infinity).items;
}

/*
 * The rows of the Summary before DevTools gives them their public keys: where two keys
 * collide DevTools loses a row, and heaptui keeps both.  In the order of first objects.
 */
export function constructors(snapshot, filter) {
  const rows = snapshot.buildAggregates(filter);
  snapshot.calculateClassesRetainedSize(rows, filter);
  return [...rows].map(([key, row]) => ({
    key: typeof key === 'number' ? `,${snapshot.strings[key]}` : key,
    constructor: row.name,
    count: row.count,
    distance: row.distance,
    shallow_size: row.self,
    retained_size: row.maxRet,
    objects: row.idxs,
  }));
}

/* Keys that more than one row has. */
export function colliding(rows) {
  const seen = new Set(), twice = new Set();
  for (const {key} of rows)
    (seen.has(key) ? twice : seen).add(key);
  return twice;
}

export const constructorRow = row => ({
  constructor: row.constructor,
  count: row.count,
  distance: shownDistance(row.distance),
  shallow_size: row.shallow_size,
  retained_size: row.retained_size,
});
export const CONSTRUCTOR_COLUMNS = ['constructor', 'count', 'distance', 'shallow_size', 'retained_size'];

/* `count` nodes spread over the file, always the same ones for a file. */
export function sample(snapshot, count) {
  const chosen = new Set([0]);
  const step = 0.6180339887498949;
  for (let i = 1, place = 0; i <= count && chosen.size < snapshot.nodeCount; i++) {
    place = (place + step) % 1;
    chosen.add(Math.floor(place * snapshot.nodeCount));
  }
  return [...chosen].map(ordinal => ordinal * snapshot.nodeFieldCount);
}
