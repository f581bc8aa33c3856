#include "config.h"

#include "base/packed_file.h"

#include <stdlib.h>
#include <string.h>
#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#include <zstd_errors.h>
#endif

#include "base/atomic_file.h"
#include "base/memory.h"

enum { BLOCK = 1 << 17 };

/* Level 3 of zstd halves nothing more at 6, but takes a second longer for 100 MB: the
 * target waits for us. */
enum { ZSTD_LEVEL = 3, GZIP_LEVEL = 1 };

/* What the libraries say they take. */
enum { GZIP_MEMORY = (1 << 17) + (1 << 17) + (6 << 10), ZSTD_MEMORY = 7 << 19 };

struct packed_file {
	struct atomic_file file;
	uint64_t written;
	bool is_finished;
	/* Takes the bytes; with is_end also what is left inside.  Null: as they are. */
	bool (*step)(struct packed_file *packed, const char *bytes, size_t length, bool is_end,
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
packed_file_put(struct packed_file *packed, const char *bytes, size_t length,
	       struct error *error)
{
	if (!atomic_file_write(&packed->file, bytes, length, error))
		return false;
	packed->written += length;
	return true;
}

#ifdef HAVE_ZLIB
static bool
packed_file_gzip(struct packed_file *packed, const char *bytes, size_t length, bool is_end,
		struct error *error)
{
	z_stream *gzip = &packed->gzip;
	int state;

	gzip->next_in = (z_const Bytef *)(uintptr_t)bytes;
	gzip->avail_in = (uInt)length;
	do {
		gzip->next_out = (Bytef *)packed->block;
		gzip->avail_out = BLOCK;
		state = deflate(gzip, is_end ? Z_FINISH : Z_NO_FLUSH);
		if (state == Z_STREAM_ERROR)
			return error_set(error, ERROR_FILE, "cannot compress");
		if (!packed_file_put(packed, packed->block, BLOCK - gzip->avail_out, error))
			return false;
	} while (gzip->avail_out == 0);
	return true;
}
#endif

#ifdef HAVE_ZSTD
static bool
packed_file_zstd(struct packed_file *packed, const char *bytes, size_t length, bool is_end,
		struct error *error)
{
	ZSTD_inBuffer in = { bytes, length, 0 };
	size_t left;

	do {
		ZSTD_outBuffer out = { packed->block, BLOCK, 0 };

		left = ZSTD_compressStream2(packed->zstd, &out, &in,
					    is_end ? ZSTD_e_end : ZSTD_e_continue);
		if (ZSTD_getErrorCode(left) == ZSTD_error_memory_allocation)
			return memory_error(ZSTD_MEMORY, error);
		if (ZSTD_isError(left))
			return error_set(error, ERROR_FILE, "cannot compress: %s",
					 ZSTD_getErrorName(left));
		if (!packed_file_put(packed, packed->block, out.pos, error))
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
packed_file_begin(struct packed_file *packed, const char *path, struct error *error)
{
	(void)packed; /* built with neither library */
	if (ends_with(path, ".gz")) {
#ifdef HAVE_ZLIB
		packed->step = packed_file_gzip;
		if (deflateInit2(&packed->gzip, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8,
				 Z_DEFAULT_STRATEGY) == Z_OK)
			return true;
		return memory_error(GZIP_MEMORY, error);
#else
		return error_set(error, ERROR_USAGE, "built without gzip");
#endif
	}
	if (ends_with(path, ".zst")) {
#ifdef HAVE_ZSTD
		packed->step = packed_file_zstd;
		packed->zstd = ZSTD_createCCtx();
		if (packed->zstd != NULL
		    && !ZSTD_isError(ZSTD_CCtx_setParameter(
			    packed->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL)))
			return true;
		return memory_error(ZSTD_MEMORY, error);
#else
		return error_set(error, ERROR_USAGE, "built without Zstandard");
#endif
	}
	return true;
}

struct packed_file *
packed_file_open(const char *path, struct error *error)
{
	struct packed_file *packed = xcalloc(1, sizeof(*packed));

	if (!atomic_file_open(&packed->file, path, error)) {
		free(packed);
		return NULL;
	}
	if (packed_file_begin(packed, path, error))
		return packed;
	packed_file_abandon(packed);
	return NULL;
}

bool
packed_file_write(struct packed_file *packed, const void *bytes, size_t length,
		  struct error *error)
{
	if (packed->step == NULL)
		return packed_file_put(packed, bytes, length, error);
	return packed->step(packed, bytes, length, false, error);
}

uint64_t
packed_file_written(const struct packed_file *packed)
{
	return packed->written;
}

static void
packed_file_free(struct packed_file *packed)
{
#ifdef HAVE_ZLIB
	if (packed->step == packed_file_gzip)
		deflateEnd(&packed->gzip);
#endif
#ifdef HAVE_ZSTD
	ZSTD_freeCCtx(packed->zstd);
#endif
	free(packed);
}

bool
packed_file_finish(struct packed_file *packed, struct error *error)
{
	bool good = packed->is_finished || packed->step == NULL
		    || packed->step(packed, "", 0, true, error);

	packed->is_finished = true;
	return good;
}

bool
packed_file_commit(struct packed_file *packed, struct error *error)
{
	bool good = packed_file_finish(packed, error);

	if (good)
		good = atomic_file_commit(&packed->file, error);
	else
		atomic_file_abandon(&packed->file);
	packed_file_free(packed);
	return good;
}

void
packed_file_abandon(struct packed_file *packed)
{
	if (packed == NULL)
		return;
	atomic_file_abandon(&packed->file);
	packed_file_free(packed);
}
