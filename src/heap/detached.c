#include "config.h"

#include "heap/detached.h"

#include "base/memory.h"
#include "base/sort.h"
#include "heap/expression.h"

static bool
is_detached(const struct heap *heap, node_ix node)
{
	return heap_node_type(heap, node) == NODE_NATIVE && heap_detachedness(heap, node) == 2;
}

static int
compare_places(const void *a, const void *b, void *context)
{
	const struct dominators *d = context;
	uint32_t x = d->number[*(const node_ix *)a], y = d->number[*(const node_ix *)b];

	return (x > y) - (x < y);
}

static bool
detached_collect(struct detached *detached, const struct heap *heap, struct progress *progress,
		 struct error *error)
{
	size_t capacity = 0;

	if (heap->snapshot.detachedness == NULL)
		return true;
	progress_begin(progress, "Finding detached nodes", heap_node_count(heap));
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (!is_detached(heap, node))
			continue;
		if (!column_reserve(&detached->at, &capacity, (size_t)detached->count + 1,
				    sizeof(node_ix), error))
			return false;
		detached->at[detached->count++] = node;
	}
	return true;
}

/* Where what hangs on each ends.  `open` are those that have not ended yet. */
static bool
detached_nest(struct detached *detached, const struct heap *heap, struct error *error)
{
	uint32_t *open = column_alloc(detached->count, sizeof(*open), error);
	uint32_t depth = 0;

	detached->after = column_alloc(detached->count, sizeof(*detached->after), error);
	if (open == NULL || detached->after == NULL) {
		column_free(open);
		return false;
	}
	for (uint32_t i = 0; i < detached->count; i++) {
		node_ix node = detached->at[i];

		while (depth > 0 && !heap_dominates(heap, detached->at[open[depth - 1]], node))
			detached->after[open[--depth]] = i;
		size_add_to(&detached->size, heap_shallow_size(heap, node));
		if (depth == 0)
			size_add_to(&detached->retained_size, heap_retained_size(heap, node));
		open[depth++] = i;
	}
	while (depth > 0)
		detached->after[open[--depth]] = detached->count;
	column_free(open);
	return true;
}

bool
detached_build(struct detached *detached, const struct heap *heap, struct progress *progress,
	       struct error *error)
{
	*detached = (struct detached){ 0 };
	if (detached_collect(detached, heap, progress, error)
	    && sort_column(detached->at, detached->count, sizeof(*detached->at), compare_places,
			   (void *)(uintptr_t)&heap->dominators, error)
	    && detached_nest(detached, heap, error))
		return true;
	detached_release(detached);
	return false;
}

void
detached_release(struct detached *detached)
{
	column_free(detached->at);
	column_free(detached->after);
	*detached = (struct detached){ 0 };
}

/* "elements in Cache @12": the last reference before the first detached node. */
static struct text
holder_reference(const struct heap *heap, const struct path *path, struct arena *scratch)
{
	const struct path_step *step = &path->steps[path->count - 1];
	node_ix holder = path->steps[path->count - 2].node;
	struct text edge = snapshot_edge_name(&heap->snapshot, step->edge, scratch);
	struct text title = heap_node_title(heap, holder, scratch);

	return arena_printf(scratch, "%.*s in %.*s @%u", (int)edge.length, edge.at,
			    (int)title.length, title.at, heap_node_id(heap, holder));
}

struct text
detached_holder(const struct heap *heap, node_ix node, struct arena *scratch)
{
	struct paths paths;
	struct text words = TEXT("");

	if (!paths_find(&paths, heap, node, NULL, NULL, 1, NULL, NULL))
		return words;
	if (paths.count > 0) {
		struct path path = paths.at[0];

		for (size_t i = 1; i < path.count; i++)
			if (is_detached(heap, path.steps[i].node))
				path.count = i + 1;
		words = expression_of_path(heap, &path, scratch);
		if (words.length == 0 && path.count > 1)
			words = holder_reference(heap, &path, scratch);
	}
	paths_release(&paths);
	return words;
}
