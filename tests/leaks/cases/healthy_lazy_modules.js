'use strict';
// Every step needs modules not loaded before, each with tables and classes of its own.
const fs = require('fs');
const os = require('os');
const path = require('path');
const library = require('../service');

const builtIn = [['http'], ['zlib', 'readline'], ['crypto'], ['dns', 'tls'], ['https', 'net']];
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'heaptui-modules-'));
process.on('exit', () => fs.rmSync(directory, { recursive: true, force: true }));

function generate(name) {
	const functions = Array.from({ length: 30 }, (_, i) =>
		`exports.f${i} = function f${i}(a) { return { ${name}: a, n: ${i}, g: () => a }; };`);
	const table = 'exports.table = ' + JSON.stringify(
		Array.from({ length: 60 }, (_, i) => ({ code: i, word: `${name} ${i}` }))) + ';';
	const file = path.join(directory, `${name}.js`);
	fs.writeFileSync(file, [...functions, `class ${name} {}`, `exports.C = ${name};`, table].join('\n'));
	return file;
}

exports.step = async (k) => {
	await library.work();
	for (const name of builtIn[k] || [])
		require(name);
	const loaded = require(generate(`Part${k}`));
	for (let i = 0; i < 30; i++)
		loaded[`f${i}`](i);
};
