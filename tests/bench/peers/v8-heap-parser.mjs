// The parser of Visual Studio Code, in WebAssembly: rows by constructor with retained sizes.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.HEAPTUI_BENCH_PACKAGES, 'anything.js'));
const {decode_bytes: decode} = require('@vscode/v8-heap-parser');
const graph = decode(readFileSync(process.argv[2]));
console.log(graph.get_class_groups(0, 1_000_000, false).length);
