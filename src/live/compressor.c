#include "config.h"

#include "live/compressor.h"

#include <stdlib.h>
#include <string.h>
#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "base/memory.h"

enum { BLOCK = 1 << 17 };

/* Level 3 of zstd halves nothing more at 6, but takes a second longer for 100 MB: the
 * target waits for us. */
enum { ZSTD_LEVEL = 3, GZIP_LEVEL = 1 };

struct compressor {
	struct atomic_file *file;
	uint64_t written;
	/* Takes the bytes; with is_end also what is left inside.  Null: as they are. */
	bool (*step)(struct compressor *compressor, const char *bytes, size_t length, bool is_end,
		     struct error *error);
#ifdef HAVE_ZLIB
	z_stream gzip;
#endif
#ifdef HAVE_ZSTD
	ZSTD_CCtx *zstd;
#endif
	char block[BLOCK];
};

static bool
compressor_put(struct compressor *compressor, const char *bytes, size_t length,
	       struct error *error)
{
	if (!atomic_file_write(compressor->file, bytes, length, error))
		return false;
	compressor->written += length;
	return true;
}

#ifdef HAVE_ZLIB
static bool
compressor_gzip(struct compressor *compressor, const char *bytes, size_t length, bool is_end,
		struct error *error)
{
	z_stream *gzip = &compressor->gzip;
	int state;

	gzip->next_in = (z_const Bytef *)(uintptr_t)bytes;
	gzip->avail_in = (uInt)length;
	do {
		gzip->next_out = (Bytef *)compressor->block;
		gzip->avail_out = BLOCK;
		state = deflate(gzip, is_end ? Z_FINISH : Z_NO_FLUSH);
		if (state == Z_STREAM_ERROR)
			return error_set(error, ERROR_FILE, "cannot compress");
		if (!compressor_put(compressor, compressor->block, BLOCK - gzip->avail_out, error))
			return false;
	} while (gzip->avail_out == 0);
	return true;
}
#endif

#ifdef HAVE_ZSTD
static bool
compressor_zstd(struct compressor *compressor, const char *bytes, size_t length, bool is_end,
		struct error *error)
{
	ZSTD_inBuffer in = { bytes, length, 0 };
	size_t left;

	do {
		ZSTD_outBuffer out = { compressor->block, BLOCK, 0 };

		left = ZSTD_compressStream2(compressor->zstd, &out, &in,
					    is_end ? ZSTD_e_end : ZSTD_e_continue);
		if (ZSTD_isError(left))
			return error_set(error, ERROR_FILE, "cannot compress: %s",
					 ZSTD_getErrorName(left));
		if (!compressor_put(compressor, compressor->block, out.pos, error))
			return false;
	} while (is_end ? left > 0 : in.pos < in.size);
	return true;
}
#endif

static bool
ends_with(const char *path, const char *end)
{
	size_t length = strlen(path), end_length = strlen(end);

	return length > end_length && strcmp(path + length - end_length, end) == 0;
}

static bool
compressor_begin(struct compressor *compressor, const char *path, struct error *error)
{
	(void)compressor; /* built with neither library */
	if (ends_with(path, ".gz")) {
#ifdef HAVE_ZLIB
		compressor->step = compressor_gzip;
		if (deflateInit2(&compressor->gzip, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8,
				 Z_DEFAULT_STRATEGY) == Z_OK)
			return true;
		return error_set(error, ERROR_MEMORY, "no memory to compress");
#else
		return error_set(error, ERROR_USAGE, "built without gzip");
#endif
	}
	if (ends_with(path, ".zst")) {
#ifdef HAVE_ZSTD
		compressor->step = compressor_zstd;
		compressor->zstd = ZSTD_createCCtx();
		if (compressor->zstd != NULL
		    && !ZSTD_isError(ZSTD_CCtx_setParameter(
			    compressor->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL)))
			return true;
		return error_set(error, ERROR_MEMORY, "no memory to compress");
#else
		return error_set(error, ERROR_USAGE, "built without Zstandard");
#endif
	}
	return true;
}

struct compressor *
compressor_open(struct atomic_file *file, const char *path, struct error *error)
{
	struct compressor *compressor = xcalloc(1, sizeof(*compressor));

	compressor->file = file;
	if (compressor_begin(compressor, path, error))
		return compressor;
	compressor_free(compressor);
	return NULL;
}

bool
compressor_write(struct compressor *compressor, const char *bytes, size_t length,
		 struct error *error)
{
	if (compressor->step == NULL)
		return compressor_put(compressor, bytes, length, error);
	return compressor->step(compressor, bytes, length, false, error);
}

bool
compressor_finish(struct compressor *compressor, struct error *error)
{
	return compressor->step == NULL || compressor->step(compressor, "", 0, true, error);
}

uint64_t
compressor_written(const struct compressor *compressor)
{
	return compressor->written;
}

void
compressor_free(struct compressor *compressor)
{
	if (compressor == NULL)
		return;
#ifdef HAVE_ZLIB
	if (compressor->step == compressor_gzip)
		deflateEnd(&compressor->gzip);
#endif
#ifdef HAVE_ZSTD
	ZSTD_freeCCtx(compressor->zstd);
#endif
	free(compressor);
}
