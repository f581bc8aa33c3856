/*
 * A JSON text, read from an input piece by piece.
 *
 * Only what a loader needs: the next token, keys, and values skipped or kept as text.
 * Nothing recurses, and nothing is kept that was not asked for, so depth and size of what is
 * skipped do not matter.
 *
 * At the end of the text, or when reading fails, json_peek() gives JSON_END; json_unexpected()
 * then says what is missing.  The struct error must not be null.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/progress.h"
#include "heap/input.h"

enum {
	JSON_WINDOW = 1 << 20,
	JSON_FIRST_WINDOW = 1 << 16, /* enough to see that a file is no snapshot */
	JSON_LOOKBACK = 64,          /* bytes before the window that stay readable */
	JSON_SLACK = 64,             /* and behind it */
	JSON_END = -1,
};

struct json_reader {
	struct input *input;
	struct progress *progress;
	char *window;
	size_t at, length; /* of the window */
	size_t capacity;   /* no larger than a small file needs */
	uint64_t offset;   /* of the window in the text */
	uint64_t base;     /* of the input's first byte in the text */
	bool ended;        /* nothing comes after the window, of which nothing is left */
	bool salvage;      /* a failure to read is the end; its message goes to `cut` */
	struct error cut;
	const char *inside; /* "'nodes'": for messages; or null */

	/* What was consumed since json_record(): a column. */
	bool recording;
	char *record;
	uint64_t record_length;
	size_t record_from; /* in the window */
};

bool json_reader_init(struct json_reader *reader, struct input *input, struct progress *progress,
		      struct error *error);
void json_reader_release(struct json_reader *reader);

static inline uint64_t
json_offset(const struct json_reader *reader)
{
	return reader->offset + reader->at;
}

/* How many bytes are left, if the input is seekable; otherwise 0. */
uint64_t json_bytes_left(const struct json_reader *reader);
/* The next bytes into the window, once all of it was consumed.  False at the end. */
bool json_fill(struct json_reader *reader, struct error *error);
/* Goes on reading at a place of a seekable input. */
void json_seek(struct json_reader *reader, uint64_t offset);

/* The next byte, not consumed; or JSON_END. */
int json_peek_byte(struct json_reader *reader, struct error *error);
/* The same that is not white space. */
int json_peek(struct json_reader *reader, struct error *error);
/* Consumes the next token if it is `byte`, otherwise complains. */
bool json_expect(struct json_reader *reader, char byte, struct error *error);
/* Complains that `expected` is missing here.  Always returns false. */
bool json_unexpected(struct json_reader *reader, const char *expected, struct error *error);
/* The same about what stands at `offset`, a byte at least; `where` may be null. */
bool json_fault(const char *where, uint64_t offset, const char *expected, const char *found,
		size_t found_length, struct error *error);

/* A string's raw contents, checked.  More than `limit` bytes are consumed, but not kept: then
 * the buffer is left empty. */
bool json_read_string(struct json_reader *reader, struct buffer *raw, size_t limit,
		      struct error *error);
/* A number without sign, fraction or exponent written out or meant, below 2^64. */
bool json_read_number(struct json_reader *reader, uint64_t *number, struct error *error);
/* One value of any kind and depth. */
bool json_skip(struct json_reader *reader, struct error *error);

/* From here on what is consumed is kept as well. */
bool json_record(struct json_reader *reader, struct error *error);
/* Stops keeping; gives the column and its length to the caller.  Null on failure. */
char *json_recorded(struct json_reader *reader, uint64_t *length, struct error *error);
