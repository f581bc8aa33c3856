/*
 * What part a node plays when we ask who owns what.
 *
 * The graph is full of V8's own parts.  A Map that grows gets a new table every time, so a
 * table can own nothing; only objects people know can.
 */

#pragma once

#include "heap/heap.h"

enum role {
	ROLE_USER,     /* an object, closure, context, element: something one can name */
	ROLE_STORAGE,  /* tables and element stores: part of what they belong to */
	ROLE_ENGINE,   /* code, shapes, V8's bookkeeping */
	ROLE_ROOTLIKE, /* roots, global objects, the environment: own, but explain nothing */
	ROLE_LEAF,     /* strings and numbers: never own */
};

/* A column of an enum role for each node; null on failure. */
uint8_t *roles_build(const struct heap *heap, struct progress *progress, struct error *error);

static inline bool
node_type_is_string(enum node_type type)
{
	return type == NODE_STRING || type == NODE_CONCATENATED_STRING
	       || type == NODE_SLICED_STRING;
}
