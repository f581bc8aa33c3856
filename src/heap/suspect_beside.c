#include "config.h"

#include "heap/suspect_beside.h"

enum {
	BESIDE_MAX = 64,       /* collections of one object that are looked at */
	ENTRIES_LOOKED_AT = 16,
	ENTRIES_MIN = 4,
};

/* What a collection holds, itself or in its tables. */
struct contents {
	size_t count;
	node_ix fresh[ENTRIES_LOOKED_AT]; /* came while snapshots were taken */
	size_t fresh_count;
};

static bool
is_collection(const struct heap *heap, node_ix node)
{
	static const char *const classes[] = { "Map", "Set", "Array", "Object" };
	struct arena scratch = { 0 };
	struct text name;
	bool is_one = false;

	if (heap_node_type(heap, node) != NODE_OBJECT)
		return false;
	name = snapshot_node_name(&heap->snapshot, node, &scratch);
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		is_one |= text_equal(name, text_of(classes[i]));
	arena_release(&scratch);
	return is_one;
}

static bool
is_kept_by(const struct heap *heap, edge_ix edge)
{
	return edge_word_type(heap->snapshot.edge_word[edge]) < EDGE_SHORTCUT;
}

static void
add_contents(const struct suspects_work *work, node_ix holder, struct contents *contents)
{
	const struct heap *heap = work->heap;
	const struct owners *owners = &work->suspects->growth.owners;

	for (edge_ix edge = heap->snapshot.first_edge[holder];
	     edge < heap->snapshot.first_edge[holder + 1]; edge++) {
		node_ix node = snapshot_edge_target(&heap->snapshot, edge);
		uint32_t place = heap->dominators.number[node];

		if (!is_kept_by(heap, edge)
		    || (work->role[node] != ROLE_USER && work->role[node] != ROLE_LEAF))
			continue;
		contents->count++;
		if (contents->fresh_count < ENTRIES_LOOKED_AT
		    && !owners_is_permanent(owners, place))
			contents->fresh[contents->fresh_count++] = node;
	}
}

static void
read_contents(const struct suspects_work *work, node_ix collection, struct contents *contents)
{
	const struct heap *heap = work->heap;

	*contents = (struct contents){ .count = 0 };
	add_contents(work, collection, contents);
	for (edge_ix edge = heap->snapshot.first_edge[collection];
	     edge < heap->snapshot.first_edge[collection + 1]; edge++) {
		node_ix table = snapshot_edge_target(&heap->snapshot, edge);

		if (is_kept_by(heap, edge) && work->role[table] == ROLE_STORAGE
		    && heap_dominator(heap, table) == collection)
			add_contents(work, table, contents);
	}
}

/* Whether what the collection beside has is in the holder, too, with much more. */
static bool
is_filled_together(const struct suspects_work *work, node_ix holder, size_t holder_count,
		   node_ix beside)
{
	struct contents contents;
	size_t shared = 0;

	read_contents(work, beside, &contents);
	if (contents.count < ENTRIES_MIN || contents.fresh_count < ENTRIES_MIN
	    || holder_count < contents.count + contents.count / 2)
		return false;
	for (size_t i = 0; i < contents.fresh_count; i++)
		shared += holders_edge(work->heap, work->role, holder, contents.fresh[i])
			  != EDGE_NONE;
	/* A Map has keys and values; either is enough. */
	return shared >= ENTRIES_MIN && shared * 5 >= contents.fresh_count * 2;
}

/* What grows beside is no bound. */
static bool
is_steady(const struct growth *growth, node_ix beside)
{
	int64_t first = 0, last = 0;

	for (size_t i = 0; i < growth->group_count; i++) {
		const struct growth_group *group = &growth->groups[i];

		if (group->owner_node != beside || group->sort == GROUP_STORAGE
		    || group->sort == GROUP_ENGINE)
			continue;
		first += group->entries[0];
		last += group->entries[growth->count - 1];
	}
	return last <= first + first / 4 + ENTRIES_MIN;
}

/* The object both belong to: the last on the path above the holder that is no table. */
static node_ix
object_above(const struct suspects_work *work, const struct suspect *suspect)
{
	for (size_t i = suspect->path.count; i > 1; i--) {
		node_ix node = suspect->path.steps[i - 2].node;

		if (work->role[node] == ROLE_USER)
			return node;
		if (work->role[node] != ROLE_STORAGE)
			return NODE_NONE;
	}
	return NODE_NONE;
}

node_ix
suspect_beside(const struct suspects_work *work, const struct suspect *suspect)
{
	const struct snapshot *snapshot = &work->heap->snapshot;
	const struct growth *growth = &work->suspects->growth;
	node_ix above = object_above(work, suspect);
	struct contents contents;
	unsigned seen = 0;

	if (growth->count < 2 || !growth->of_one_process || suspect->sort != SUSPECT_GROUP
	    || above == NODE_NONE || !is_collection(work->heap, suspect->holder))
		return NODE_NONE;
	read_contents(work, suspect->holder, &contents);
	for (edge_ix edge = snapshot->first_edge[above];
	     edge < snapshot->first_edge[above + 1] && seen < BESIDE_MAX; edge++) {
		node_ix node = snapshot_edge_target(snapshot, edge);

		if (node == suspect->holder || !is_kept_by(work->heap, edge)
		    || !is_collection(work->heap, node))
			continue;
		seen++;
		if (is_filled_together(work, suspect->holder, contents.count, node)
		    && is_steady(growth, node))
			return node;
	}
	return NODE_NONE;
}
