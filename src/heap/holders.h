/*
 * Who holds things, and what is inside them; asked of a few samples, so that it costs
 * nothing however many there are.
 */

#pragma once

#include "heap/growth.h"
#include "heap/paths.h"

/* A permanent object that some of the entries are held by. */
struct holder {
	node_ix node;
	unsigned entries; /* of the samples */
	unsigned hops;    /* objects between, over all of them */
	bool is_anonymous;
};

enum {
	HOLDERS_MAX = 64,
	HOLDERS_SAMPLES_MAX = 400,
	INSIDE_MAX = 6,
};

struct holders {
	struct holder at[HOLDERS_MAX];
	size_t count; /* most entries first, then nearest */
};

/*
 * The permanent objects from which the sample entries of the last heap are reached without
 * passing another permanent one.  `stamp` is a column of a zeroed number for each node.
 */
void holders_find(struct holders *holders, const struct heap *heap, const struct owners *owners,
		  const node_ix *samples, size_t count, uint32_t *stamp, uint32_t *last_stamp);

/* The edge from `source` to `target`, perhaps over a table of the source's; EDGE_NONE if there
 * is none. */
edge_ix holders_edge(const struct heap *heap, const uint8_t *role, node_ix source,
		     node_ix target);

/* The way into an entry along what is heaviest, while that is a fifth of what is above it;
 * the entry itself is not among the steps. */
size_t holders_inside(const struct heap *heap, const uint8_t *role, node_ix entry,
		      struct path_step steps[INSIDE_MAX], struct error *error);

/* Whether most samples lead, over objects that are not permanent, to something in `group`. */
bool holders_reach_group(const struct heap *heap, const struct growth *growth,
			 const node_ix *samples, size_t count, uint32_t group, uint32_t *stamp,
			 uint32_t *last_stamp);
