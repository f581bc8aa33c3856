/*
 * A size in bytes for each node, in four bytes a node: the few sizes that do not fit are
 * kept aside, sorted by node.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef uint32_t node_ix;

#define SIZE_IS_WIDE UINT32_MAX

struct wide_size {
	node_ix node;
	uint64_t size;
};

struct sizes {
	uint32_t *at;           /* a column; SIZE_IS_WIDE: look in wide */
	struct wide_size *wide; /* by node */
	size_t wide_count, wide_capacity;
};

/* Sizes together.  There is no heap in which they need more than 64 bits, but files that say so:
 * then it is the most that 64 bits hold, and the file's note says that it is a lower bound. */
static inline uint64_t
size_add(uint64_t a, uint64_t b)
{
	return a + b >= a ? a + b : UINT64_MAX;
}

static inline void
size_add_to(uint64_t *sum, uint64_t size)
{
	*sum = size_add(*sum, size);
}

/* What is left without a part; nothing if one of them was a lower bound, and the part is more. */
static inline uint64_t
size_less(uint64_t size, uint64_t part)
{
	return size > part ? size - part : 0;
}

/* More than any machine has: where sizes become more or less, are multiplied and compared, this is
 * the most, and a lower bound, too. */
#define SIZE_MOST (INT64_C(1) << 56)

static inline int64_t
size_signed(uint64_t size)
{
	return size < (uint64_t)SIZE_MOST ? (int64_t)size : SIZE_MOST;
}

static inline int64_t
size_delta(uint64_t after, uint64_t before)
{
	return size_signed(after) - size_signed(before);
}

/* That of `count`, which is not negative. */
static inline int64_t
size_of_many(int64_t count, uint64_t size)
{
	uint64_t product;

	return __builtin_mul_overflow((uint64_t)count, size, &product) ? SIZE_MOST
								       : size_signed(product);
}

/* Adds to what became more or less. */
static inline void
size_delta_add_to(int64_t *sum, int64_t delta)
{
	if (__builtin_add_overflow(*sum, delta, sum))
		*sum = delta < 0 ? -SIZE_MOST : SIZE_MOST;
	else if (*sum < -SIZE_MOST || *sum > SIZE_MOST)
		*sum = *sum < 0 ? -SIZE_MOST : SIZE_MOST;
}

uint64_t sizes_wide(const struct sizes *sizes, node_ix node);

static inline uint64_t
sizes_get(const struct sizes *sizes, node_ix node)
{
	uint32_t size = sizes->at[node];

	return size != SIZE_IS_WIDE ? size : sizes_wide(sizes, node);
}

/* Of the first `count` nodes together. */
uint64_t sizes_sum(const struct sizes *sizes, node_ix count);
void sizes_set(struct sizes *sizes, node_ix node, uint64_t size);
void sizes_release(struct sizes *sizes);
