/*
 * The rows that constructors.h makes, which a heap has of all its objects.
 */

#pragma once

#include "heap/classes.h"

struct constructor {
	class_ix class;
	node_ix first;     /* its first object in file order */
	uint32_t count;
	int32_t distance;  /* the smallest, raw: see distances.h */
};

struct constructors {
	struct constructor *at; /* a column, in order of their first objects */
	/* Columns, by row; those in 64 bits instead where all objects have 4 GiB and more. */
	uint32_t *shallow, *retained;
	uint64_t *shallow_wide, *retained_wide;
	bool is_wide;
	size_t count;
	uint64_t object_count, size; /* of all rows */
};

static inline uint64_t
constructors_shallow_size(const struct constructors *c, size_t row)
{
	return c->is_wide ? c->shallow_wide[row] : c->shallow[row];
}

static inline uint64_t
constructors_retained_size(const struct constructors *c, size_t row)
{
	return c->is_wide ? c->retained_wide[row] : c->retained[row];
}
