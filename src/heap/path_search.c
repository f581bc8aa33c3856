#include "config.h"

#include "heap/path_search.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/path_costs.h"

enum {
	/* Nodes looked at before a search is content with a cheap way, and then with the
	 * shortest. */
	SEARCH_LIMIT = 1 << 13,
	HASTY_SEARCH_LIMIT = 1 << 16,
	HASTE = 4,
	/* What the groups of roots between the root and the program's objects cost beside
	 * their steps. */
	COST_OF_ROOT_GROUPS = 8,
	/* Sources with more edges than this are not searched for an edge's name. */
	NAMED_EDGES_MAX = 256,
};

static size_t
search_slot(const struct path_search *search, node_ix node)
{
	size_t slot = (node * UINT32_C(2654435769)) & (search->slots - 1);

	while (search->nodes[slot].node != NODE_NONE && search->nodes[slot].node != node)
		slot = (slot + 1) & (search->slots - 1);
	return slot;
}

struct path_node *
path_search_node(struct path_search *search, node_ix node)
{
	if (2 * (search->used + 1) > search->slots) {
		struct path_node *old = search->nodes;
		size_t old_slots = search->slots;

		search->slots = old_slots == 0 ? 1024 : 2 * old_slots;
		search->nodes = xmalloc(search->slots * sizeof(*search->nodes));
		for (size_t i = 0; i < search->slots; i++)
			search->nodes[i].node = NODE_NONE;
		for (size_t i = 0; i < old_slots; i++)
			if (old[i].node != NODE_NONE)
				search->nodes[search_slot(search, old[i].node)] = old[i];
		free(old);
	}
	struct path_node *found = &search->nodes[search_slot(search, node)];
	if (found->node == NODE_NONE) {
		*found = (struct path_node){ .node = node, .cost = UINT32_MAX };
		search->used++;
	}
	return found;
}

static bool
candidate_before(struct path_candidate a, struct path_candidate b)
{
	return a.estimate != b.estimate ? a.estimate < b.estimate : a.rest < b.rest;
}

static void
search_push(struct path_search *search, struct path_candidate candidate)
{
	size_t at = search->queued++;

	if (search->queued > search->queue_capacity) {
		search->queue_capacity = search->queue_capacity == 0 ? 256
								     : 2 * search->queue_capacity;
		search->queue = xreallocarray(search->queue, search->queue_capacity,
					      sizeof(*search->queue));
	}
	for (size_t up; at > 0; at = up) {
		up = (at - 1) / 2;
		if (!candidate_before(candidate, search->queue[up]))
			break;
		search->queue[at] = search->queue[up];
	}
	search->queue[at] = candidate;
}

static struct path_candidate
search_pop(struct path_search *search)
{
	struct path_candidate best = search->queue[0];
	struct path_candidate last = search->queue[--search->queued];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < search->queued) {
		if (child + 1 < search->queued
		    && candidate_before(search->queue[child + 1], search->queue[child]))
			child++;
		if (!candidate_before(search->queue[child], last))
			break;
		search->queue[at] = search->queue[child];
		at = child;
	}
	if (search->queued > 0)
		search->queue[at] = last;
	return best;
}

/* Cost to the root, at a guess: the steps; the numbers of what only the system reaches count
 * from its own base. */
static uint32_t
search_rest(const struct path_search *search, node_ix node)
{
	int32_t distance = search->distance[node];

	if (distance < 0 || node == 0)
		return 0;
	if (distance >= DISTANCE_SYSTEM)
		distance -= DISTANCE_SYSTEM;
	else if (search->heap->has_user_roots)
		return (uint32_t)distance;
	return (uint32_t)distance + (distance > 2 ? COST_OF_ROOT_GROUPS : 0);
}

static bool
search_is_closed(const struct path_search *search, node_ix node)
{
	if (search->ignored != NULL && bitset_has(search->ignored, node))
		return true;
	return search->banned != NULL && bitset_has(search->banned, node);
}

static bool
search_takes(const struct path_search *search, node_ix source, enum edge_type type)
{
	switch (type) {
	case EDGE_WEAK:
	case EDGE_EPHEMERON:
		return search->allow_weak;
	case EDGE_SHORTCUT:
		return source == 0 || search->allow_weak;
	default:
		return true;
	}
}

