// The Summary: its rows in every order, under every filter, and the objects of each row.
import {devtools} from '../devtools.mjs';
import {SORTS, tree} from './containment.mjs';
import {CONSTRUCTOR_COLUMNS, colliding, constructorRow, constructors, items, order} from '../rows.mjs';

const columns = `--columns=${CONSTRUCTOR_COLUMNS}`;

// The second key of each column, as the grid has it.
const second = {
  constructor: ['retained_size', false],
  distance: ['retained_size', false],
  shallow_size: ['constructor', true],
  retained_size: ['constructor', true],
};

function summary(snapshot, filter, args = []) {
  const rows = constructors(snapshot, filter);
  return {
    args: ['summary', columns, ...args],
    rows: () => order(rows, ['retained_size', false], ['constructor', true]).map(constructorRow),
    deviations: rows.length - new Set(rows.map(row => row.key)).size,
  };
}

function* sorted(snapshot) {
  for (const [column, then] of Object.entries(second)) {
    for (const ascending of [true, false]) {
      yield {
        args: ['summary', columns, `--sort=${ascending ? '' : '-'}${column}`],
        rows: () => order(constructors(snapshot), [column, ascending], then).map(constructorRow),
      };
    }
  }
}

const NAMED = {
  'duplicated-strings': 'duplicatedStrings',
  'detached-dom': 'objectsRetainedByDetachedDomNodes',
  'contexts': 'objectsRetainedByContexts',
  'console': 'objectsRetainedByConsole',
  'event-handlers': 'objectsRetainedByEventHandlers',
  'shared-native-context': 'sharedNativeContext',
  'no-native-context': 'noNativeContext',
};

async function* filtered(snapshot) {
  const {model} = await devtools();
  const filter = fields => snapshot.createFilter(Object.assign(new model.NodeFilter(), fields));
  for (const [word, filterName] of Object.entries(NAMED))
    yield summary(snapshot, filter({filterName}), [`--only=${word}`]);
  for (const context of snapshot.getNativeContextSizes().nativeContexts) {
    const filterName = `nativeContext_${context.nodeIndex}`;
    yield summary(snapshot, filter({filterName}), [`--only=native-context=@${context.nodeId}`]);
  }
  const last = snapshot.updateStaticData().maxJSObjectId;
  const some = Math.floor(last / 3);
  for (const [minNodeId, maxNodeId] of [[0, some], [some, 2 * some], [2 * some, last]])
    yield summary(snapshot, filter({minNodeId, maxNodeId}), [`--only=ids=${minNodeId}..${maxNodeId}`]);
}

async function* objects(snapshot) {
  const {HeapSnapshotNodesProvider} = await devtools();
  const rows = order(constructors(snapshot), ['retained_size', false], ['constructor', true]);
  yield {
    args: ['summary', '--depth=2', '--columns=depth,constructor,id,distance,shallow_size,retained_size'],
    rows: async function*() {
      for (const row of rows) {
        yield {depth: 0, constructor: row.constructor, id: null, ...sizes(row)};
        const provider = new HeapSnapshotNodesProvider(snapshot, row.objects);
        for (const node of await items(provider, 'retainedSize', false, 'id', true))
          yield objectOfRow(node);
      }
    },
  };
}

// The second key of the objects of a row, under each column.
const secondOfObjects = {
  constructor: ['name', 'id', true],
  distance: ['distance', 'retainedSize', false],
  shallow_size: ['selfSize', 'id', true],
};
const ORDERED = 5_000; // about so many objects are put in each order

