#include "config.h"

#include "heap/decompress.h"

#include <stdlib.h>
#include <string.h>
#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#include <zstd_errors.h>
#endif

#include "base/memory.h"

struct decompressor {
	enum compression compression;
	bool is_whole;
#ifdef HAVE_ZLIB
	z_stream gzip;
#endif
#ifdef HAVE_ZSTD
	ZSTD_DStream *zstd;
	size_t zstd_window; /* bytes: how far the frame being read refers back */
#endif
};

enum compression
compression_of(const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	if (length >= 2 && at[0] == 0x1f && at[1] == 0x8b)
		return COMPRESSION_GZIP;
	if (length >= 4 && memcmp(at, "\x28\xb5\x2f\xfd", 4) == 0)
		return COMPRESSION_ZSTD;
	/* a skippable frame may stand before the first real one */
	if (length >= 4 && (at[0] & 0xf0) == 0x50 && memcmp(at + 1, "\x2a\x4d\x18", 3) == 0)
		return COMPRESSION_ZSTD;
	return COMPRESSION_NONE;
}

const char *
compression_name(enum compression compression)
{
	switch (compression) {
	case COMPRESSION_GZIP:
		return "gzip";
	case COMPRESSION_ZSTD:
		return "zstd";
	case COMPRESSION_NONE:
		break;
	}
	return "";
}

/* What the libraries say they take: zlib always, zstd besides a frame's window. */
enum { GZIP_MEMORY = (1 << 15) + (7 << 10), ZSTD_MEMORY = 3 << 17 };

static bool
decompressor_no_memory(const struct decompressor *decompressor, struct error *error)
{
	size_t needed = GZIP_MEMORY;

	(void)decompressor; /* built without zstd */
#ifdef HAVE_ZSTD
	if (decompressor->compression == COMPRESSION_ZSTD)
		needed = decompressor->zstd_window + ZSTD_MEMORY;
#endif
	return memory_error(needed, error);
}

static bool
decompressor_begin(struct decompressor *decompressor)
{
	(void)decompressor; /* built with neither library */
#ifdef HAVE_ZLIB
	/* 16: gzip's header and checksum, nothing else */
	if (decompressor->compression == COMPRESSION_GZIP)
		return inflateInit2(&decompressor->gzip, 16 + MAX_WBITS) == Z_OK;
#endif
#ifdef HAVE_ZSTD
	if (decompressor->compression == COMPRESSION_ZSTD) {
		decompressor->zstd = ZSTD_createDStream();
		return decompressor->zstd != NULL;
	}
#endif
	return false;
}

struct decompressor *
decompressor_new(enum compression compression, struct error *error)
{
	struct decompressor *decompressor;

#ifndef HAVE_ZLIB
	if (compression == COMPRESSION_GZIP) {
		error_set(error, ERROR_FORMAT, "compressed with gzip, which this heaptui was "
			  "built without: gunzip it first");
		return NULL;
	}
#endif
#ifndef HAVE_ZSTD
	if (compression == COMPRESSION_ZSTD) {
		error_set(error, ERROR_FORMAT, "compressed with zstd, which this heaptui was "
			  "built without: unzstd it first");
		return NULL;
	}
#endif
	decompressor = xcalloc(1, sizeof(*decompressor));
	decompressor->compression = compression;
	if (!decompressor_begin(decompressor)) {
		decompressor_no_memory(decompressor, error);
		free(decompressor);
		return NULL;
	}
	return decompressor;
}

static bool
decompressor_damaged(const struct decompressor *decompressor, const char *how,
		     struct error *error)
{
	return error_set(error, ERROR_FORMAT, "damaged %s data (%s)",
			 compression_name(decompressor->compression), how);
}

#ifdef HAVE_ZLIB
static unsigned
decompressor_gzip_room(size_t length)
{
	return length > 1u << 30 ? 1u << 30 : (unsigned)length;
}

static bool
decompressor_run_gzip(struct decompressor *decompressor, struct decompressor_piece *piece,
		      struct error *error)
{
	z_stream *gzip = &decompressor->gzip;

