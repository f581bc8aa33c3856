/*
 * Objects grouped by class: the rows of the Summary (spec 9.1).
 *
 * Objects of size 0 do not count.  A row's retained size counts an object inside another of
 * the same row once.  Where DevTools loses a row because two keys collide (spec 9.2) both
 * stay.
 */

#pragma once

#include "heap/heap.h"

/* Rows of the objects in `accepted` (null: all).  What is not ready yet in `heap` is left out: the
 * distance INT32_MAX, the retained size 0. */
bool constructors_build(struct constructors *constructors, const struct heap *heap,
			const bitset_word *accepted, struct progress *progress,
			struct error *error);
/* The same in two steps, for heap_load(): rows with counts and shallow sizes as soon as classes
 * are there, then what `parts` (of HEAP_DISTANCES and HEAP_DOMINATORS) adds. */
bool constructors_begin(struct constructors *constructors, const struct heap *heap,
			const bitset_word *accepted, struct progress *progress,
			struct error *error);
bool constructors_finish(struct constructors *constructors, const struct heap *heap,
			 const bitset_word *accepted, unsigned parts,
			 struct progress *progress, struct error *error);
void constructors_release(struct constructors *constructors);
/* The next objects of a row in file order, at most `wanted` of them, found from *node on (begin
 * with row->first); *node is then where to go on.  Returns how many: fewer than wanted are the
 * last. */
size_t constructors_objects(const struct heap *heap, const struct constructor *row,
			    const bitset_word *accepted, node_ix *node, node_ix *objects,
			    size_t wanted);
