// MemLab: loads the file and computes dominators and retained sizes.
import {createRequire} from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.HEAPTUI_BENCH_PACKAGES, 'node_modules/memlab/anything.js'));
const {getFullHeapFromFile} = require('@memlab/heap-analysis');
const heap = await getFullHeapFromFile(process.argv[2]);
const rows = new Map();
heap.nodes.forEach(node => rows.set(node.name, (rows.get(node.name) ?? 0) + node.retainedSize));
console.log(rows.size);
process.exit(0);
