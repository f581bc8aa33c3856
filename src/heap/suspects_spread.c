#include "config.h"

#include "heap/suspects_internal.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sort.h"
#include "heap/kinds.h"

/*
 * A thousand inner Maps may each gain one entry and look well.  So groups of one kind whose
 * owners are of one class are summed up at the first object above all of them:
 *
 *	Map shelves -> Shelf -> Array +8		level 0: the owner
 *	            -> Shelf -> Array +8	level 1: Shelf, different for each
 *	            -> ...			level 2: the Map, the same for all
 */

enum {
	SPREAD_LEVELS = 4,
	SPREAD_MEMBERS = 3,          /* below a collection */
	SPREAD_MEMBERS_PLAIN = 6,    /* below an object with as many properties */
	SPREAD_BYTES_MIN = 4096,     /* in all; many small things change without meaning */
	SPREAD_FIELDS_MAX = 4,       /* of an object that fill */
};

/* A group that grows, at one level: equal keys become one. */
struct spread_member {
	uint64_t key;
	uint32_t group;
	uint32_t above;  /* place */
	bool is_collection;
};

/* Whether the object holds the one below in a table or a list, not in a property. */
static bool
is_in_collection(const struct suspects_work *work, uint32_t place)
{
	const struct dominators *dominators = &work->heap->dominators;
	uint32_t above = dominators->dominator[place];
	node_ix node = dominators->node[above];

	return work->suspects->growth.owners.role[node] == ROLE_STORAGE;
}

static bool
member_at(const struct suspects_work *work, struct kinds_reader *kinds, uint32_t at,
	  unsigned level, struct spread_member *member)
{
	const struct growth_group *group = &work->suspects->growth.groups[at];
	uint32_t place = work->heap->dominators.number[group->owner_node];

	*member = (struct spread_member){ .key = kind_mix(level, group->kind), .group = at };
	for (unsigned i = 0; i < level; i++) {
		node_ix node = work->heap->dominators.node[place];

		if (place == ROOT_PLACE)
			return false;
		member->key = kind_mix(member->key, kind_plainly(kinds, node));
		member->is_collection |= is_in_collection(work, place);
		place = suspects_owner_above(work, place);
	}
	member->above = place;
	member->key = kind_mix(member->key, place);
	return work->suspects->growth.owners.role[work->heap->dominators.node[place]] == ROLE_USER;
}

static int
compare_members(const void *a, const void *b, void *context)
{
	const struct spread_member *x = a, *y = b;

	(void)context;
	return x->key < y->key ? -1 : x->key > y->key;
}

/* If one member makes most of it, that one is the suspect. */
static bool
is_even(const struct growth *growth, const struct spread_member *members, size_t count)
{
	int64_t total = 0, largest = 0;

	for (size_t i = 0; i < count; i++) {
		int64_t grown = growth->groups[members[i].group].trend.total;

		size_delta_add_to(&total, grown);
		if (grown > largest)
			largest = grown;
	}
	return largest * 10 <= total * 6;
}

/* Whether the things hang on named fields of the owner, one on each; collections do not count,
 * for they may have got much by the next look. */
static bool
fills_fields(const struct suspects_work *work, const struct growth_group *group)
{
	const struct snapshot *snapshot = &work->heap->snapshot;
	enum edge_type type;
	struct text class;

	if (group->sample == NODE_NONE
	    || group->entries[work->suspects->snapshot_count - 1] > SPREAD_FIELDS_MAX)
		return false;
	class = heap_class_name(work->heap, group->sample);
	if (text_equal(class, TEXT("Array")) || text_equal(class, TEXT("Map"))
	    || text_equal(class, TEXT("Set")))
		return false;
	for (edge_ix edge = snapshot->first_edge[group->owner_node];
	     edge < snapshot->first_edge[group->owner_node + 1]; edge++) {
		if (snapshot_edge_target(snapshot, edge) != group->sample)
			continue;
		type = edge_word_type(snapshot->edge_word[edge]);
		/* V8 does not say in which field a number is. */
		return type == EDGE_PROPERTY
		       || (type == EDGE_HIDDEN
			   && heap_node_type(work->heap, group->sample) == NODE_NUMBER);
	}
	return false;
}

/* Whether every step brought things as large as those of the others, and not larger ones. */
static bool
grows_by_entries(const int64_t *bytes, const int64_t *entries, size_t snapshots)
{
	double each = (double)(bytes[snapshots - 1] - bytes[0])
		      / fmax(1, (double)(entries[snapshots - 1] - entries[0]));

	for (size_t i = 1; i < snapshots; i++)
		if ((double)(bytes[i] - bytes[i - 1])
		    > 2 * each * fmax(0, (double)(entries[i] - entries[i - 1])))
			return false;
	return true;
}