	/* Output may be waiting inside even when the input is used up, so it is asked for until
	 * there is nothing more. */
	while (piece->out_length > 0) {
		int result;

		if (decompressor->is_whole && piece->in_length == 0)
			break;
		if (decompressor->is_whole) {
			/* Zeros behind the last stream are a tape's or a disk's padding. */
			if (*piece->in == 0) {
				piece->in++;
				piece->in_length--;
				continue;
			}
			inflateReset(gzip);
			decompressor->is_whole = false;
		}
		/* zlib writes nothing through next_in, it only lacks the const */
		memcpy(&gzip->next_in, &piece->in, sizeof(gzip->next_in));
		gzip->avail_in = decompressor_gzip_room(piece->in_length);
		gzip->next_out = (unsigned char *)piece->out;
		gzip->avail_out = decompressor_gzip_room(piece->out_length);
		result = inflate(gzip, Z_NO_FLUSH);
		piece->in_length -= (size_t)((const char *)gzip->next_in - piece->in);
		piece->in = (const char *)gzip->next_in;
		piece->out_length -= (size_t)((char *)gzip->next_out - piece->out);
		piece->out = (char *)gzip->next_out;
		if (result == Z_STREAM_END)
			decompressor->is_whole = true;
		else if (result == Z_BUF_ERROR)
			break; /* wants more input */
		else if (result == Z_MEM_ERROR)
			return decompressor_no_memory(decompressor, error);
		else if (result != Z_OK)
			return decompressor_damaged(decompressor,
						    gzip->msg ? gzip->msg : "cannot go on", error);
	}
	return true;
}
#endif

#ifdef HAVE_ZSTD
/* The window that a frame asks for, by its first bytes (RFC 8878, 3.1.1.1); 0 if they are not
 * the beginning of one, or are cut off. */
static size_t
zstd_window(const char *frame, size_t length)
{
	enum { DESCRIPTOR = 4, WINDOW = 5, IS_SINGLE_SEGMENT = 0x20 };
	size_t base;

	if (compression_of(frame, length) != COMPRESSION_ZSTD || length <= WINDOW
	    || (frame[0] & 0xf0) == 0x50)
		return 0;
	/* A single segment is decompressed where all of it has room. */
	if (frame[DESCRIPTOR] & IS_SINGLE_SEGMENT) {
		unsigned long long content = ZSTD_getFrameContentSize(frame, length);

		return content < ZSTD_CONTENTSIZE_ERROR ? (size_t)content : 0;
	}
	base = (size_t)1 << (10 + ((unsigned char)frame[WINDOW] >> 3));
	return base + base / 8 * (frame[WINDOW] & 7);
}

static bool
decompressor_run_zstd(struct decompressor *decompressor, struct decompressor_piece *piece,
		      struct error *error)
{
	/* as above */
	while (piece->out_length > 0) {
		ZSTD_inBuffer in = { piece->in, piece->in_length, 0 };
		ZSTD_outBuffer out = { piece->out, piece->out_length, 0 };
		size_t result;

		if (in.size == 0 && decompressor->is_whole)
			break;
		if (decompressor->is_whole || decompressor->zstd_window == 0)
			decompressor->zstd_window = zstd_window(piece->in, piece->in_length);
		result = ZSTD_decompressStream(decompressor->zstd, &out, &in);
		if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation)
			return decompressor_no_memory(decompressor, error);
		if (ZSTD_isError(result))
			return decompressor_damaged(decompressor, ZSTD_getErrorName(result), error);
		piece->in += in.pos;
		piece->in_length -= in.pos;
		piece->out += out.pos;
		piece->out_length -= out.pos;
		decompressor->is_whole = result == 0;
		if (in.pos == 0 && out.pos == 0)
			break;
	}
	return true;
}
#endif

bool
decompressor_run(struct decompressor *decompressor, struct decompressor_piece *piece,
		 struct error *error)
{
	(void)piece; /* built with neither library */
#ifdef HAVE_ZLIB
	if (decompressor->compression == COMPRESSION_GZIP)
		return decompressor_run_gzip(decompressor, piece, error);
#endif
#ifdef HAVE_ZSTD
	if (decompressor->compression == COMPRESSION_ZSTD)
		return decompressor_run_zstd(decompressor, piece, error);
#endif
	return decompressor_damaged(decompressor, "unknown kind", error);
}

bool
decompressor_is_whole(const struct decompressor *decompressor)
{
	return decompressor->is_whole;
}

void
decompressor_free(struct decompressor *decompressor)
{
	if (decompressor == NULL)
		return;
#ifdef HAVE_ZLIB
	if (decompressor->compression == COMPRESSION_GZIP)
		inflateEnd(&decompressor->gzip);
#endif
#ifdef HAVE_ZSTD
	if (decompressor->compression == COMPRESSION_ZSTD)
		ZSTD_freeDStream(decompressor->zstd);
#endif
	free(decompressor);
}
