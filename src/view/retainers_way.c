#include "config.h"

#include "view/retainers_way.h"

#include "base/sort.h"
#include "heap/expression.h"
#include "view/rows.h"

enum { RUN_MIN = 3 };

static node_ix
way_held(const struct retainers_way *way, uint32_t hop)
{
	return path_hop_held(&way->paths.at[0], &way->hops[hop]);
}

static int
compare_held(const void *a, const void *b, void *context)
{
	node_ix x = way_held(context, *(const uint32_t *)a);
	node_ix y = way_held(context, *(const uint32_t *)b);

	return (x > y) - (x < y);
}

static bool
way_fold(struct retainers_way *way, struct error *error)
{
	const struct path *path = &way->paths.at[0];

	way->hops = column_alloc(path->count, sizeof(*way->hops), error);
	way->by_held = column_alloc(path->count, sizeof(*way->by_held), error);
	if (way->hops == NULL || way->by_held == NULL)
		return false;
	way->count = path_hops(way->heap, path, RUN_MIN, way->hops);
	/* That the root holds the groups of roots says nothing. */
	if (way->count > 0 && path_hop_holder(path, &way->hops[way->count - 1]) == 0)
		way->count--;
	for (uint32_t i = 0; i < way->count; i++)
		way->by_held[i] = i;
	sort_stable(way->by_held, way->count, sizeof(*way->by_held), compare_held, way);
	return true;
}

bool
retainers_way_find(struct retainers_way *way, const struct subject *on,
		   struct progress *progress, struct error *error)
{
	way->heap = on->heap;
	if (!paths_find(&way->paths, on->heap, on->node, on->ignored, on->distance, 1, progress,
			error))
		return false;
	return way->paths.count == 0 || way->paths.at[0].is_weak || way_fold(way, error);
}

void
retainers_way_release(struct retainers_way *way)
{
	column_free(way->hops);
	column_free(way->by_held);
	paths_release(&way->paths);
}

const struct path_hop *
retainers_way_from(const struct retainers_way *way, node_ix held)
{
	uint32_t low = 0, high = way->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (way_held(way, way->by_held[middle]) < held)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == way->count || way_held(way, way->by_held[low]) != held)
		return NULL;
	return &way->hops[way->by_held[low]];
}

static edge_ix
way_edge(const struct retainers_way *way, const struct path_hop *hop)
{
	return path_hop_edge(&way->paths.at[0], hop);
}

const struct path_hop *
retainers_way_at(const struct retainers_way *way, edge_ix edge)
{
	const struct path_hop *hop;

	if (way->count == 0 || edge == EDGE_NONE)
		return NULL;
	hop = retainers_way_from(way, snapshot_edge_target(&way->heap->snapshot, edge));
	return hop != NULL && way_edge(way, hop) == edge ? hop : NULL;
}

void
retainers_way_add(const struct retainers_way *way, const struct path_hop *hop, uint32_t kind,
		  struct rows *rows)
{
	edge_ix edge = way_edge(way, hop);

	for (size_t i = 0; hop->count == 1 && i < rows->count; i++) {
		if (rows->at[i].via == edge) {
			rows->at[i].kind = kind;
			return;
		}
	}
	rows_add(rows, (struct row){ path_hop_holder(&way->paths.at[0], hop), edge, kind });
}

struct text
retainers_way_words(const struct retainers_way *way, struct arena *scratch)
{
	if (way->paths.count == 0 || way->paths.at[0].is_weak)
		return TEXT("no strong reference leads to it");
	return expression_of_path(way->heap, &way->paths.at[0], scratch);
}
