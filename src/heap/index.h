/*
 * All that is known about a heap, on disk, for an instant second opening.
 *
 *	header | table of parts | struct heap | texts | columns ..., COLUMN_SLACK behind each
 *
 * The file is an image: columns as they are in memory, mapped when opened.  It is for this
 * machine, this build and one state of one snapshot file, and never trusted: owner and mode,
 * version, layout, the snapshot's size, time and inode, every offset and a checksum of every part
 * (XXH3) are checked before anything is used.  Whatever is wrong with it, it is not there.
 *
 * Nothing shrinks an index while it is mapped: files are replaced, never written into.
 */

#pragma once

#include "heap/heap.h"
#include "heap/input.h"

/* Fills the heap from the index of heap->path, if there is a good one.  False, and the heap as it
 * was, if not. */
bool index_open(struct heap *heap, const struct input_identity *identity, unsigned threads);

/* Writes the index of a fully loaded heap, then removes the oldest ones until all of them take no
 * more than `limit` bytes.  Does nothing, and returns true, if this one alone would take more, if
 * it would fill the disk, or if there is no place for it. */
bool index_save(const struct heap *heap, const struct input_identity *identity, uint64_t limit,
		struct progress *progress, struct error *error);

/* Gives back what index_open() took; heap->index is null afterwards, and so are the columns. */
void index_close(struct heap *heap);
