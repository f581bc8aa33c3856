/*
 * A depth-first search from the root along essential edges (spec 4.2): the preorder that the
 * dominators are computed in, because every step after it then walks forwards through memory.
 *
 *	number     [node]    place in the preorder, from 1, the root's
 *	node       [place]   back again; place 0 stands for nothing
 *	parent     [place]   place of the parent in the search; the root's own for the root
 *
 * Nodes that the root does not reach come last and hang on the root.
 *
 * Page-owned nodes cost nothing: the search begins with the edges that lead from the root to
 * pages, so whatever it has met when those are exhausted is page-owned.  Only what a page reaches
 * through edges that are not essential has to be looked for.
 */

#pragma once

#include "base/parallel.h"
#include "base/progress.h"
#include "heap/dominators.h"
#include "heap/retainers.h"
#include "heap/snapshot.h"

enum { DEPTH_FIRST_ROOT = 1 };

struct depth_first {
	uint32_t *number, *node, *parent; /* columns */
	uint32_t reached;   /* places up to here are reached, by orphans' edges too */
	bitset_word *pages; /* as in struct dominators */
};

/*
 * The table of retainers may still be in the making: it is needed for orphans only, once
 * `retainers_ready` opens.  On failure, too, the search is the caller's to release.
 */
bool depth_first_build(struct depth_first *search, const struct snapshot *snapshot,
		       const struct retainers *retainers, struct latch *retainers_ready,
		       struct progress *progress, struct error *error);
void depth_first_release(struct depth_first *search);
