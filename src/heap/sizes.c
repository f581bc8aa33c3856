#include "config.h"

#include "heap/sizes.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Where the node's wide size stands, or where it would. */
static size_t
sizes_wide_place(const struct sizes *sizes, node_ix node)
{
	size_t low = 0, high = sizes->wide_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sizes->wide[middle].node < node)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint64_t
sizes_wide(const struct sizes *sizes, node_ix node)
{
	return sizes->wide[sizes_wide_place(sizes, node)].size;
}

uint64_t
sizes_sum(const struct sizes *sizes, node_ix count)
{
	uint64_t sum = 0;

	/* First without a question at each, then what the wide ones have more than their marks. */
	for (node_ix node = 0; node < count; node++)
		sum += sizes->at[node];
	for (size_t i = 0; i < sizes->wide_count && sizes->wide[i].node < count; i++)
		if (sizes->at[sizes->wide[i].node] == SIZE_IS_WIDE)
			size_add_to(&sum, sizes->wide[i].size - SIZE_IS_WIDE);
	return sum;
}

void
sizes_set(struct sizes *sizes, node_ix node, uint64_t size)
{
	size_t place;

	if (size < SIZE_IS_WIDE) {
		sizes->at[node] = (uint32_t)size; /* a wide entry left behind is not looked at */
		return;
	}
	place = sizes_wide_place(sizes, node);
	if (place == sizes->wide_count || sizes->wide[place].node != node) {
		if (sizes->wide_count == sizes->wide_capacity) {
			sizes->wide_capacity = sizes->wide_capacity * 2 + 16;
			sizes->wide = xreallocarray(sizes->wide, sizes->wide_capacity,
						    sizeof *sizes->wide);
		}
		memmove(sizes->wide + place + 1, sizes->wide + place,
			(sizes->wide_count - place) * sizeof *sizes->wide);
		sizes->wide_count++;
	}
	sizes->wide[place] = (struct wide_size){ node, size };
	sizes->at[node] = SIZE_IS_WIDE;
}

void
sizes_release(struct sizes *sizes)
{
	column_free(sizes->at);
	free(sizes->wide);
	*sizes = (struct sizes){ 0 };
}
