// The Comparison of two snapshots, and the objects below each row.
import {devtools} from '../devtools.mjs';
import {tree} from './containment.mjs';
import {colliding, constructors, items, order} from '../rows.mjs';

export const pair = true;

const COUNTS = ['new_count', 'deleted_count', 'count_delta'];
const SIZES = ['allocated_size', 'freed_size', 'size_delta'];
const COLUMNS = `--columns=${['constructor', ...COUNTS, ...SIZES]}`;

// The objects of a row, under each column.
const objectKeys = (column, ascending) =>
  column === 'constructor' ? ['name', ascending, 'id', true] :
  COUNTS.includes(column) ? ['name', true, 'id', true] : ['selfSize', ascending, 'id', true];

function lost(snapshot) {
  const rows = constructors(snapshot);
  const keys = colliding(rows);
  return rows.filter(row => keys.has(row.key)).map(row => row.constructor);
}

export async function* questions(snapshot, {base}) {
  // From one of DevTools' workers to the other this goes as a copy.
  const before = structuredClone(base.aggregatesForDiff(snapshot.interfaceDefinitions()));
  const differences = snapshot.calculateSnapshotDiff('base', before);
  // Rows whose keys collide are lost to DevTools; heaptui has both.
  const except = [...new Set([base, snapshot].flatMap(lost))];
  const all = () => Object.entries(differences).map(([key, d]) => ({
    key,
    constructor: d.name,
    new_count: d.addedCount,
    deleted_count: d.removedCount,
    count_delta: d.countDelta,
    allocated_size: d.addedSize,
    freed_size: d.removedSize,
    size_delta: d.sizeDelta,
  }));
  const rows = () => order(all(), ['allocated_size', false], ['constructor', true]);
  yield {args: ['diff', COLUMNS], rows: () => rows().map(({key, ...row}) => row), except};
  for (const column of ['constructor', ...COUNTS, ...SIZES]) {
    for (const ascending of [true, false]) {
      yield {
        args: ['diff', COLUMNS, `--sort=${ascending ? '' : '-'}${column}`],
        rows: () => order(all(), [column, ascending], ['constructor', true]).map(({key, ...row}) => row),
        except,
      };
    }
  }

  const {HeapSnapshotNodesProvider} = await devtools();
  const withObjects = (column, ascending, args = []) => ({
    args: ['diff', '--depth=2', '--columns=depth,constructor,id,allocated_size,freed_size', ...args],
    rows: async function*() {
      const keys = objectKeys(column, ascending);
      for (const row of order(all(), [column, ascending], ['constructor', true])) {
        yield {depth: 0, constructor: row.constructor, id: null, allocated_size: row.allocated_size, freed_size: row.freed_size};
        const added = new HeapSnapshotNodesProvider(snapshot, differences[row.key].addedIndexes);
        for (const node of await items(added, ...keys))
          yield {depth: 1, constructor: node.name, id: node.id, allocated_size: node.selfSize, freed_size: null};
        const deleted = new HeapSnapshotNodesProvider(base, differences[row.key].deletedIndexes);
        for (const node of await items(deleted, ...keys))
          yield {depth: 1, constructor: node.name, id: node.id, allocated_size: null, freed_size: node.selfSize};
      }
    },
    except,
  });
  yield withObjects('allocated_size', false);
  for (const column of ['constructor', 'count_delta', 'size_delta']) {
    for (const ascending of [true, false])
      yield withObjects(column, ascending, [`--sort=${ascending ? '' : '-'}${column}`]);
  }
  const provider = (heap, indexes) => new HeapSnapshotNodesProvider(heap, indexes);
  yield* referencesBelow({snapshot, base, provider, differences, all, except});
}

const OPENED = 300; // objects at most of which references are asked for

/* What objects refer to, and those: a size counts below some columns, an edge's name below all. */
const BELOW = {
  constructor: ascending => [['!edgeName', ascending, 'retainedSize', false], ['!edgeName', ascending, 'retainedSize', false]],
  count_delta: () => [['!edgeName', true, 'retainedSize', false], ['!edgeName', true, 'retainedSize', false]],
  size_delta: () => [['!edgeName', true, 'retainedSize', false], ['!edgeName', true, 'retainedSize', false]],
  allocated_size: ascending => [['selfSize', ascending, '!edgeName', true], ['!edgeName', true, 'retainedSize', false]],
  freed_size: ascending => [['selfSize', ascending, '!edgeName', true], ['!edgeName', true, 'retainedSize', false]],
};

async function* referencesBelow({snapshot, base, provider, differences, all, except}) {
  const count = Object.values(differences).reduce((n, {addedCount, removedCount}) => n + addedCount + removedCount, 0);
  const levels = count <= OPENED ? 2 : 1;
  if (count > 20 * OPENED)
    return;
  for (const [column, below] of Object.entries(BELOW)) {
    for (const ascending of column === 'allocated_size' || column === 'constructor' ? [false, true] : [false]) {
      yield {
        args: ['diff', `--depth=${2 + levels}`, `--sort=${ascending ? '' : '-'}${column}`, '--columns=depth,constructor,id,edge'],
        except,
        rows: async function*() {
          const [sort, sortBelow] = below(ascending);
          for (const row of order(all(), [column, ascending], ['constructor', true])) {
            yield {depth: 0, constructor: row.constructor, id: null, edge: null};
            for (const [heap, indexes] of [[snapshot, differences[row.key].addedIndexes], [base, differences[row.key].deletedIndexes]]) {
              for (const node of await items(provider(heap, indexes), ...objectKeys(column, ascending))) {
                yield {depth: 1, constructor: node.name, id: node.id, edge: null};
                const edges = await tree(heap, {
                  node: node.nodeIndex, levels, ancestors: [], sort, sortBelow, below: index => heap.createEdgesProvider(index),
                });
                for (const {depth, edge, id, name} of edges)
                  yield {depth: depth + 2, constructor: name, id, edge};
              }
            }
          }
        },
      };
    }
  }
}

export const made_of = ['containment'];
