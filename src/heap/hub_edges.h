/*
 * Where an object with a great many references has those to one other.
 *
 * To find them its edges are looked through, each time: rows that are a million retainers or paths
 * would each look through the same million.  So the edges of an object that was asked about often
 * are put into the order of their targets, four bytes each.  Any thread may ask.
 */

#pragma once

#include "heap/snapshot.h"

struct hub_edges;

struct hub_edges *hub_edges_new(void);
void hub_edges_free(struct hub_edges *hubs);
/* The edges from `source` to `target` in the order of the file, *count of them; they live as long
 * as all.  Null if they are not in order, or there is no memory for that: look through all
 * edges. */
const edge_ix *hub_edges_find(struct hub_edges *hubs, const struct snapshot *snapshot,
			      node_ix source, node_ix target, size_t *count);
