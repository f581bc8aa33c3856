#include "config.h"

#include "heap/distances.h"

#include <math.h>

#include "base/memory.h"
#include "heap/ephemerons.h"
#include "heap/name_kinds.h"

enum { FIRST_EDGE_AHEAD = 24, TARGET_AHEAD = 10 };

/* Nodes at one distance. */
struct level {
	node_ix *at; /* column */
	size_t count;
};

/* One search, level by level, so that the distance of a node need not be read to know that of the
 * next. */
struct distances {
	const struct snapshot *snapshot;
	const bitset_word *ignored;
	const uint8_t *name_kinds;
	int32_t *distance;    /* column: the result */
	bitset_word *visited;
	struct level now, next;
	bitset_word *pending; /* pairs of a WeakMap of which one half was met */
	bool asked_pairs;     /* an edge had to do with a pair */
	bitset_word *settled; /* roots that need not be searched again */
	uint64_t steps;
};

bool
distances_is_user_root(const struct snapshot *snapshot, node_ix node)
{
	return snapshot->node_type[node] != NODE_SYNTHETIC
	       || name_kind_of(&snapshot->strings, snapshot->node_name[node])
			  == NAME_DOCUMENT_DOM_TREES;
}

/* Sources whose edges have rules of their own. */
static bool
distances_source_is_special(const struct distances *d, node_ix node)
{
	unsigned type = d->snapshot->node_type[node];
	enum name_kind kind;

	if (type != NODE_HIDDEN && type != NODE_ARRAY)
		return false;
	kind = (enum name_kind)d->name_kinds[d->snapshot->node_name[node]];
	return kind == (type == NODE_HIDDEN ? NAME_NATIVE_CONTEXT : NAME_MAP_DESCRIPTORS);
}

/* In a table of map descriptors every third entry, from the second on, leads away from the
 * object: it says nothing about how the object is reached. */
static bool
distances_descriptor_is_followed(const struct snapshot *snapshot, edge_ix edge)
{
	struct arena scratch = { 0 };
	double number;
	bool is_number;

	if (edge_word_is_numbered(snapshot->edge_word[edge])) {
		number = snapshot->edge_name[edge];
		is_number = true;
	} else {
		is_number = text_parse_number(snapshot_edge_name(snapshot, edge, &scratch),
					      &number);
		arena_release(&scratch);
	}
	return !is_number || number < 2 || fmod(number, 3) != 1;
}

/* The value of a WeakMap's pair is reached when both halves, key and table, are. */
static bool
distances_pair_is_complete(struct distances *d, edge_ix edge)
{
	const struct snapshot *snapshot = d->snapshot;
	uint32_t pair = ephemerons_pair(&snapshot->ephemerons, snapshot->edge_name[edge]);

	if (pair == EPHEMERON_NO_PAIR || snapshot_edge_type(snapshot, edge) == EDGE_INVISIBLE)
		return true;
	d->asked_pairs = true;
	if (bitset_has(d->pending, pair)) {
		bitset_remove(d->pending, pair);
		return true;
	}
	bitset_add(d->pending, pair);
	return false;
}

static bool
distances_edge_is_allowed(struct distances *d, bool source_is_special, node_ix source,
			  edge_ix edge)
{
	const struct snapshot *snapshot = d->snapshot;
	enum edge_type type = edge_word_type(snapshot->edge_word[edge]);

	if (source_is_special) {
		if (snapshot->node_type[source] == NODE_ARRAY)
			return distances_descriptor_is_followed(snapshot, edge);
		if (!edge_word_is_numbered(snapshot->edge_word[edge])
		    && d->name_kinds[snapshot->edge_name[edge]] == NAME_SLOPPY_FUNCTION_MAP)
			return false;
	}
	return (type != EDGE_INTERNAL && type != EDGE_EPHEMERON)
	       || snapshot->ephemerons.pair_count == 0 || distances_pair_is_complete(d, edge);
}

static void
distances_visit(struct distances *d, node_ix node, int32_t distance)
{
	bitset_add(d->visited, node);
	d->distance[node] = distance;
	d->next.at[d->next.count++] = node;
}

static void
distances_visit_targets(struct distances *d, node_ix node, int32_t distance)
{
	const struct snapshot *snapshot = d->snapshot;
	const uint32_t *word = snapshot->edge_word;
	bool is_special = distances_source_is_special(d, node);
	edge_ix stop = snapshot->first_edge[node + 1];

	for (edge_ix edge = snapshot->first_edge[node]; edge < stop; edge++) {
		node_ix target = edge_word_target(word[edge]);

		if (bitset_has(d->visited, target) || edge_word_type(word[edge]) == EDGE_WEAK)
			continue;
		if (d->ignored != NULL && bitset_has(d->ignored, target))
			continue;
		if (distances_edge_is_allowed(d, is_special, node, edge))
			distances_visit(d, target, distance);
	}
}

