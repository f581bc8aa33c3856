/*
 * Immediate dominators by semi-NCA: semidominators as Lengauer and Tarjan find them, then each
 * dominator as the nearest common ancestor of parent and semidominator, by climbing the
 * tree made so far (Georgiadis, "Linear-time algorithms for dominators and related problems",
 * 2005, 2.3).
 */

#pragma once

#include "base/shared_range.h"
#include "heap/depth_first.h"

/* `search` and `parent` are what depth_first_build() made.  A column of node_count + 1 entries: the
 * place of each place's immediate dominator; the root's own for the root, the root's for what
 * is not reached.  Null on failure.
 *
 * Another thread may help with the first part, by semi_nca_help() on `places`, which is closed
 * afterwards.
 *
 * *scratch becomes a column of as many entries that is done with, for the caller to write over
 * and to free, or null: fresh pages cost more than the work on them. */
uint32_t *semi_nca_build(const struct dominators *search, const uint32_t *parent,
			 const struct snapshot *snapshot, const struct retainers *retainers,
			 struct shared_range *places, uint64_t **scratch,
			 struct progress *progress, struct error *error);

/* Waits for semi_nca_build() to begin, and helps.  False if cancelled. */
bool semi_nca_help(struct shared_range *places, struct progress *progress, struct error *error);
