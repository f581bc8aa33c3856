// Retainers of objects here and there, and what becomes of them when some are ignored.
import {busiest, columns, edgeRow, SORTS, tree} from './containment.mjs';
import {items, sample} from '../rows.mjs';

function retainers(snapshot, node, {levels = 3, column = 'distance', ascending = true, ignored = [], args = []}) {
  const {id, sort} = {
    id: snapshot.createNode(node).id(),
    sort: column === 'distance' ? ['!edgeDistance', ascending, 'name', true] :
                                  [SORTS[column][0], ascending, ...SORTS[column].slice(1)],
  };
  const ids = ignored.map(index => `@${snapshot.createNode(index).id()}`);
  return {
    args: ['retainers', `@${id}`, `--depth=${levels}`, columns, ...args, ...ids.length ? [`--ignore=${ids}`] : []],
    rows: async () => {
      for (const index of ignored)
        snapshot.ignoreNodeInRetainersView(index);
      try {
        return await tree(snapshot, {
          node, levels, ancestors: [id], sort, below: index => snapshot.createRetainingEdgesProvider(index),
        });
      } finally {
        snapshot.unignoreAllNodesInRetainersView();
      }
    },
  };
}

/*
 * What DevTools unfolds by itself: of each row the first, of at most twenty, up to a root.
 */
const OPENED = 20, UNREACHABLE = 200_000_000;

function chainOf(snapshot, node) {
  const rows = [];
  async function open(nodeIndex, depth, above) {
    const edges = await items(snapshot.createRetainingEdgesProvider(nodeIndex), '!edgeDistance', true, 'name', true);
    for (const [i, edge] of edges.entries()) {
      rows.push(edgeRow(snapshot, depth, edge));
      const {distance, id} = edge.node;
      if (i === 0 && depth + 1 < OPENED && distance > 1 && distance < UNREACHABLE && !above.includes(id))
        await open(edge.node.nodeIndex, depth + 1, [...above, id]);
    }
  }
  return {
    args: ['retainers', `@${snapshot.createNode(node).id()}`, columns],
    rows: async () => {
      await open(node, 0, [snapshot.createNode(node).id()]);
      return rows;
    },
  };
}

/* Levels that keep the tree of a few thousand rows. */
function levelsFor(snapshot, node) {
  let levels = 1, reached = [node];
  for (; levels < 4; levels++) {
    const next = [];
    for (const index of reached) {
      for (const it = snapshot.createNode(index).retainers(); it.hasNext(); it.next())
        next.push(it.item().nodeIndex());
    }
    if (next.length > 2000)
      break;
    reached = next;
  }
  return levels;
}

/* The nearest retainers up to the roots: what a person would ignore one after the other. */
function chain(snapshot, node) {
  const found = [];
  for (let index = node; found.length < 6;) {
    let best;
    for (const it = snapshot.createNode(index).retainers(); it.hasNext(); it.next()) {
      const source = it.item().node();
      if (!it.item().isWeak() && source.distance() >= 0 && (!best || source.distance() < best.distance()))
        best = snapshot.createNode(source.nodeIndex);
    }
    if (!best || best.nodeIndex === snapshot.rootNodeIndex || found.includes(best.nodeIndex))
      break;
    found.push(index = best.nodeIndex);
  }
  return found;
}

/* An object that only a pair of a WeakMap holds, and its holders. */
function pairs(snapshot, limit) {
  const found = new Set();
  const node = snapshot.createNode(0);
  for (let ordinal = 0; ordinal < snapshot.nodeCount && found.size < limit; ordinal++) {
    node.nodeIndex = ordinal * snapshot.nodeFieldCount;
    for (const it = node.edges(); it.hasNext(); it.next()) {
      if (it.item().isInternal() && snapshot.tryParseWeakMapEdgeName(it.item().nameIndex()))
        found.add(it.item().nodeIndex());
    }
  }
  return [...found];
}

export const made_of = ['containment'];

export function* questions(snapshot, {samples}) {
  const nodes = sample(snapshot, samples).slice(1);
  for (const node of nodes)
    yield retainers(snapshot, node, {levels: levelsFor(snapshot, node)});
  for (const node of nodes.slice(0, 6))
    yield chainOf(snapshot, node);
  for (const node of [...nodes.slice(0, samples / 3), ...pairs(snapshot, samples / 3)]) {
    const holders = chain(snapshot, node);
    const levels = levelsFor(snapshot, node);
    yield retainers(snapshot, node, {levels, ignored: holders.slice(0, 1)});
    yield retainers(snapshot, node, {levels, ignored: holders.slice(1, 3)});
  }
  const busy = busiest(snapshot, node => node.retainers());
  for (const column of [...Object.keys(SORTS), 'distance']) {
    for (const ascending of [true, false]) {
      yield retainers(snapshot, busy, {
        levels: 1, column, ascending, args: [`--sort=${ascending ? '' : '-'}${column}`],
      });
    }
  }
}
