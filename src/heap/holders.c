#include "config.h"

#include "heap/holders.h"

#include "base/memory.h"

enum {
	HOPS_MAX = 8,
	VISITS_MAX = 300,
	REACH_HOPS_MAX = 4,
	SKIPS_MAX = 4, /* tables between an object and what it holds */
};

/* A search from one sample: what is still to be looked at. */
struct visit {
	node_ix node;
	unsigned hops;
};

static bool
is_furniture(enum role role)
{
	return role == ROLE_STORAGE || role == ROLE_ENGINE;
}

static void
holders_count(struct holders *holders, node_ix node, unsigned hops, bool anonymous)
{
	for (size_t i = 0; i < holders->count; i++)
		if (holders->at[i].node == node) {
			holders->at[i].entries++;
			holders->at[i].hops += hops;
			return;
		}
	if (holders->count < HOLDERS_MAX)
		holders->at[holders->count++] = (struct holder){ node, 1, hops, anonymous };
}

static void
holders_of_sample(struct holders *holders, const struct heap *heap, const struct owners *owners,
		  node_ix sample, uint32_t *stamp, uint32_t mark)
{
	struct visit queue[VISITS_MAX];
	size_t head = 0, tail = 0;

	queue[tail++] = (struct visit){ sample, 0 };
	stamp[sample] = mark;
	while (head < tail) {
		struct visit visit = queue[head++];
		uint32_t from = heap->retainers.first[visit.node];
		uint32_t to = heap->retainers.first[visit.node + 1];

		for (uint32_t i = from; i < to; i++) {
			uint32_t word = heap->retainers.words[i];
			node_ix source = edge_word_target(word);
			enum role role = (enum role)owners->role[source];
			enum node_type type = heap_node_type(heap, source);

			if (edge_word_type(word) >= EDGE_SHORTCUT || stamp[source] == mark
			    || type == NODE_CODE || type == NODE_OBJECT_SHAPE)
				continue;
			stamp[source] = mark;
			if (owners_is_permanent(owners, heap->dominators.number[source]))
				holders_count(holders, source, visit.hops,
					      role == ROLE_ROOTLIKE);
			else if (tail < VISITS_MAX && visit.hops < HOPS_MAX)
				queue[tail++] = (struct visit){
					source, visit.hops + !is_furniture(role)
				};
		}
	}
}

static bool
holder_is_better(const struct holder *a, const struct holder *b)
{
	if (a->entries != b->entries)
		return a->entries > b->entries;
	return a->hops < b->hops;
}

void
holders_find(struct holders *holders, const struct heap *heap, const struct owners *owners,
	     const node_ix *samples, size_t count, uint32_t *stamp, uint32_t *last_stamp)
{
	holders->count = 0;
	for (size_t i = 0; i < count; i++)
		holders_of_sample(holders, heap, owners, samples[i], stamp, ++*last_stamp);
	for (size_t i = 1; i < holders->count; i++) {
		struct holder holder = holders->at[i];
		size_t at = i;

		for (; at > 0 && holder_is_better(&holder, &holders->at[at - 1]); at--)
			holders->at[at] = holders->at[at - 1];
		holders->at[at] = holder;
	}
}

edge_ix
holders_edge(const struct heap *heap, const uint8_t *role, node_ix source, node_ix target)
{
	const struct snapshot *snapshot = &heap->snapshot;
	uint32_t from = heap->retainers.first[target], to = heap->retainers.first[target + 1];
	edge_ix end = snapshot->first_edge[source + 1];

	for (edge_ix edge = snapshot->first_edge[source]; edge < end; edge++)
		if (snapshot_edge_target(snapshot, edge) == target
		    && edge_word_type(snapshot->edge_word[edge]) < EDGE_SHORTCUT)
			return edge;
	for (uint32_t i = from; i < to; i++) {
		node_ix table = edge_word_target(heap->retainers.words[i]);

		if (!is_furniture((enum role)role[table]) || heap_dominator(heap, table) != source)
			continue;
		for (edge_ix edge = snapshot->first_edge[table];
		     edge < snapshot->first_edge[table + 1]; edge++)
			if (snapshot_edge_target(snapshot, edge) == target)
				return edge;
	}
	return EDGE_NONE;
}

