/*
 * The search behind paths_find(): backwards from an object to the root, cheapest first, led by
 * the distances (A*).
 */

#pragma once

#include "heap/heap.h"

struct path_node {
	node_ix node;       /* NODE_NONE: an empty slot */
	node_ix toward;     /* the next one on the way to the object */
	uint32_t cost;      /* from here to the object */
	uint8_t type;       /* enum edge_type of the edge to it: there may be millions of these */
	bool is_done;
};

struct path_candidate {
	uint64_t estimate; /* cost so far, and the least that is still to come */
	uint32_t rest;
	node_ix node;
};

struct path_search {
	const struct heap *heap;
	node_ix object;
	const bitset_word *ignored;
	const int32_t *distance;
	bool allow_weak;
	unsigned haste; /* how much the steps to come count: 1 finds the cheapest way */
	struct path_node *nodes; /* a hash table; slots a power of two */
	size_t slots, used;
	struct path_candidate *queue; /* a binary heap, the best first */
	size_t queued, queue_capacity;
	bitset_word *banned; /* nodes that may not be passed again; null: none yet */
};

/* Looks for the cheapest way, and for a cheap one if that takes long.  True if the root was
 * reached: from there `toward` leads to the object.  False also when cancelled. */
bool path_search_run(struct path_search *search, struct progress *progress,
		     struct error *error);
/* The shortest way in steps, for when the search above has looked far enough without an end
 * (search->queued is then not 0): how many nodes it has, from the root to the object.  0 if there
 * is none. */
size_t path_search_shortest(const struct path_search *search);
/* The one before a node on that way, and the type of the edge between them.  NODE_NONE if nobody
 * who holds the node is nearer to the root. */
node_ix path_search_nearer(const struct path_search *search, node_ix node, enum edge_type *type);
void path_search_release(struct path_search *search);

/* What the search knows of a node; made if it knows nothing yet.  Moves with the next one. */
struct path_node *path_search_node(struct path_search *search, node_ix node);
/* The cheapest edge of that type between the two; EDGE_NONE if `source` has more than
 * `most` edges. */
edge_ix path_edge_between(const struct heap *heap, node_ix source, enum edge_type type,
			  node_ix target, edge_ix most);
