/*
 * A depth-first search from the root along essential edges (spec 4.2): the preorder that the
 * dominators are computed in.
 *
 * Page-owned nodes cost nothing: the search begins with the edges that lead from the root to
 * pages, so whatever it numbers until those are exhausted, up to page_end, is page-owned, and the
 * rule that the debugger's holders cannot take a page's objects becomes a test of a range.
 * Only nodes that a page reaches through edges that are not essential need a set of their
 * own.
 */

#pragma once

#include "base/parallel.h"
#include "base/progress.h"
#include "heap/dominators.h"
#include "heap/retainers.h"
#include "heap/snapshot.h"

enum { DEPTH_FIRST_ROOT = 1 };

/*
 * Fills number, node, reached, page_end and page_beside of `dominators`, and makes a column of
 * each place's parent in the search, node_count + 1 entries, the caller's to free.  Null on
 * failure.
 *
 * The table of retainers may still be in the making: it is needed for orphans only, once
 * `retainers_ready` opens.
 */
uint32_t *depth_first_build(struct dominators *dominators, const struct snapshot *snapshot,
			    const struct retainers *retainers, struct latch *retainers_ready,
			    struct progress *progress, struct error *error);
