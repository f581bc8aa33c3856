/*
 * The index files there are.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

struct index_entry {
	char *file;     /* path of the index */
	char *snapshot; /* path of the snapshot it is for; empty if it cannot be told */
	uint64_t size;  /* bytes */
	int64_t used;   /* when it was last written or opened: seconds since 1970 */
};

/* All, the one used last first; the caller's to free. */
struct index_entry *index_list(size_t *count);
void index_list_free(struct index_entry *entries, size_t count);
/* Removes those used longest ago until the rest takes at most `limit` bytes (0: all); *removed is
 * how many went. */
bool index_evict(uint64_t limit, size_t *removed, struct error *error);

/* Where the index of a snapshot stands or would stand, NUL-terminated, into `path`.  False if the
 * user has no cache directory. */
bool index_path(const char *snapshot, struct buffer *path);

/* What an index begins with; the snapshot's path comes behind it. */
enum { INDEX_MAGIC_LENGTH = 8, INDEX_PATH_MAX = 4096 };
#define INDEX_MAGIC "heaptui\x1a"
struct index_start {
	char magic[INDEX_MAGIC_LENGTH];
	char snapshot[INDEX_PATH_MAX]; /* its absolute path, NUL-terminated */
};
