// Search: text in any case and in one case, regular expressions, and ids.
import {devtools} from '../devtools.mjs';
import {OBJECT_COLUMNS, objectRow, sample} from '../rows.mjs';

// What the programs here and V8 itself put into names: letters of several alphabets, signs that a
// regular expression would take for its own, the empty middle of a name.
const TEXTS = ['Ma', '(', 'ß', 'K', '.', 'STRING', 'leak', 'system / Map', '[', '\\', '"', 'é', 'Я', '\u212a', '{', 'zzzz-nothing'];
const PATTERNS = ['^system', 'Map$', '^.{3}$', '[0-9]+', 'a|b', '\\d{3}', '^\\w+$', '^{', '(?:get|set)[A-Z]', '[\\w.]+?\\/',
  '\\u0041\\x72', '^[^\\s\\d]*$', '(.)\\1', '^(?!system)', '(?<=/)\\w+(?= )', '^\\W', '[^\\x00-\\x7f]'];

export async function* questions(snapshot, {samples}) {
  const {model} = await devtools();
  const found = new Map();
  for (let ordinal = snapshot.nodeCount - 1; ordinal >= 0; ordinal--) {
    const nodeIndex = ordinal * snapshot.nodeFieldCount;
    found.set(snapshot.createNode(nodeIndex).id(), nodeIndex);
  }
  const question = (query, {matchCase = false, regex = false}) => ({
    args: ['search', ...matchCase ? ['--match-case'] : [], regex ? `/${query}/` : query, `--columns=${OBJECT_COLUMNS}`],
    rows: () => snapshot
        .search(new model.SearchConfig(query, matchCase, false, regex, false, false), new model.NodeFilter())
        .map(id => objectRow(snapshot, found.get(id))),
  });
  // Others for another file, so that few samples of many files are all of them.
  const some = (list, count) => list.map((_, i) => list[(snapshot.nodeCount + i) % list.length]).slice(0, count);
  for (const text of some(TEXTS, samples)) {
    yield question(text, {});
    yield question(text, {matchCase: true});
  }
  for (const index of sample(snapshot, samples).slice(1)) {
    const id = snapshot.createNode(index).id();
    yield {args: ['search', `@${id}`, `--columns=${OBJECT_COLUMNS}`], rows: () => [objectRow(snapshot, found.get(id))]};
  }
  for (const pattern of some(PATTERNS, samples / 2))
    yield question(pattern, {regex: true});
  yield* filtered(snapshot, {model, found, text: some(TEXTS, 1)[0]});
}

/* What the Summary's filter leaves out is not found. */
function* filtered(snapshot, {model, found, text}) {
  const last = snapshot.updateStaticData().maxJSObjectId;
  const ids = {minNodeId: Math.floor(last / 4), maxNodeId: Math.floor(last / 2)};
  for (const [only, fields] of [['contexts', {filterName: 'objectsRetainedByContexts'}],
                                ['duplicated-strings', {filterName: 'duplicatedStrings'}],
                                [`ids=${ids.minNodeId}..${ids.maxNodeId}`, ids]]) {
    yield {
      args: ['search', `--only=${only}`, text, `--columns=${OBJECT_COLUMNS}`],
      rows: () => snapshot
          .search(new model.SearchConfig(text, false, false, false, false, false), Object.assign(new model.NodeFilter(), fields))
          .map(id => objectRow(snapshot, found.get(id))),
    };
  }
}