/*
 * A product's page is made when it is first shown, and kept with the product: that ends when
 * every product has one.  So what fills the fields of records is bounded by their number, while
 * things in tables and lists are not.
 */
static bool
is_filling_records(const struct suspects_work *work, struct kinds_reader *kinds,
		   const struct spread_member *members, size_t count)
{
	const struct growth_group *groups = work->suspects->growth.groups;
	uint64_t kind = kind_closely(kinds, groups[members[0].group].owner_node);

	for (size_t i = 0; i < count; i++) {
		const struct growth_group *group = &groups[members[i].group];

		if (!fills_fields(work, group) || kind_closely(kinds, group->owner_node) != kind)
			return false;
	}
	return true;
}

static void
mark(struct suspects_work *work, const struct spread_member *members, size_t count, uint32_t as)
{
	for (size_t i = 0; i < count; i++)
		work->suspect_of[members[i].group] = as;
}

static void
add_bucket(struct suspects_work *work, struct kinds_reader *kinds,
	   const struct spread_member *members, size_t count)
{
	const struct growth *growth = &work->suspects->growth;
	size_t n = growth->count, needed;
	int64_t *bytes, *entries, *code;
	struct suspect suspect = {
		.sort = SUSPECT_SPREAD, .group = members[0].group, .members = count,
	};
	struct series series;

	needed = members[0].is_collection ? SPREAD_MEMBERS : SPREAD_MEMBERS_PLAIN;
	if (count < needed || !is_even(growth, members, count))
		return;
	bytes = arena_alloc(&work->suspects->arena, 3 * n * sizeof(*bytes));
	memset(bytes, 0, 3 * n * sizeof(*bytes));
	entries = bytes + n;
	code = bytes + 2 * n;
	series = (struct series){
		.count = n, .bytes = bytes, .entries = entries, .code = code,
		.classes = (const int64_t *const[]){ entries }, .class_count = 1,
		.is_storage = growth->groups[members[0].group].sort == GROUP_STORAGE,
	};
	for (size_t m = 0; m < count; m++) {
		const struct growth_group *group = &growth->groups[members[m].group];

		for (size_t i = 0; i < n; i++) {
			size_delta_add_to(&bytes[i], group->bytes[i]);
			entries[i] += group->entries[i];
			code[i] += group->code[i];
		}
		series.survival += growth_survival(growth, group) / (double)count;
		suspect.gone += suspects_gone(group);
		suspect.stayed += group->settled_entries[0];
	}
	suspect.trend = growth_trend(growth, &series);
	if ((suspect.trend.verdict != VERDICT_LEAKS && suspect.trend.verdict != VERDICT_GREW)
	    || suspect.trend.total < SPREAD_BYTES_MIN)
		return;
	suspect.owner = suspect.holder = work->heap->dominators.node[members[0].above];
	suspect.grown_bytes = bytes;
	suspect.grown_entries = entries;
	suspect.is_storage = series.is_storage;
	suspect.is_bounded = grows_by_entries(bytes, entries, n)
			     && is_filling_records(work, kinds, members, count);
	if (suspect.is_bounded && n > 2) {
		mark(work, members, count, SUSPECT_NOBODY);
		return;
	}
	suspects_add(work, &suspect);
	mark(work, members, count, (uint32_t)work->count);
}

static void
add_level(struct suspects_work *work, struct kinds_reader *kinds, unsigned level,
	  struct spread_member *members)
{
	const struct growth *growth = &work->suspects->growth;
	size_t count = 0, end;

	for (uint32_t at = 0; at < growth->group_count; at++) {
		const struct growth_group *group = &growth->groups[at];

		if (work->suspect_of[at] == 0 && group->owner_node != NODE_NONE
		    && group->trend.total > 0 && group->sort != GROUP_ENGINE
		    && !group->is_anonymous && member_at(work, kinds, at, level, &members[count]))
			count++;
	}
	sort_stable(members, count, sizeof(*members), compare_members, NULL);
	for (size_t first = 0; first < count; first = end) {
		for (end = first + 1; end < count && members[end].key == members[first].key;)
			end++;
		add_bucket(work, kinds, members + first, end - first);
	}
}

bool
suspects_add_spread(struct suspects_work *work, struct error *error)
{
	const struct growth *growth = &work->suspects->growth;
	struct spread_member *members;
	struct kinds_reader kinds;
	bool ok = kinds_reader_init(&kinds, work->heap, growth->of_one_process, error);

	members = xcalloc(growth->group_count + 1, sizeof(*members));
	for (unsigned level = 1; ok && level <= SPREAD_LEVELS; level++) {
		add_level(work, &kinds, level, members);
		ok = progress_advance(work->progress, level, error);
	}
	free(members);
	kinds_reader_release(&kinds);
	return ok;
}
