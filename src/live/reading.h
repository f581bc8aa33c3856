/*
 * What a target's memory was at one moment, and the collections since the moment before.
 *
 * The five sizes are those of process.memoryUsage(), under its names; a line of NDJSON
 * carries them so too, so that what people log themselves can be read.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

enum { SPACES_MAX = 16 };

enum size_kind {
	SIZE_RSS, SIZE_HEAP_TOTAL, SIZE_HEAP_USED, SIZE_EXTERNAL, SIZE_ARRAY_BUFFERS, SIZES,
};

/* A part of the heap, as V8 names it. */
struct space {
	char name[40];
	uint64_t used, size;
};

enum collection_kind { COLLECTION_SCAVENGE, COLLECTION_FULL, COLLECTION_KINDS };

/* Collections of one kind since the reading before. */
struct collections {
	uint64_t count;
	double seconds;     /* in which the target stood still */
	double freed;       /* bytes */
};

struct reading {
	double time;          /* seconds since 1970 */
	uint64_t sizes[SIZES]; /* 0: unknown */
	uint64_t limit;       /* heap_size_limit; 0: unknown */
	uint64_t after_full;  /* heap in use after the last full collection of these; 0: none */
	double after_full_time;
	struct collections collections[COLLECTION_KINDS];
	bool has_collections; /* the target tells of them */
	struct space spaces[SPACES_MAX];
	size_t space_count;
};

/* What something is, in plain words: in at most MEANING_CELLS, and where there is room. */
enum { MEANING_CELLS = 36 };
struct meaning {
	const char *brief, *whole;
};

/* The name process.memoryUsage() and NDJSON have for it, and what it is. */
const char *size_name(enum size_kind kind);
const struct meaning *size_meaning(enum size_kind kind);
/* What a space of V8's heap holds; "" for one we do not know. */
const struct meaning *space_meaning(const char *name);

/* A line of NDJSON, without its end. */
void reading_write(const struct reading *reading, struct buffer *line);
/* The same back; also what has only some of the keys.  `time` may be a number of seconds or
 * milliseconds since 1970, or a text as of toISOString().  False when it is no reading:
 * ERROR_FORMAT. */
bool reading_read(struct reading *reading, struct text line, struct error *error);
