'use strict';
/* The same, mended: whatever happens, the upload is destroyed and taken out. */
const { Readable } = require('stream');

const uploads = new Map();

async function receive(id, upload) {
	uploads.set(id, upload);
	try {
		if (upload.type !== 'image')
			return 'wrong type';
		for await (const chunk of upload)
			upload.size = (upload.size || 0) + chunk.length;
		return 'stored';
	} finally {
		upload.destroy();
		uploads.delete(id);
	}
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
