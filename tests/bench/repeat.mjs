// A snapshot many times over, side by side below one root: node repeat.mjs TIMES FILE.gz > OUT
import {readFileSync, writeSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';

const [times, file] = process.argv.slice(2);
const snapshot = JSON.parse(gunzipSync(readFileSync(file)));
const {meta} = snapshot.snapshot;
const field = name => meta.node_fields.indexOf(name);
const F = meta.node_fields.length;
const [ID, EDGES] = [field('id'), field('edge_count')];
const {nodes, edges} = snapshot;
const copySize = nodes.length - F; // all but the root
const rootEdges = nodes[EDGES] * 3;
// Ids of a copy: apart from the others', odd ones odd.
const idStep = 2 * Math.ceil((nodes.filter((value, i) => i % F === ID).reduce((a, b) => Math.max(a, b)) + 1) / 2);

// The root of every copy is the first one's.
const moved = (list, copy) => list.map((value, i) => i % 3 === 2 && value !== 0 ? value + copy * copySize : value);
const allNodes = nodes.slice(0, F), rest = [];
let allEdges = [];
for (let copy = 0; copy < times; copy++) {
  for (let i = F; i < nodes.length; i++)
    allNodes.push(i % F === ID ? nodes[i] + copy * idStep : nodes[i]);
  allEdges = allEdges.concat(moved(edges.slice(0, rootEdges), copy));
  rest.push(moved(edges.slice(rootEdges), copy));
}
allNodes[EDGES] *= times;
allEdges = allEdges.concat(...rest);
const L = meta.location_fields.length;
const made = {
  ...snapshot,
  snapshot: {...snapshot.snapshot, node_count: allNodes.length / F, edge_count: allEdges.length / 3},
  nodes: allNodes,
  edges: allEdges,
  locations: Array.from({length: times}, (_, copy) =>
    snapshot.locations.map((value, i) => i % L === 0 ? value + copy * copySize : value)).flat(),
};
const bytes = Buffer.from(JSON.stringify(made) + '\n');
for (let at = 0; at < bytes.length;)
  at += writeSync(1, bytes, at);
