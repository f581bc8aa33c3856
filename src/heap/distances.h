/*
 * Steps from the roots (spec 5).
 */

#pragma once

#include "base/progress.h"
#include "heap/snapshot.h"

enum {
	DISTANCE_NONE = -5,                /* not reached */
	DISTANCE_SYSTEM = 100000000,       /* from here on: only from the system's own roots */
	DISTANCE_UNREACHABLE = 200000000,  /* base of a retainer that cannot be the reason */
};

/* Whether people see a number: reached from user roots. */
static inline bool
distance_is_shown(int32_t distance)
{
	return distance >= 0 && distance < DISTANCE_SYSTEM;
}

/* A column of a distance for each node.  name_kinds is the heap's (name_kinds.h); `ignored` (may be
 * null) are nodes that no path may enter, as the retainers view asks for (spec 11.2).  Null on
 * failure. */
int32_t *distances_build(const struct snapshot *snapshot, const uint8_t *name_kinds,
			 const bitset_word *ignored, struct progress *progress,
			 struct error *error);

/* A user root: what DevTools counts from (spec 5). */
bool distances_is_user_root(const struct snapshot *snapshot, node_ix node);