/*
 * A root met twice is searched from twice: of a WeakMap pair that it has one half of, the second
 * time counts as the other half.  Once no edge of it has to do with a pair that is open, a
 * further time finds nothing new, and roots of many edges may be met many times.
 */
static void
distances_settle_root(struct distances *d, node_ix root)
{
	if (!d->asked_pairs)
		bitset_add(d->settled, root);
	d->asked_pairs = false;
	/* so that many edges are as many steps */
	d->steps |= d->snapshot->first_edge[root + 1] - d->snapshot->first_edge[root]
				    < PROGRESS_STRIDE ? 0 : PROGRESS_STRIDE - 1;
}

/* What those at this distance lead to. */
static bool
distances_search_level(struct distances *d, int32_t distance, struct progress *progress,
		       struct error *error)
{
	const struct snapshot *snapshot = d->snapshot;
	const struct level *now = &d->now;

	for (size_t i = 0; i < now->count; i++) {
		node_ix node = now->at[i];

		if (i + FIRST_EDGE_AHEAD < now->count)
			__builtin_prefetch(&snapshot->first_edge[now->at[i + FIRST_EDGE_AHEAD]]);
		if (i + TARGET_AHEAD < now->count)
			__builtin_prefetch(
				snapshot->edge_word
				+ snapshot->first_edge[now->at[i + TARGET_AHEAD]]);
		distances_visit_targets(d, node, distance + 1);
		if (++d->steps % PROGRESS_STRIDE == 0
		    && !progress_advance(progress, d->steps, error))
			return false;
	}
	return true;
}

/* Goes on from what has been visited, which is all at one distance. */
static bool
distances_search(struct distances *d, int32_t distance, struct progress *progress,
		 struct error *error)
{
	for (; d->next.count > 0; distance++) {
		struct level done = d->now;

		d->now = d->next;
		d->next = (struct level){ done.at, 0 };
		if (!distances_search_level(d, distance, progress, error))
			return false;
	}
	return true;
}

/* From the roots, by the edges that lead to them: they are as often searched from as there are
 * edges, so that a list of them might be as long.  *are_some says whether there is one. */
static bool
distances_search_roots(struct distances *d, bool *are_some, struct progress *progress,
		       struct error *error)
{
	const struct snapshot *snapshot = d->snapshot;

	for (edge_ix edge = 0; edge < snapshot->first_edge[1]; edge++) {
		node_ix root = snapshot_edge_target(snapshot, edge);

		if (!distances_is_user_root(snapshot, root))
			continue;
		bitset_add(d->visited, root);
		d->distance[root] = 1;
		*are_some = true;
	}
	for (edge_ix edge = 0; *are_some && edge < snapshot->first_edge[1]; edge++) {
		node_ix root = snapshot_edge_target(snapshot, edge);

		if (bitset_has(d->settled, root) || !distances_is_user_root(snapshot, root))
			continue;
		distances_visit_targets(d, root, 2);
		distances_settle_root(d, root);
		if (++d->steps % PROGRESS_STRIDE == 0
		    && !progress_advance(progress, d->steps, error))
			return false;
	}
	return distances_search(d, 2, progress, error);
}

static bool
distances_run(struct distances *d, struct progress *progress, struct error *error)
{
	const struct snapshot *snapshot = d->snapshot;
	bool has_user_roots = false;

	for (node_ix node = 0; node < snapshot->node_count; node++)
		d->distance[node] = DISTANCE_NONE;
	if (!distances_search_roots(d, &has_user_roots, progress, error))
		return false;
	distances_visit(d, 0, has_user_roots ? DISTANCE_SYSTEM : 0);
	return distances_search(d, d->distance[0], progress, error);
}

int32_t *
distances_build(const struct snapshot *snapshot, const uint8_t *name_kinds,
		const bitset_word *ignored, struct progress *progress, struct error *error)
{
	struct distances d = {
		.snapshot = snapshot,
		.name_kinds = name_kinds,
		.ignored = ignored,
	};

	progress_begin(progress, "Finding distances", snapshot->node_count);
	d.distance = column_alloc(snapshot->node_count, sizeof *d.distance, error);
	d.visited = bitset_alloc(snapshot->node_count, error);
	d.pending = bitset_alloc(snapshot->ephemerons.pair_count, error);
	d.settled = bitset_alloc(snapshot->node_count, error);
	/* A node is put down once.  Pages that no level comes to are never touched. */
	d.now.at = column_alloc_unset(snapshot->node_count, sizeof *d.now.at, error);
	d.next.at = column_alloc_unset(snapshot->node_count, sizeof *d.next.at, error);
	if (d.distance == NULL || d.visited == NULL || d.pending == NULL || d.settled == NULL
	    || d.now.at == NULL || d.next.at == NULL
	    || !distances_run(&d, progress, error)) {
		column_free(d.distance);
		d.distance = NULL;
	}
	column_free(d.visited);
	column_free(d.pending);
	column_free(d.settled);
	column_free(d.now.at);
	column_free(d.next.at);
	return d.distance;
}