edge_ix
path_edge_between(const struct heap *heap, node_ix source, enum edge_type type, node_ix target,
	     edge_ix most)
{
	const struct snapshot *snapshot = &heap->snapshot;
	uint32_t word = target | (uint32_t)type << EDGE_TYPE_SHIFT;
	edge_ix first = snapshot->first_edge[source], end = snapshot->first_edge[source + 1];
	edge_ix best = EDGE_NONE;
	const edge_ix *sorted;
	size_t count = end - first;

	if (count > most)
		return EDGE_NONE;
	sorted = hub_edges_find(heap->hub_edges, snapshot, source, target, &count);
	for (size_t i = 0; i < count; i++) {
		edge_ix edge = sorted != NULL ? sorted[i] : first + (edge_ix)i;

		if (snapshot->edge_word[edge] == word
		    && (best == EDGE_NONE
			|| path_cost(heap, source, edge) < path_cost(heap, source, best)))
			best = edge;
	}
	return best;
}

static unsigned
search_cost(const struct path_search *search, node_ix source, enum edge_type type,
	    node_ix target)
{
	edge_ix edge = EDGE_NONE;

	if (path_cost_needs_name(search->heap, source, type))
		edge = path_edge_between(search->heap, source, type, target, NAMED_EDGES_MAX);
	return edge == EDGE_NONE ? path_cost_unnamed(search->heap, source, type, target)
				 : path_cost(search->heap, source, edge);
}

static void
search_expand(struct path_search *search, node_ix node, uint32_t cost)
{
	const struct retainers *retainers = &search->heap->retainers;

	for (uint32_t i = retainers->first[node]; i < retainers->first[node + 1]; i++) {
		node_ix source = edge_word_target(retainers->words[i]);
		enum edge_type type = edge_word_type(retainers->words[i]);
		uint32_t next;

		if (source == node || !search_takes(search, source, type)
		    || search_is_closed(search, source))
			continue;
		next = cost + search_cost(search, source, type, node);
		struct path_node *found = path_search_node(search, source);
		if (found->is_done || found->cost <= next)
			continue;
		found->cost = next;
		found->toward = node;
		found->type = (uint8_t)type;
		uint32_t rest = search_rest(search, source);
		search_push(search, (struct path_candidate){
			(uint64_t)next + (uint64_t)search->haste * rest, rest, source });
	}
}

static void
search_reset(struct path_search *search)
{
	for (size_t i = 0; i < search->slots; i++)
		search->nodes[i].node = NODE_NONE;
	search->used = search->queued = 0;
}

static bool
search_try(struct path_search *search, unsigned haste, size_t limit,
	   struct progress *progress, struct error *error)
{
	size_t steps = 0;

	search->haste = haste;
	search_reset(search);
	path_search_node(search, search->object)->cost = 0;
	search_push(search, (struct path_candidate){ .node = search->object });
	while (search->queued > 0 && steps++ < limit) {
		node_ix node = search_pop(search).node;
		struct path_node *found = path_search_node(search, node);

		if (node == 0)
			return true;
		if (found->is_done)
			continue;
		found->is_done = true;
		if (steps % 1024 == 0 && !progress_advance(progress, steps, error))
			return false;
		search_expand(search, node, found->cost);
	}
	return false;
}

bool
path_search_run(struct path_search *search, struct progress *progress, struct error *error)
{
	if (search_try(search, 1, SEARCH_LIMIT, progress, error))
		return true;
	return search->queued > 0 && !progress_is_cancelled(progress)
	       && search_try(search, HASTE, HASTY_SEARCH_LIMIT, progress, error);
}

/* Whoever is nearest to the root. */
node_ix
path_search_nearer(const struct path_search *search, node_ix node, enum edge_type *type)
{
	const struct retainers *retainers = &search->heap->retainers;
	int32_t best_distance = search->distance[node];
	node_ix best = NODE_NONE;

	for (uint32_t i = retainers->first[node]; i < retainers->first[node + 1]; i++) {
		node_ix source = edge_word_target(retainers->words[i]);
		int32_t distance = search->distance[source];

		if (source != 0
		    && (edge_word_type(retainers->words[i]) == EDGE_WEAK || distance < 0
			|| distance >= best_distance || search_is_closed(search, source)))
			continue;
		best = source;
		*type = edge_word_type(retainers->words[i]);
		if (source == 0)
			break;
		best_distance = distance;
	}
	return best;
}

/* It ends, as each step is nearer to the root.  The way may have millions of them: it is walked
 * twice, here and where it is written down, rather than kept in between. */
size_t
path_search_shortest(const struct path_search *search)
{
	size_t count = 1;

	for (node_ix node = search->object; node != 0; count++) {
		enum edge_type type;

		node = path_search_nearer(search, node, &type);
		if (node == NODE_NONE)
			return 0;
	}
	return count;
}

void
path_search_release(struct path_search *search)
{
	free(search->nodes);
	free(search->queue);
	column_free(search->banned);
}
