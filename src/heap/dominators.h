/*
 * Dominators and retained sizes (spec 7), by semi-NCA (Georgiadis, "Linear-time algorithms
 * for dominators and related problems", 2005, 2.3).
 *
 * The tables stand in the order of a depth-first search, because every step after it then
 * walks forwards through memory; `number` leads from a node to its place in it.
 *
 *	number     [node]    place in the preorder, from 1, the root's
 *	node       [place]   back again; place 0 stands for nothing
 *	dominator  [place]   place of the immediate dominator; the root's own for the root
 *	retained   [place]   bytes
 *	position   [place]   place in a preorder of the dominator tree
 *	dominated  [place]   nodes it dominates, itself among them: they stand at
 *	                     position ... position + dominated - 1
 *
 * Nodes that the root does not reach come last and hang on the root.
 */

#pragma once

#include "base/progress.h"
#include "heap/retainers.h"
#include "heap/snapshot.h"

struct dominators {
	uint32_t *number, *node, *dominator;
	uint64_t *retained;
	uint32_t *position, *dominated;
	node_ix reached; /* how many the root reaches, orphans' edges included */
};

void dominators_release(struct dominators *dominators);
