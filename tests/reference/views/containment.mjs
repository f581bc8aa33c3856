// Containment: references below the root and below objects here and there, in every order.
import {OBJECT_COLUMNS, items, objectRow, sample} from '../rows.mjs';

export const columns = `--columns=depth,edge,edge_type,${OBJECT_COLUMNS}`;

// Under each column of the grid: its key and the second one, with the directions DevTools gives.
export const SORTS = {
  edge: ['!edgeName', 'retainedSize', false],
  shallow_size: ['selfSize', '!edgeName', true],
  retained_size: ['retainedSize', '!edgeName', true],
};

export const edgeRow = (snapshot, depth, edge) => ({
  depth, edge: String(edge.name), edge_type: edge.type, ...objectRow(snapshot, edge.node.nodeIndex, edge.node.distance),
});

/*
 * Several `__proto__` of one object have no order in DevTools (README); in heaptui they stand as
 * others of one name do.
 */
function settlePrototypes(edges, [key, , key2]) {
  if (key !== '!edgeName' && key2 !== '!edgeName')
    return edges;
  const value = edge => key === '!edgeName' ? 0 : edge.node[key];
  for (let begin = 0, end; begin < edges.length; begin = end) {
    end = begin + 1;
    if (edges[begin].name !== '__proto__')
      continue;
    while (end < edges.length && edges[end].name === '__proto__' && value(edges[end]) === value(edges[begin]))
      end++;
    const alike = edges.slice(begin, end).sort((a, b) =>
      (key === '!edgeName' ? b.node.retainedSize - a.node.retainedSize : 0) || a.edgeIndex - b.edgeIndex);
    edges.splice(begin, alike.length, ...alike);
  }
  return edges;
}

/*
 * The rows of a tree of references, each row below its parent, as far down as `levels`.
 * An object that stands among its own ancestors is not opened again.
 */
export async function tree(snapshot, {levels, ancestors, below, sort, sortBelow = sort, node, limit = Infinity}) {
  const rows = [];
  async function open(nodeIndex, depth, above) {
    const keys = depth === 0 ? sort : sortBelow;
    for (const edge of settlePrototypes(await items(below(nodeIndex), ...keys), keys)) {
      rows.push(edgeRow(snapshot, depth, edge));
      if (depth + 1 < levels && !above.includes(edge.node.id) && rows.length < limit)
        await open(edge.node.nodeIndex, depth + 1, [...above, edge.node.id]);
    }
  }
  await open(node, 0, ancestors);
  return rows;
}

function containment(snapshot, node, {levels = 1, column = 'retained_size', ascending = false, args = []}) {
  const [key, key2, ascending2] = column === 'distance' ? ['distance', 'name', true] : SORTS[column];
  const id = node === snapshot.rootNodeIndex ? [] : [`@${snapshot.createNode(node).id()}`];
  return {
    args: ['containment', ...id, `--depth=${levels}`, columns, ...args],
    rows: () => tree(snapshot, {
      node, levels, ancestors: [], sort: [key, ascending, key2, ascending2],
      below: index => snapshot.createEdgesProvider(index),
    }),
  };
}

export function* questions(snapshot, {samples}) {
  yield containment(snapshot, snapshot.rootNodeIndex, {levels: 3});
  for (const node of sample(snapshot, samples))
    yield containment(snapshot, node, {levels: 2});
  const widest = busiest(snapshot, node => node.edges());
  for (const column of [...Object.keys(SORTS), 'distance']) {
    for (const ascending of [true, false]) {
      yield containment(snapshot, widest, {
        column, ascending, args: [`--sort=${ascending ? '' : '-'}${column}`],
      });
    }
  }
}

/*
 * The object with most references of a kind, of those with at most ten thousand.  Among
 * several named `__proto__` DevTools' order is open: then another object.
 */
export function busiest(snapshot, references) {
  const node = snapshot.createNode(0);
  let best = 0, most = -1;
  for (let ordinal = 1; ordinal < snapshot.nodeCount; ordinal++) {
    node.nodeIndex = ordinal * snapshot.nodeFieldCount;
    let count = 0, prototypes = 0;
    for (const it = references(node); it.hasNext() && count <= 10_000; it.next()) {
      count++;
      prototypes += it.item().name() === '__proto__';
    }
    if (count > most && count <= 10_000 && prototypes < 2) {
      most = count;
      best = node.nodeIndex;
    }
  }
  return best;
}
