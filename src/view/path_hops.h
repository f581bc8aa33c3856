/*
 * A path as people read it: from the object up, runs of equal references as one hop, and the
 * one marked that most likely should not be there.
 *
 *	path->steps   root  app  list  Link  Link  Link  object
 *	hops          [value] [next x2] [head] [list] [app]
 */

#pragma once

#include "base/arena.h"
#include "heap/paths.h"

/* A reference of a path, or a run of equal ones. */
struct path_hop {
	uint32_t first, count; /* steps of the path, counted from the root */
	uint32_t path;         /* which path; the caller's */
	bool is_suspect;
};

/* Who holds, at the end towards the root, and what is held, at the other. */
node_ix path_hop_holder(const struct path *path, const struct path_hop *hop);
node_ix path_hop_held(const struct path *path, const struct path_hop *hop);
/* The reference that leads to what is held. */
edge_ix path_hop_edge(const struct path *path, const struct path_hop *hop);

/* What the reference is called, of a run how often: "next x2". */
struct text path_hop_label(const struct path_hop *hop, struct text label, struct arena *scratch);

/* Fills `hops`, which has room for path->count, and returns how many there are.  Shorter runs
 * than `least` (2 or more) stay hop by hop. */
uint32_t path_hops(const struct heap *heap, const struct path *path, uint32_t least,
		   struct path_hop *hops);