/* The objects of the rows in other orders, of a range of ids. */
async function* orderedObjects(snapshot) {
  const {HeapSnapshotNodesProvider, model} = await devtools();
  const last = snapshot.updateStaticData().maxJSObjectId;
  const minNodeId = Math.floor(last / 2), maxNodeId = minNodeId + ORDERED;
  const filter = snapshot.createFilter(Object.assign(new model.NodeFilter(), {minNodeId, maxNodeId}));
  for (const [column, [key, key2, ascending2]] of Object.entries(secondOfObjects)) {
    for (const ascending of [true, false]) {
      yield {
        args: ['summary', '--depth=2', `--sort=${ascending ? '' : '-'}${column}`, `--only=ids=${minNodeId}..${maxNodeId}`,
               '--columns=depth,constructor,id,distance,shallow_size,retained_size'],
        rows: async function*() {
          for (const row of order(constructors(snapshot, filter), [column, ascending], second[column])) {
            yield {depth: 0, constructor: row.constructor, id: null, ...sizes(row)};
            const provider = new HeapSnapshotNodesProvider(snapshot, row.objects);
            for (const node of await items(provider, key, ascending, key2, ascending2))
              yield objectOfRow(node);
          }
        },
      };
    }
  }
}

/* What the objects of a row refer to, and those; a few objects. */
const OPENED = 60;

async function* referencesBelow(snapshot) {
  const {HeapSnapshotNodesProvider, model} = await devtools();
  const last = snapshot.updateStaticData().maxJSObjectId;
  const minNodeId = Math.floor(last / 3), maxNodeId = minNodeId + OPENED;
  const filter = snapshot.createFilter(Object.assign(new model.NodeFilter(), {minNodeId, maxNodeId}));
  for (const [column, ascending] of [['retained_size', false], ['constructor', true], ['distance', true], ['distance', false],
                                     ['shallow_size', true]]) {
    const [key, key2, ascending2] = secondOfObjects[column] ?? ['retainedSize', 'id', true];
    const below = column === 'distance' ? ['distance', ascending, 'retainedSize', false] :
      [SORTS[column === 'constructor' ? 'edge' : column]].flatMap(([first, second, up]) => [first, ascending, second, up]);
    const deeper = column === 'distance' ? ['distance', ascending, 'name', true] : below;
    yield {
      args: ['summary', '--depth=4', `--sort=${ascending ? '' : '-'}${column}`, `--only=ids=${minNodeId}..${maxNodeId}`,
             '--columns=depth,constructor,edge,edge_type,id,distance,shallow_size,retained_size'],
      rows: async function*() {
        for (const row of order(constructors(snapshot, filter), [column, ascending], second[column])) {
          yield {depth: 0, constructor: row.constructor, edge: null, edge_type: null, id: null, ...sizes(row)};
          const provider = new HeapSnapshotNodesProvider(snapshot, row.objects);
          for (const {nodeIndex, ...node} of await items(provider, key, ascending, key2, ascending2)) {
            yield {depth: 1, constructor: node.name, edge: null, edge_type: null, id: node.id, ...sizesOf(node)};
            const edges = await tree(snapshot, {
              node: nodeIndex, levels: 2, ancestors: [], sort: below, sortBelow: deeper,
              below: index => snapshot.createEdgesProvider(index),
            });
            for (const {depth, edge, edge_type, id, name, distance, shallow_size, retained_size} of edges)
              yield {depth: depth + 2, constructor: name, edge, edge_type, id, distance, shallow_size, retained_size};
          }
        }
      },
    };
  }
}

export const made_of = ['containment'];

const sizesOf = ({distance, selfSize, retainedSize}) => sizes({distance, shallow_size: selfSize, retained_size: retainedSize});

function objectOfRow(node) {
  return {depth: 1, constructor: node.name, id: node.id, ...sizesOf(node)};
}

function sizes(row) {
  const {distance, shallow_size, retained_size} = constructorRow(row);
  return {distance, shallow_size, retained_size};
}

export async function* questions(snapshot) {
  yield summary(snapshot);
  yield* sorted(snapshot);
  yield* filtered(snapshot);
  yield* objects(snapshot);
  yield* orderedObjects(snapshot);
  yield* referencesBelow(snapshot);
}
