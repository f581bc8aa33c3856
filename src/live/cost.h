/*
 * What a snapshot will cost the target, before it is asked for.
 *
 * The target stands still while V8 walks its heap and writes it out, and it holds the
 * graph of it, and what we have not yet taken, in memory beside the heap.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

struct cost_facts {
	uint64_t heap;     /* bytes in use */
	uint64_t room;     /* what its control group still allows, or UINT64_MAX */
	uint64_t free;     /* what the system could give, or UINT64_MAX */
	uint64_t disk;     /* free where the file goes, or UINT64_MAX */
	bool is_compressed;
	double core;       /* how much of one the target can have, at most 1 */
};

/* What a byte of heap takes, as measured; the manual says the same.  Nanoseconds of a core, at
 * least and at most; bytes of memory and of file, at most. */
enum {
	COST_PAUSE_LEAST = 10,
	COST_PAUSE_MOST = 200,
	COST_MEMORY = 18,
	COST_FILE = 4,
};

struct cost {
	double pause_least, pause_most; /* seconds */
	uint64_t memory; /* what the target needs beside what it has */
	uint64_t file;   /* bytes on disk, at most */
};

struct cost cost_estimate(const struct cost_facts *facts);
/* For how many seconds it may give no sign of life meanwhile: two minutes, and five times what
 * all of it should take at most. */
double cost_silence(const struct cost *cost);
/* "pauses the target for 2 to 9 s ..." in one line. */
void cost_describe(const struct cost *cost, const struct cost_facts *facts, struct buffer *out);
/* Whether it fits: else ERROR_LIMIT says what does not. */
bool cost_allows(const struct cost *cost, const struct cost_facts *facts, struct error *error);

/* Bytes free for us in the file system of a file to be made; UINT64_MAX if unknown. */
uint64_t disk_free_for(const char *path);
