/*
 * Objects grouped by class: the rows of the Summary (spec 9.1).
 *
 * Objects of size 0 do not count.  A row's retained size counts an object inside another of
 * the same row once.  Where DevTools loses a row because two keys collide (spec 9.2) both
 * stay.
 */

#pragma once

#include "heap/heap.h"

struct constructor {
	class_ix class;
	node_ix first;     /* its first object in file order */
	uint32_t count;
	int32_t distance;  /* the smallest, raw: see distances.h */
	uint64_t shallow_size, retained_size;
};

struct constructors {
	struct constructor *at; /* in order of their first objects */
	size_t count;
	uint64_t object_count, size; /* of all rows */
};

/* Rows of the objects in `accepted` (null: all).  Columns not ready yet in `heap` (distance,
 * retained size) are left 0. */
bool constructors_build(struct constructors *constructors, const struct heap *heap,
			const bitset_word *accepted, struct progress *progress,
			struct error *error);
/* The same in two steps, for heap_load(): rows with counts and shallow sizes as soon as classes
 * are there, then what `parts` (of HEAP_DISTANCES and HEAP_DOMINATORS) adds.  `scratch`
 * has room for node_count entries; it is needed for HEAP_DOMINATORS only. */
bool constructors_begin(struct constructors *constructors, const struct heap *heap,
			const bitset_word *accepted, struct progress *progress,
			struct error *error);
bool constructors_finish(struct constructors *constructors, const struct heap *heap,
			 const bitset_word *accepted, unsigned parts, uint32_t *scratch,
			 struct progress *progress, struct error *error);
void constructors_release(struct constructors *constructors);
/* The objects of one row, in file order: a column of `*count` nodes, the caller's to free.
 * Null on failure. */
node_ix *constructors_objects(const struct heap *heap, class_ix class,
			      const bitset_word *accepted, size_t *count, struct error *error);
