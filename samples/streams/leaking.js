'use strict';
/* Uploads are read to the end, save those of a wrong type: they are only left lying. */
const { Readable } = require('stream');

const uploads = new Map();

async function receive(id, upload) {
	uploads.set(id, upload);
	if (upload.type !== 'image')
		return 'wrong type';
	for await (const chunk of upload)
		upload.size = (upload.size || 0) + chunk.length;
	uploads.delete(id);
	return 'stored';
}

function newUpload(id) {
	const upload = new Readable({ read() {} });

	upload.type = id % 2 === 0 ? 'image' : 'text';
	upload.push(Buffer.alloc(2000, id % 256));
	upload.push(null);
	return upload;
}

let id = 0;
exports.step = async () => {
	for (let i = 0; i < 60; i++) {
		id++;
		await receive(id, newUpload(id));
	}
};
