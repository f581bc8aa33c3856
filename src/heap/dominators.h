/*
 * Dominators and retained sizes (spec 7), by semi-NCA (Georgiadis, "Linear-time algorithms
 * for dominators and related problems", 2005, 2.3).
 *
 * The tables stand in the order of a depth-first search, because every step after it then
 * walks forwards through memory; `number` leads from a node to its place in it.
 *
 *	number     [node]    place in the preorder, from 1, the root's
 *	node       [place]   back again; place 0 stands for nothing
 *	dominator  [place]   place of the immediate dominator; the root's own for the root
 *	retained   [place]   bytes
 *	position   [place]   place in a preorder of the dominator tree
 *	dominated  [place]   nodes it dominates, itself among them: they stand at
 *	                     position ... position + dominated - 1
 *
 * Nodes that the root does not reach come last and hang on the root.
 */

#pragma once

#include "base/parallel.h"
#include "base/progress.h"
#include "base/shared_range.h"
#include "heap/retainers.h"
#include "heap/snapshot.h"

struct dominators {
	uint32_t *number, *node, *dominator;
	uint64_t *retained;
	uint32_t *position, *dominated;
	uint32_t reached;         /* places up to here are reached, by orphans' edges too */
	uint32_t page_end;        /* places 2 ... page_end are page-owned (spec 8.3) */
	bitset_word *page_beside; /* nodes that are so, too; or null */
};

/*
 * May run beside what makes the retainers and the shallow sizes: it waits for each where it
 * first needs them.  If a latch opens with bad news it returns false and leaves the telling to
 * who opened it.  With the retainers there, that other thread may help through `places`
 * (semi_nca.h), which the caller closes.
 */
bool dominators_build(struct dominators *dominators, const struct snapshot *snapshot,
		      const struct retainers *retainers, struct latch *retainers_ready,
		      struct shared_range *places, struct latch *sizes_ready, struct progress *progress,
		      struct error *error);
void dominators_release(struct dominators *dominators);

static inline bool
dominators_is_page(const struct dominators *d, node_ix node)
{
	uint32_t place = d->number[node];

	return (place > 1 && place <= d->page_end)
	       || (d->page_beside != NULL && bitset_has(d->page_beside, node));
}

/* Whether an edge of this type keeps its target alive (spec 4.2).  Edges from a node to itself do
 * not, which is the caller's to see. */
static inline bool
dominators_edge_is_essential(const struct dominators *d, node_ix source, enum edge_type type,
			     node_ix target)
{
	if (type >= EDGE_SHORTCUT && (type != EDGE_SHORTCUT || source != 0))
		return false;
	return d->page_end <= 1 || source == 0 || !dominators_is_page(d, target)
	       || dominators_is_page(d, source);
}
