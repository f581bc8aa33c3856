/*
 * Interfaces: what plain objects with the same properties are called, "{a, b}" (spec 3.6).
 */

#pragma once

#include "heap/classes.h"
#include "heap/shapes.h"

/* The interfaces DevTools infers from those objects, into the empty *interfaces. */
bool interfaces_infer(struct interfaces *interfaces, const struct shapes *shapes,
		      const struct snapshot *snapshot, const uint8_t *name_kinds,
		      struct progress *progress, struct error *error);
void interfaces_release(struct interfaces *interfaces);

#define INTERFACE_NONE UINT32_MAX

/* For each shape the position of the interface that it matches best, or INTERFACE_NONE: a
 * column, the caller's to free.  An object matches if it has all of an interface's properties;
 * the interface with most properties wins, the first of equals.  Null on failure. */
uint32_t *interfaces_match(const struct interfaces *interfaces, const struct shapes *shapes,
			   const struct snapshot *snapshot, struct progress *progress,
			   struct error *error);
