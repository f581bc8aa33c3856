/*
 * Shapes: plain objects with the same property edges in the same order.  There are far fewer
 * shapes than objects, so names are built, and interfaces matched, once a shape.
 */

#pragma once

#include "base/progress.h"
#include "heap/snapshot.h"

struct shape {
	node_ix first;  /* an object of this shape; its property edges are the shape */
	uint32_t count; /* objects */
};

struct shapes {
	struct shape *at;      /* in order of their first objects */
	uint32_t count, capacity;
	uint32_t object_count; /* of all shapes together */
};

/* Finds the shapes of all plain objects (of type object, called Object): of[node] becomes the
 * shape's number for those, SHAPE_NONE for others.  */
bool shapes_build(struct shapes *shapes, uint32_t *of, const struct snapshot *snapshot,
		  const uint8_t *name_kinds, struct progress *progress, struct error *error);
void shapes_release(struct shapes *shapes);

#define SHAPE_NONE UINT32_MAX
