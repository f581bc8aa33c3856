/*
 * What a reference says to people who ask why an object lives.
 *
 * The shortest path is often one through V8's own furniture: the map, the prototype, the
 * constructor.  True, but nobody wrote it.  So a step costs 1, and more the less it has to
 * do with the program; the path of least cost is the one to show.
 */

#pragma once

#include "heap/heap.h"

/* Cost of the step from `source` along `edge`, 1 or more. */
unsigned path_cost(const struct heap *heap, node_ix source, edge_ix edge);
/* The same if the edge's name does not matter or is not known: a lower bound. */
unsigned path_cost_unnamed(const struct heap *heap, node_ix source, enum edge_type type,
			   node_ix target);
/* Whether the name of edges of this type from `source` can make them dearer. */
bool path_cost_needs_name(const struct heap *heap, node_ix source, enum edge_type type);
