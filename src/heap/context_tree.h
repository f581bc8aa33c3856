/*
 * Contexts as they stand in each other: a function sees its own and all those around it.
 *
 *	outer <--previous-- inner <--previous-- innermost
 *
 * Numbered in a preorder of that tree, what stands inside of a context is a range.  A file may have
 * contexts in a circle: each of them is inside of all, so they share one range.
 */

#pragma once

#include "heap/heap.h"

#define CONTEXT_NONE UINT32_MAX

struct context_tree {
	const node_ix *contexts; /* borrowed; they ascend */
	uint32_t count;
	uint32_t *place, *after; /* columns by context: its range */
};

bool context_tree_build(struct context_tree *tree, const struct heap *heap,
			const node_ix *contexts, uint32_t count, struct error *error);
void context_tree_release(struct context_tree *tree);
/* Which of the contexts the node is, or CONTEXT_NONE. */
uint32_t context_tree_find(const struct context_tree *tree, node_ix node);
