/*
 * Objects by what is written on them (spec 9.5).
 */

#pragma once

#include "heap/heap.h"

/*
 * The objects whose name matches, in file order: a column of *count nodes, the caller's to
 * free; null on failure.  Objects of size 0, and those not in `accepted` (null: all), are not
 * looked at, as in DevTools.
 *
 *	text      anywhere in the name; in any case unless match_case
 *	/regex/   as in JavaScript (base/text_regex.h), in its own case (/regex/i: in any)
 *	@123      the object with that id, whatever its size
 *
 * White space around the pattern does not count.  An empty one finds nothing.  ERROR_USAGE for
 * a regex that is none, ERROR_LIMIT for one that is too costly.
 */
node_ix *search_nodes(const struct heap *heap, struct text pattern, bool match_case,
		      const bitset_word *accepted, size_t *count, struct progress *progress,
		      struct error *error);
