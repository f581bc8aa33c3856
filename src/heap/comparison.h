/*
 * Two snapshots compared: which objects are new, which are gone (spec 10).
 *
 * Objects of one process are the same if V8 gave them the same id and they count under the same
 * constructor; the interfaces of the later snapshot's plain objects are applied to the
 * earlier one for that.  Ids of different processes mean nothing: there objects are the same
 * that are reached in the same way (identity.h).
 *
 *	row            0        1     2
 *	               |        |     |
 *	first_added    0        2     2           added_count of them each: 2, 0, 3
 *	added         [n4 n9   |     |n1 n3 n7]   nodes of the later heap, in file order
 */

#pragma once

#include "base/bitset.h"
#include "heap/heap.h"

struct comparison_row {
	struct text name;
	uint32_t added_count, removed_count;
	uint64_t added_size, removed_size;
	uint64_t retained_before, retained_after; /* by all objects of the constructor */
	uint32_t first_added, first_removed;      /* in comparison.added, .removed */
};

struct comparison {
	struct comparison_row *rows; /* as DevTools lists them: the earlier heap's, then new ones */
	uint32_t count;
	node_ix *added, *removed; /* columns, grouped by row */
	bitset_word *is_new;      /* nodes of the later heap: those in `added` */
	uint64_t added_count, removed_count, added_size, removed_size;
	bool of_one_process;
	bool is_backwards; /* of one process, and the base is the later one */
	struct classes classes; /* of the earlier heap, by the later one's interfaces: names */
	struct comparison_holders *holders; /* for comparison_grew_under(); never null */
};

bool comparison_build(struct comparison *comparison, const struct heap *base,
		      const struct heap *heap, struct progress *progress, struct error *error);
void comparison_release(struct comparison *comparison);

/* The nearest dominator of a new object that was there before and is no table or the like:
 * what it was added to.  NODE_NONE if there is none but roots. */
node_ix comparison_grew_under(const struct comparison *comparison, const struct heap *heap,
			      node_ix node);
