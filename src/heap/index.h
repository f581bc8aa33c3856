/*
 * All that is known about a heap on disk, for an instant second opening.
 *
 *	header | table of parts | struct heap | texts | columns ... each with COLUMN_SLACK behind it
 *
 * The file is an image: columns as they are in memory, mapped when opened.  It is for this
 * machine, this build and one state of one snapshot file only, and never trusted: version,
 * layout, owner, the snapshot's size, time and inode, every offset and a checksum of each part are
 * checked before anything is used, and whatever is wrong with it, it is not there.
 */

#pragma once

#include "heap/heap.h"
#include "heap/input.h"

/* Fills the heap from the index of heap->path, if there is a good one.  False, and the heap as it
 * was, if not. */
bool index_open(struct heap *heap, const struct input_identity *identity, unsigned threads);

/* Writes the index of a fully loaded heap, atomically, then removes the oldest ones until all of
 * them take no more than `limit` bytes.  Does nothing (and returns true) if the index alone
 * would take more, or if there is no room for it.  */
bool index_save(const struct heap *heap, const struct input_identity *identity, uint64_t limit,
		struct progress *progress, struct error *error);

/* Gives back what index_open() took; the heap's columns are gone. */
void index_close(struct heap *heap);

/* The files there are, newest first. */
struct index_entry {
	char *file;         /* its own path */
	char *snapshot;     /* the snapshot's path; empty if the file is no index of ours */
	uint64_t size;
	int64_t used;       /* seconds since 1970: when last written or opened */
};
struct index_entry *index_list(size_t *count);
void index_list_free(struct index_entry *entries, size_t count);
/* Removes them all; *count is how many there were. */
bool index_clear(size_t *count, struct error *error);