static node_ix
heaviest_child(const struct heap *heap, node_ix node, struct error *error)
{
	size_t count;
	node_ix *children = heap_dominated(heap, node, &count, error);
	node_ix best = NODE_NONE;

	for (size_t i = 0; children != NULL && i < count; i++)
		if (best == NODE_NONE
		    || heap_retained_size(heap, children[i]) > heap_retained_size(heap, best))
			best = children[i];
	column_free(children);
	return best;
}

/* The largest thing that `node` alone keeps alive, tables and stores looked through, and the
 * edge that leads to it (EDGE_NONE if there is none); NODE_NONE if it keeps nothing. */
static struct path_step
holders_heaviest(const struct heap *heap, const uint8_t *role, node_ix node, struct error *error)
{
	node_ix at = heaviest_child(heap, node, error);

	for (unsigned skips = 0; at != NODE_NONE && is_furniture((enum role)role[at])
	     && heap_node_type(heap, at) != NODE_CODE && skips < SKIPS_MAX; skips++) {
		node_ix below = heaviest_child(heap, at, error);

		if (below == NODE_NONE
		    || heap_retained_size(heap, below) * 2 < heap_retained_size(heap, at))
			break;
		at = below;
	}
	if (at == NODE_NONE)
		return (struct path_step){ NODE_NONE, EDGE_NONE };
	return (struct path_step){ at, holders_edge(heap, role, node, at) };
}

size_t
holders_inside(const struct heap *heap, const uint8_t *role, node_ix entry,
	       struct path_step steps[INSIDE_MAX], struct error *error)
{
	size_t count = 0;
	node_ix at = entry;

	while (count < INSIDE_MAX) {
		struct path_step step = holders_heaviest(heap, role, at, error);

		if (step.node == NODE_NONE
		    || heap_retained_size(heap, step.node) * 5 < heap_retained_size(heap, at))
			break;
		steps[count++] = step;
		at = step.node;
	}
	return count;
}

static bool
sample_reaches(const struct heap *heap, const struct growth *growth, node_ix sample,
	       uint32_t group, uint32_t *stamp, uint32_t mark)
{
	const struct snapshot *snapshot = &heap->snapshot;
	struct visit queue[VISITS_MAX];
	size_t head = 0, tail = 0;

	queue[tail++] = (struct visit){ sample, 0 };
	stamp[sample] = mark;
	while (head < tail) {
		struct visit visit = queue[head++];
		edge_ix end = snapshot->first_edge[visit.node + 1];

		for (edge_ix edge = snapshot->first_edge[visit.node]; edge < end; edge++) {
			node_ix target = snapshot_edge_target(snapshot, edge);
			uint32_t place = heap->dominators.number[target];
			bool furniture = is_furniture((enum role)growth->owners.role[target]);

			if (edge_word_type(snapshot->edge_word[edge]) >= EDGE_WEAK
			    || stamp[target] == mark
			    || owners_is_permanent(&growth->owners, place))
				continue;
			stamp[target] = mark;
			if (growth->group_of[place] == group && !furniture)
				return true;
			if (tail < VISITS_MAX && visit.hops < REACH_HOPS_MAX)
				queue[tail++] =
					(struct visit){ target, visit.hops + !furniture };
		}
	}
	return false;
}

bool
holders_reach_group(const struct heap *heap, const struct growth *growth, const node_ix *samples,
		    size_t count, uint32_t group, uint32_t *stamp, uint32_t *last_stamp)
{
	size_t tried = 0, reached = 0;

	/* Sixteen say as much as four hundred. */
	for (size_t i = 0; i < count; i += count / 16 + 1) {
		tried++;
		reached += sample_reaches(heap, growth, samples[i], group, stamp, ++*last_stamp);
	}
	return reached * 2 > tried;
}
