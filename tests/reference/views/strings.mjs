// The same text held more than once, and each string that is so.
import {order, shownDistance} from '../rows.mjs';

const groupRow = group => ({
  value: group.value,
  count: group.count,
  shallow_size: group.totalSelfSize,
  retained_size: group.totalRetainedSize,
});

function* members(groups) {
  for (const group of groups) {
    yield {depth: 0, ...groupRow(group), id: null, distance: null};
    for (const node of order([...group.nodes], ['retainedSize', false], ['retainedSize', false])) {
      yield {
        depth: 1, value: group.value, count: 1, shallow_size: node.selfSize, retained_size: node.retainedSize,
        id: node.id, distance: shownDistance(node.distance),
      };
    }
  }
}

export function* questions(snapshot) {
  yield {
    args: ['strings', '--columns=value,count,shallow_size,retained_size'],
    rows: () => snapshot.getDuplicateStrings().map(groupRow),
  };
  yield {
    args: ['strings', '--depth=2', '--columns=depth,value,count,shallow_size,retained_size,id,distance'],
    rows: () => members(snapshot.getDuplicateStrings()),
  };
}
