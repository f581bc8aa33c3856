/*
 * How an object is reached from the root: the reasons it lives, best first.
 *
 * The first path is one of least cost (path_costs.h).  The next ones are different on the
 * way that matters: between the object and its nearest dominator that is an object of the
 * program, as above that all of them are one path.  Found by searching backwards from the
 * object, led by the distances (A*), so only a few nodes are looked at.
 */

#pragma once

#include "heap/heap.h"

struct path_step {
	node_ix node;
	edge_ix edge; /* leads to the node; EDGE_NONE for the root */
};

struct path {
	struct path_step *steps; /* the root first, the object last */
	size_t count;
	uint64_t cost;
	bool is_weak; /* the object would go at the next collection: no other path exists */
};

struct paths {
	struct path *at;
	size_t count;
	struct arena arena;
};

enum { PATHS_MAX = 8 };

/*
 * Up to `limit` paths to `node`.  None if it cannot be reached at all.  `ignored` (may be
 * null) are nodes no path may pass; `distance` (null: the heap's own) are distances without
 * them.  The root itself has one path of one step.
 */
bool paths_find(struct paths *paths, const struct heap *heap, node_ix node,
		const bitset_word *ignored, const int32_t *distance, unsigned limit,
		struct progress *progress, struct error *error);
void paths_release(struct paths *paths);

/* How many steps from `first` on are one run: equal names of edge and constructor, as along a
 * linked list.  At least 1; first < path->count. */
size_t path_run(const struct heap *heap, const struct path *path, size_t first);
