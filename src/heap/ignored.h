/*
 * References that cannot be the reason once nodes are ignored (spec 11.2).
 *
 * A value held by a WeakMap needs its key and the table.  If ignoring nodes leaves one of them
 * unreached, the other half of the pair holds nothing either.
 */

#pragma once

#include "heap/heap.h"

struct ignored_edges {
	edge_ix *at; /* a column, ascending */
	size_t count;
};

/* The edges ignored when `distance` are the distances without the ignored nodes. */
bool ignored_edges_build(struct ignored_edges *ignored, const struct heap *heap,
			 const int32_t *distance, struct progress *progress,
			 struct error *error);
bool ignored_edges_has(const struct ignored_edges *ignored, edge_ix edge);
void ignored_edges_release(struct ignored_edges *ignored);
