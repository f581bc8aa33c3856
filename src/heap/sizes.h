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
