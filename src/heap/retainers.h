/*
 * Who refers to a node: the edges turned round.
 *
 *	first     0      2  3        5       node_count + 1 entries
 *	          |      |  |        |
 *	words    [s1 s1 |s4|s0 s7   |...]    source | type << EDGE_TYPE_SHIFT
 *
 * Grouped by target, in the order of the file's edges; DevTools' own order is the reverse
 * (spec 4.7).  The edge itself is found again by scanning its source's edges: the k-th
 * equal source is the k-th edge from there (retainers_edges).
 */

#pragma once

#include "base/progress.h"
#include "heap/hub_edges.h"
#include "heap/snapshot.h"

struct retainers {
	uint32_t *first; /* column */
	uint32_t *words; /* column */
};

bool retainers_build(struct retainers *retainers, const struct snapshot *snapshot,
		     struct progress *progress, struct error *error);
void retainers_release(struct retainers *retainers);

static inline uint32_t
retainers_count(const struct retainers *retainers, node_ix node)
{
	return retainers->first[node + 1] - retainers->first[node];
}

/* The edges that lead to `node`, in file order, into `edges`, which has room for
 * retainers_count() of them. */
void retainers_edges(const struct retainers *retainers, const struct snapshot *snapshot,
		     struct hub_edges *hubs, node_ix node, edge_ix *edges);
