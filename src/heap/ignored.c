#include "config.h"

#include "heap/ignored.h"

#include <stdlib.h>

#include "base/sort.h"

/* A pair whose one half holds nothing, and the value it is about. */
struct lost_pair {
	node_ix value;
	uint32_t pair;
};

struct lost_pairs {
	struct lost_pair *at;
	size_t count, capacity;
};

static int
lost_pair_compare(const void *a, const void *b, void *context)
{
	const struct lost_pair *x = a, *y = b;

	(void)context;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->pair > y->pair) - (x->pair < y->pair);
}

static uint32_t
edge_pair(const struct snapshot *snapshot, edge_ix edge)
{
	enum edge_type type = snapshot_edge_type(snapshot, edge);

	if (type != EDGE_INTERNAL && type != EDGE_EPHEMERON)
		return EPHEMERON_NO_PAIR;
	return ephemerons_pair(&snapshot->ephemerons, snapshot->edge_name[edge]);
}

static void
lost_pairs_add(struct lost_pairs *lost, struct lost_pair pair)
{
	if (lost->count == lost->capacity) {
		lost->capacity = lost->capacity * 2 + 64;
		lost->at = xreallocarray(lost->at, lost->capacity, sizeof *lost->at);
	}
	lost->at[lost->count++] = pair;
}

/* The pairs that nodes without a distance have a half of; sorted. */
static bool
lost_pairs_find(struct lost_pairs *lost, const struct snapshot *snapshot,
		const int32_t *distance, struct progress *progress, struct error *error)
{
	progress_begin(progress, "Finding what cannot hold", snapshot->node_count);
	for (node_ix node = 0; node < snapshot->node_count; node++) {
		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (distance[node] != DISTANCE_NONE)
			continue;
		for (edge_ix e = snapshot->first_edge[node];
		     e < snapshot->first_edge[node + 1]; e++) {
			uint32_t pair = edge_pair(snapshot, e);

			if (pair != EPHEMERON_NO_PAIR)
				lost_pairs_add(
					lost, (struct lost_pair){ snapshot_edge_target(snapshot, e),
								  pair });
		}
	}
	sort_stable(lost->at, lost->count, sizeof *lost->at, lost_pair_compare, NULL);
	return true;
}

static bool
lost_pairs_has(const struct lost_pairs *lost, struct lost_pair wanted)
{
	size_t low = 0, high = lost->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = lost_pair_compare(&lost->at[middle], &wanted, NULL);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Both halves of each lost pair: one walk over all edges finds them in order. */
static bool
ignored_edges_collect(struct ignored_edges *ignored, const struct snapshot *snapshot,
		      const struct lost_pairs *lost, struct error *error)
{
	size_t capacity = 0;

	for (edge_ix edge = 0; lost->count > 0 && edge < snapshot->edge_count; edge++) {
		uint32_t pair = edge_pair(snapshot, edge);

		if (pair == EPHEMERON_NO_PAIR
		    || !lost_pairs_has(lost, (struct lost_pair){
						     snapshot_edge_target(snapshot, edge), pair }))
			continue;
		if (!column_reserve(&ignored->at, &capacity, ignored->count + 1,
				    sizeof *ignored->at, error))
			return false;
		ignored->at[ignored->count++] = edge;
	}
	return true;
}

bool
ignored_edges_build(struct ignored_edges *ignored, const struct heap *heap,
		    const int32_t *distance, struct progress *progress, struct error *error)
{
	const struct snapshot *snapshot = &heap->snapshot;
	struct lost_pairs lost = { 0 };
	bool is_built = snapshot->ephemerons.pair_count == 0
			|| (lost_pairs_find(&lost, snapshot, distance, progress, error)
			    && ignored_edges_collect(ignored, snapshot, &lost, error));

	free(lost.at);
	return is_built;
}

bool
ignored_edges_has(const struct ignored_edges *ignored, edge_ix edge)
{
	return sorted_has(ignored->at, ignored->count, edge);
}

void
ignored_edges_release(struct ignored_edges *ignored)
{
	column_free(ignored->at);
	*ignored = (struct ignored_edges){ 0 };
}
