/*
 * Concatenated strings: ropes.
 *
 * V8 joins strings by an object with two parts, `first` and `second`, which may be joined
 * themselves.  DevTools shows the first 1024 UTF-16 units or a little more (spec 3.3).  A text
 * made by a million additions is a million ropes deep, and to read each of them piece by piece takes
 * a thousand steps.  So when the first deep one is met the texts of all are put together, from those
 * of their parts; most heaps have none.
 */

#pragma once

#include "base/arena.h"
#include "heap/kept_names.h"
#include "heap/snapshot.h"

struct ropes;

/* What is known of a heap's ropes: nothing, until a deep one is to be read.  `strings` keeps the
 * long ones; it must outlive the ropes. */
struct ropes *ropes_new(struct kept_names *strings);
void ropes_free(struct ropes *ropes);
/* The text of a rope as far as it is shown.  A rope that contains itself has no end: its text
 * ends after a few thousand pieces.  Any thread may ask. */
struct text ropes_text(struct ropes *ropes, const struct snapshot *snapshot, node_ix node,
		       struct arena *scratch);
