#include "config.h"

#include "heap/paths.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/path_costs.h"
#include "heap/path_search.h"

static struct path
search_path(struct path_search *search, struct arena *arena)
{
	struct path path = { .count = 1, .is_weak = search->allow_weak };
	node_ix node;

	for (node = 0; node != search->object; node = path_search_node(search, node)->toward)
		path.count++;
	path.steps = arena_alloc(arena, path.count * sizeof(*path.steps));
	path.steps[0] = (struct path_step){ 0, EDGE_NONE };
	node = 0;
	for (size_t i = 1; i < path.count; i++) {
		const struct path_node *from = path_search_node(search, node);
		edge_ix edge = path_edge_between(search->heap, node, (enum edge_type)from->type,
						 from->toward, EDGE_NONE);

		path.cost += path_cost(search->heap, node, edge);
		path.steps[i] = (struct path_step){ from->toward, edge };
		node = from->toward;
	}
	return path;
}

static struct path
shortest_path(const struct path_search *search, size_t count, struct arena *arena)
{
	struct path path = { .count = count, .is_weak = search->allow_weak };
	node_ix node = search->object;

	path.steps = arena_alloc(arena, count * sizeof(*path.steps));
	path.steps[0] = (struct path_step){ 0, EDGE_NONE };
	for (size_t i = count - 1; i > 0; i--) {
		enum edge_type type = EDGE_INTERNAL;
		node_ix holder = path_search_nearer(search, node, &type);
		edge_ix edge = path_edge_between(search->heap, holder, type, node, EDGE_NONE);

		path.cost += path_cost(search->heap, holder, edge);
		path.steps[i] = (struct path_step){ node, edge };
		node = holder;
	}
	return path;
}

/* Whether the program's author would know the node as an object. */
static bool
is_holder(const struct heap *heap, node_ix node)
{
	switch (heap_node_type(heap, node)) {
	case NODE_OBJECT:
		return !heap_is_context(heap, node);
	case NODE_NATIVE:
		return true;
	default:
		return false;
	}
}

/* Closes the way this path takes below the nearest dominator that is a holder.  *any: whether
 * that leaves anything to close. */
static bool
search_ban(struct path_search *search, const struct path *path, bool *any, struct error *error)
{
	*any = false;
	if (search->banned == NULL)
		search->banned = bitset_alloc(heap_node_count(search->heap), error);
	if (search->banned == NULL)
		return false;

	for (size_t i = path->count - 1; i-- > 1;) {
		node_ix node = path->steps[i].node;

		if (heap_dominates(search->heap, node, search->object)) {
			if (is_holder(search->heap, node))
				break;
			continue;
		}
		bitset_add(search->banned, node);
		*any = true;
	}
	return true;
}

/* The next path; path->count is 0 if there is none.  False only if cancelled. */
static bool
paths_next(struct paths *paths, struct path_search *search, struct path *path,
	   struct progress *progress, struct error *error)
{
	size_t shortest = 0;
	bool found = path_search_run(search, progress, error);

	*path = (struct path){ 0 };
	if (!found && paths->count == 0 && !progress_is_cancelled(progress)) {
		if (search->queued > 0)
			shortest = path_search_shortest(search);
		if (shortest == 0 && !search->allow_weak) {
			search->allow_weak = true;
			found = path_search_run(search, progress, error);
		}
	}
	if (progress_is_cancelled(progress))
		return error_set(error, ERROR_CANCELLED, "cancelled");
	if (found)
		*path = search_path(search, &paths->arena);
	else if (shortest > 0)
		*path = shortest_path(search, shortest, &paths->arena);
	return true;
}

static bool
paths_search(struct paths *paths, struct path_search *search, unsigned limit,
	     struct progress *progress, struct error *error)
{
	while (paths->count < limit) {
		struct path path;
		bool any;

		if (!paths_next(paths, search, &path, progress, error))
			return false;
		if (path.count == 0)
			return true;
		paths->at[paths->count++] = path;
		if (search->allow_weak || paths->count == limit)
			return true;
		if (!search_ban(search, &path, &any, error))
			return false;
		if (!any)
			return true;
	}
	return true;
}

bool
paths_find(struct paths *paths, const struct heap *heap, node_ix node,
	   const bitset_word *ignored, const int32_t *distance, unsigned limit,
	   struct progress *progress, struct error *error)
{
	struct path_search search = {
		.heap = heap,
		.object = node,
		.ignored = ignored,
		.distance = distance != NULL ? distance : heap->distance,
	};
	bool ok;

	*paths = (struct paths){ .at = xcalloc(PATHS_MAX, sizeof(*paths->at)) };
	progress_begin(progress, "Searching paths", 0);
	ok = paths_search(paths, &search, limit < PATHS_MAX ? limit : PATHS_MAX, progress, error);
	path_search_release(&search);
	if (!ok)
		paths_release(paths);
	return ok;
}

void
paths_release(struct paths *paths)
{
	free(paths->at);
	arena_release(&paths->arena);
	*paths = (struct paths){ 0 };
}

size_t
path_run(const struct heap *heap, const struct path *path, size_t first)
{
	const struct snapshot *snapshot = &heap->snapshot;
	const struct path_step *start = &path->steps[first];
	size_t end = first + 1;

	if (start->edge == EDGE_NONE)
		return 1;
	for (; end < path->count; end++) {
		const struct path_step *step = &path->steps[end];

		if (edge_word_type(snapshot->edge_word[step->edge])
			    != edge_word_type(snapshot->edge_word[start->edge])
		    || snapshot->edge_name[step->edge] != snapshot->edge_name[start->edge]
		    || heap_class_of(heap, step->node) != heap_class_of(heap, start->node))
			break;
	}
	return end - first;
}
