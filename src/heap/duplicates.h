/*
 * The same text held more than once (spec 11.7).
 *
 * Strings and ropes count, slices do not.  A string that the writer cut short is compared
 * by its beginning, its length and its hash (spec 1.11).
 */

#pragma once

#include "heap/heap.h"

struct duplicate_group {
	uint64_t shallow_size, retained_size; /* sums over the members, in bytes */
	uint32_t first, count;                /* members[first ... first + count - 1] */
};

struct duplicates {
	struct duplicate_group *at; /* column: by retained size, largest first */
	size_t count;
	node_ix *members;           /* column: grouped, in file order within a group */
	size_t member_count;
};

/* Groups of two or more strings of the same text.  Retained sizes are 0 as long as the heap
 * does not know them. */
bool duplicates_build(struct duplicates *duplicates, const struct heap *heap,
		      struct progress *progress, struct error *error);
void duplicates_release(struct duplicates *duplicates);
