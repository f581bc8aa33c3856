/*
 * DOM nodes that no document holds any more, but somebody does.
 */

#pragma once

#include "heap/heap.h"

/*
 * The detached nodes in the order of the dominator tree: whatever one of them alone keeps
 * alive stands behind it.
 *
 *	at      div  span  b   p
 *	after   3    2     3   4      <- i + 1 ... after[i] - 1 hang on i
 */
struct detached {
	node_ix *at;     /* column */
	uint32_t *after; /* column */
	uint32_t count;
	uint64_t size;          /* shallow, of all of them, in bytes */
	uint64_t retained_size; /* of those that hang on no other */
};

/* Needs the dominators. */
bool detached_build(struct detached *detached, const struct heap *heap,
		    struct progress *progress, struct error *error);
void detached_release(struct detached *detached);

/* Who keeps a detached node, in the words of the program: the last thing on its path that is
 * none itself.  Empty if there is no path. */
struct text detached_holder(const struct heap *heap, node_ix node, struct arena *scratch);
