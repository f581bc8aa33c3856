/*
 * Shallow sizes: what V8 keeps beside an object is charged to the object (spec 6).
 */

#pragma once

#include "base/progress.h"
#include "heap/retainers.h"

/*
 * Moves the sizes of hidden nodes, arrays and the data of external strings to the one object
 * that reaches them through nothing but such nodes; where two reach them, they
 * keep it.  Rewrites snapshot->size.  Without user roots nothing is to be moved.
 */
bool shallow_build(struct snapshot *snapshot, const struct retainers *retainers,
		   const uint8_t *name_kinds, struct progress *progress, struct error *error);
