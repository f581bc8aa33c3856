/*
 * Concatenated strings: ropes.
 *
 * V8 joins strings by an object with two parts, `first` and `second`, which may be joined
 * themselves.  DevTools shows the first 1024 UTF-16 units or a little more (spec 3.3).  A text
 * made by a million additions is a million ropes deep, and to read each of them piece by piece
 * takes a thousand steps.  So when the first deep one is met the texts of all are put together,
 * from those of their parts; most heaps have none.
 */

#pragma once

#include "base/arena.h"
#include "base/progress.h"
#include "heap/kept_names.h"
#include "heap/snapshot.h"

enum { ROPE_LENGTH = 1024 }; /* UTF-16 units after which a text is long enough */

struct ropes;

/* What is known of a heap's ropes: nothing, until a deep one is to be read.  `strings` keeps the
 * long ones; it must outlive the ropes. */
struct ropes *ropes_new(struct kept_names *strings);
void ropes_free(struct ropes *ropes);
/* From here on this thread's waiting for all ropes to be read is told to `progress`, and ends when
 * that is cancelled: then what ropes_text() returns may be anything, and whoever asked is to look
 * at the progress.  Returns what was watched before, to be watched again when this is done; null:
 * nothing is. */
struct progress *ropes_watch(struct ropes *ropes, struct progress *progress);
/* The text of a rope as far as it is shown.  A last piece behind others may be a megabyte: 4 KiB of
 * it are shown.  A rope that contains itself has no end: its text ends after some dozen pieces. Any
 * thread may ask. */
struct text ropes_text(struct ropes *ropes, const struct snapshot *snapshot, node_ix node,
		       struct arena *scratch);
/* The piece in which the text ends as far as DevTools shows it, which is all of this piece; *before
 * are the bytes before it.  NODE_NONE for a rope without an end. */
node_ix ropes_end(struct ropes *ropes, const struct snapshot *snapshot, node_ix node,
		  uint32_t *before, struct arena *scratch);
