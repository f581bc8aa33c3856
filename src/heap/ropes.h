/*
 * Concatenated strings: ropes.
 *
 * V8 joins strings by an object with two parts, `first` and `second`, which may be joined
 * themselves.  DevTools shows the first 1024 UTF-16 units or a little more (spec 3.3).  A text
 * made by a million additions is a million ropes deep on the left, and all but the deepest
 * begin with the same 1024 units: so each knows the rope below it that has them already.  That
 * is found out for all at once when the first such rope is met; most heaps have none.
 */

#pragma once

#include "base/arena.h"
#include "heap/kept_names.h"
#include "heap/snapshot.h"

struct ropes;

/* What is known of a heap's ropes: nothing, until a deep one is to be read.  `strings` are the
 * heap's long ones. */
struct ropes *ropes_new(struct kept_names *strings);
void ropes_free(struct ropes *ropes);
/* The text of a rope as far as it is shown.  A rope that contains itself has no end: its text
 * ends after as many pieces as one of that length can have.  Any thread may ask. */
struct text ropes_text(struct ropes *ropes, const struct snapshot *snapshot, node_ix node,
		       struct arena *scratch);
