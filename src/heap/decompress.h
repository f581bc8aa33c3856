/*
 * gzip and zstd, one piece at a time.
 *
 * A file may hold several streams one after the other, as gzip and zstd allow; they are
 * one text.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum compression { COMPRESSION_NONE, COMPRESSION_GZIP, COMPRESSION_ZSTD };

/* By the first bytes of a file. */
enum compression compression_of(const void *bytes, size_t length);
/* "gzip", "zstd"; "" for none. */
const char *compression_name(enum compression compression);

struct decompressor;

/* Null if this program was built without it, or there is no memory. */
struct decompressor *decompressor_new(enum compression compression, struct error *error);

/* A piece of work: bytes in, bytes out.  decompressor_run() moves all four. */
struct decompressor_piece {
	const char *in;
	size_t in_length;
	char *out;
	size_t out_length;
};

/* Goes on until the input is used up or the room is full.  False if the data is damaged. */
bool decompressor_run(struct decompressor *decompressor, struct decompressor_piece *piece,
		      struct error *error);
/* Whether the input so far is a whole number of streams. */
bool decompressor_is_whole(const struct decompressor *decompressor);
void decompressor_free(struct decompressor *decompressor);
