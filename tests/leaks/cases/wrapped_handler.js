'use strict';
// Reloading wraps the handler once more instead of making it anew.
const library = require('../service');

let handler = (request) => request.path;
function reload(version) {
	const inner = handler;
	const rules = [{ version, allow: `/v${version}` }, { version, deny: `/x${version}` }];
	handler = (request) => (rules[0].allow === request.path ? 'ok' : inner(request));
}

exports.step = async (k) => {
	await library.work();
	for (let i = 0; i < 40; i++)
		reload(k * 40 + i);
	handler({ path: `/v${k * 40 + 39}` });
};
