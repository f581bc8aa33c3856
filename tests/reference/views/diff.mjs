// The Comparison of two snapshots, and the objects below each row.
import {devtools} from '../devtools.mjs';
import {colliding, constructors, items, order} from '../rows.mjs';

export const pair = true;

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
  const rows = () => order(Object.entries(differences).map(([key, d]) => ({
    key,
    constructor: d.name,
    new_count: d.addedCount,
    deleted_count: d.removedCount,
    count_delta: d.countDelta,
    allocated_size: d.addedSize,
    freed_size: d.removedSize,
    size_delta: d.sizeDelta,
  })), ['allocated_size', false], ['constructor', true]);
  yield {
    args: ['diff', '--columns=constructor,new_count,deleted_count,count_delta,allocated_size,freed_size,size_delta'],
    rows: () => rows().map(({key, ...row}) => row),
    except,
  };

  const {HeapSnapshotNodesProvider} = await devtools();
  yield {
    args: ['diff', '--depth=2', '--columns=depth,constructor,id,allocated_size,freed_size'],
    rows: async function*() {
      for (const row of rows()) {
        yield {depth: 0, constructor: row.constructor, id: null, allocated_size: row.allocated_size, freed_size: row.freed_size};
        const added = new HeapSnapshotNodesProvider(snapshot, differences[row.key].addedIndexes);
        for (const node of await items(added, 'selfSize', false, 'id', true))
          yield {depth: 1, constructor: node.name, id: node.id, allocated_size: node.selfSize, freed_size: null};
        const deleted = new HeapSnapshotNodesProvider(base, differences[row.key].deletedIndexes);
        for (const node of await items(deleted, 'selfSize', false, 'id', true))
          yield {depth: 1, constructor: node.name, id: node.id, allocated_size: null, freed_size: node.selfSize};
      }
    },
    except,
  };
}
