// Text of every awkward kind, as values, property names, symbols, functions and classes.
//	node texts.js OUT
'use strict';
const { snapshot } = require('./take.js');

// A copy with a place of its own on the heap, in one piece.
const copy = text => Buffer.from(text, 'utf16le').toString('utf16le');

const odd = {
	controls: Array.from({ length: 33 }, (_, code) => String.fromCharCode(code)).join('') + '\x7f\x9b31m',
	escapes: '\x1b[2J\x1b]0;title\x07 and \\ " \' ` / \b\f\v',
	lines: 'one\ntwo\r\nthree\u2028four\u2029five\x85six',
	halves: ['\ud83d alone', 'alone \ude00', '\ude00\ud83d', 'end \ud83d'],
	planes: '🧪 in the middle 𝔘𝔫𝔦 \u{10ffff}\uffff\ufffd',
	widths: 'ｆｕｌｌ 半角ｶﾅ 한글 e\u0301 \u200bnone\u200b \u202eback\u202c',
	cases: ['straße', 'STRASSE', 'ǅ ǆ', 'İ i ı I', 'K K', 'ſ s S', 'ΣΑΣ σας'],
	nothing: '', space: ' ', dash: '--', equals: '=cmd()',
};
const shared = 'the same text, many times over';
globalThis.texts = {
	odd,
	copies: Array.from({ length: 60 }, (_, i) => copy(shared + ' ' + i % 7)),
	wide: Array.from({ length: 20 }, () => copy('同じ文字列')),
	cut: [1022, 1023, 1024, 1025, 3000].flatMap(n => [copy('c'.repeat(n) + '1'), copy('c'.repeat(n) + '2')]),
	ropes: Array.from({ length: 40 }, (_, i) => 'left part of the rope ' + i % 5 + copy(' and its right part ' + i % 3)),
	slices: Array.from({ length: 30 }, (_, i) => copy(shared.repeat(20)).slice(i % 4, 60 + i)),
	symbols: [Symbol('plain'), Symbol(), Symbol('記号'), Symbol.for('kept'), Symbol('\x1b[1m')],
	patterns: [/plain/, /[,'"{}]/gu, /\//, new RegExp('x'.repeat(300)), /漢字/],
	numbers: [0.1, -0, 1e300, 2 ** 40, 123456789n, -(2n ** 100n)],
};
let rope = copy('a rope of many parts: ');
for (let i = 0; i < 400; i++)
	rope = i % 2 ? rope + copy(`<part ${i}>`) : copy(`[part ${i}]`) + rope;
globalThis.texts.rope = rope;

// Names that the interfaces of plain objects are made of, quoted or not.
const NAMES = ['a', 'b c', 'd,e', "f'g", 'h"i', '{j}', '', '__proto__x', 'Ünï', '\u2028', '\ud800', 'k'.repeat(50)];
globalThis.named = NAMES.flatMap((name, i) => Array.from({ length: 3 + i % 2 }, () => ({
	[name]: odd, [NAMES[(i + 1) % NAMES.length]]: shared, [NAMES[(i + 5) % NAMES.length]]: [],
})));
globalThis.many = Array.from({ length: 4 }, () =>
	Object.fromEntries(Array.from({ length: 60 }, (_, i) => ['property' + i, odd])));
globalThis.proto = [JSON.parse('{"__proto__": {"x": 1}, "y": {}}'), JSON.parse('{"__proto__": {"x": 1}, "y": {}}')];
globalThis.functions = NAMES.map(name => ({ [name]: function() { return name; } })[name]);
globalThis.classes = ['<tag attr>', 'Detached <div id="x">', '(string)', 'Function', 'Array', '{a, b}', 'x'.repeat(2000)]
	.map(name => { const made = { [name]: class {} }; return new made[name](); });
snapshot(process.argv[2]);
process.exit(0);
