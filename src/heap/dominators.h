/*
 * Dominators and retained sizes (spec 7).
 *
 * The tables stand in a preorder of the dominator tree: what a node dominates is a range, and
 * what is computed from the tables walks forwards through memory.  `number` leads from a node to
 * its place.
 *
 *	number     [node]    place in the preorder, from 1, the root's
 *	node       [place]   back again; place 0 stands for nothing
 *	dominator  [place]   place of the immediate dominator; the root's own for the root
 *	dominated  [place]   nodes it dominates, itself among them: they stand at
 *	                     place ... place + dominated - 1
 *	retained   [place]   bytes; retained_wide instead where all together have more than 32 bits;
 *	                     sums then, if the snapshot is dense: what a node retains is the
 *	                     difference of two
 *
 * Nodes that the root does not reach hang on the root.
 */

#pragma once

#include "base/parallel.h"
#include "base/progress.h"
#include "heap/retainers.h"
#include "heap/snapshot.h"

/* Places run from the root's to the number of nodes. */
enum { ROOT_PLACE = 1 };

/* The sizes at all places before every eighth, together; of hostile files that is more than 64 bits
 * hold. */
struct place_sum {
	uint64_t low, high;
};
enum { PLACES_A_SUM = 8 };

struct dominators {
	uint32_t *number, *node, *dominator, *dominated;
	uint32_t *retained;
	uint64_t *retained_wide;
	struct place_sum *sums;
	const struct sizes *size; /* what the sums are of; lives longer */
	bool is_wide;
	bitset_word *pages; /* nodes that are page-owned (spec 8.3); null: none is */
};

/*
 * May run beside what makes the retainers and the shallow sizes: it waits for each where it
 * first needs them.  If a latch opens with bad news it returns false and leaves the telling to
 * who opened it.
 */
bool dominators_build(struct dominators *dominators, const struct snapshot *snapshot,
		      const struct retainers *retainers, struct latch *retainers_ready,
		      struct latch *sizes_ready, struct progress *progress, struct error *error);
void dominators_release(struct dominators *dominators);

uint64_t dominators_retained_sum(const struct dominators *d, uint32_t place);

static inline uint64_t
dominators_retained(const struct dominators *d, uint32_t place)
{
	if (!d->is_wide)
		return d->retained[place];
	return d->sums == NULL ? d->retained_wide[place] : dominators_retained_sum(d, place);
}

static inline void
dominators_prefetch_retained(const struct dominators *d, uint32_t place)
{
	if (!d->is_wide)
		__builtin_prefetch(&d->retained[place]);
	else if (d->sums == NULL)
		__builtin_prefetch(&d->retained_wide[place]);
}

/* Whether an edge of this type keeps its target alive (spec 4.2), with the page-owned nodes, or
 * null.  Edges from a node to itself do not, which is the caller's to see. */
static inline bool
edge_is_essential(const bitset_word *pages, node_ix source, enum edge_type type, node_ix target)
{
	if (type >= EDGE_SHORTCUT && (type != EDGE_SHORTCUT || source != 0))
		return false;
	return pages == NULL || source == 0 || !bitset_has(pages, target)
	       || bitset_has(pages, source);
}
