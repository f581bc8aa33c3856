// The Comparison of two snapshots, and the objects below each row.
import {devtools} from '../devtools.mjs';
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
}
