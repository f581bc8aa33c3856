/*
 * Concatenated strings: ropes.
 *
 * V8 joins strings by an object with two parts, `first` and `second`, which may be joined
 * themselves.  DevTools shows the first 1024 UTF-16 units or a little more (spec 3.3).  A text
 * made by a million additions is a million ropes deep on the left, and all but the deepest
 * begin with the same 1024 units: so each knows the rope below it that has them already.
 */

#pragma once

#include "base/arena.h"
#include "base/progress.h"
#include "heap/snapshot.h"

struct rope {
	node_ix node;
	node_ix shown; /* a rope with the same text, as far as it is shown; mostly itself */
};

struct ropes {
	struct rope *at; /* a column, in order of the nodes */
	size_t count;
};

bool ropes_build(struct ropes *ropes, const struct snapshot *snapshot, struct progress *progress,
		 struct error *error);
void ropes_release(struct ropes *ropes);
/* The text of a rope as far as it is shown.  A rope that contains itself has no end: its text
 * ends after as many pieces as one of that length can have. */
struct text ropes_text(const struct ropes *ropes, const struct snapshot *snapshot, node_ix node,
		       struct arena *scratch);
