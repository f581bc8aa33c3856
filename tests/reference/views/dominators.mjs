// The dominator tree.  DevTools has no such view: the tree is its own, the order that of its
// list of dominated objects, by retained size.
import {OBJECT_COLUMNS, objectRow, order, sample} from '../rows.mjs';

function* children(snapshot, node) {
  const ordinal = node / snapshot.nodeFieldCount;
  const {firstDominatedNodeIndex: first, dominatedNodes} = snapshot;
  for (let i = first[ordinal]; i < first[ordinal + 1]; i++)
    yield dominatedNodes[i];
}

function dominators(snapshot, node, levels) {
  const rows = [];
  const open = (index, depth) => {
    const below = [...children(snapshot, index)].map(child => ({
      child, retained: snapshot.createNode(child).retainedSize(),
    }));
    for (const {child} of order(below, ['retained', false], ['retained', false])) {
      rows.push({depth, ...objectRow(snapshot, child)});
      if (depth + 1 < levels)
        open(child, depth + 1);
    }
  };
  open(node, 0);
  return rows;
}

export function* questions(snapshot, {samples}) {
  const columns = `--columns=depth,${OBJECT_COLUMNS}`;
  const question = (node, levels, id) => ({
    args: ['dominators', ...id, `--depth=${levels}`, columns],
    rows: () => dominators(snapshot, node, levels),
  });
  yield question(snapshot.rootNodeIndex, 3, []);
  for (const node of sample(snapshot, samples).slice(1))
    yield question(node, 3, [`@${snapshot.createNode(node).id()}`]);
}
