/*
 * What can be reached from the root without entering certain nodes (spec 9.4).
 */

#pragma once

#include "heap/heap.h"

/*
 * The nodes reached over edges that are not weak, the root always among them, as a bitset
 * column, the caller's to free; null on failure.  `closed` are nodes not entered.  `names`
 * (may be null) are strings: edges of such a name that start at a synthetic node are not
 * taken.
 */
bitset_word *walk_around(const struct heap *heap, const bitset_word *closed,
			 const bitset_word *names, struct progress *progress,
			 struct error *error);
