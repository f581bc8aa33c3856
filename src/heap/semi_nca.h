/*
 * Immediate dominators by semi-NCA: semidominators as Lengauer and Tarjan find them, then each
 * dominator as the nearest common ancestor of parent and semidominator, by climbing the
 * tree made so far (Georgiadis, "Linear-time algorithms for dominators and related problems",
 * 2005, 2.3).
 */

#pragma once

#include "heap/depth_first.h"

/* A column of node_count + 1 entries: the search's place of each place's immediate dominator; the
 * root's own for the root, the root's for what is not reached.  Null on failure.
 *
 * *scratch becomes a column of 2 (node_count + 2) entries that is done with, for the caller to
 * write over and to free, or null: fresh pages cost more than the work on them. */
uint32_t *semi_nca_build(const struct depth_first *search, const struct snapshot *snapshot,
			 const struct retainers *retainers, uint32_t **scratch,
			 struct progress *progress, struct error *error);
