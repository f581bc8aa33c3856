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

/* Texts are never called permanent (owners.h), but their ids tell how old they are. */
static bool
is_fresh(const struct suspects_work *work, node_ix node)
{
	const struct growth *growth = &work->suspects->growth;
	uint32_t id = heap_node_id(work->heap, node);

	return id > growth->last_id[0][id % 2]
	       && !owners_is_permanent(&growth->owners, work->heap->dominators.number[node]);
}

/* Returns how many there are. */
static size_t
add_contents(const struct suspects_work *work, node_ix holder, struct contents *contents)
{
	const struct heap *heap = work->heap;
	size_t count = 0;

	for (edge_ix edge = heap->snapshot.first_edge[holder];
	     edge < heap->snapshot.first_edge[holder + 1]; edge++) {
		node_ix node = snapshot_edge_target(&heap->snapshot, edge);

		if (!is_kept_by(heap, edge)
		    || (work->role[node] != ROLE_USER && work->role[node] != ROLE_LEAF))
			continue;
		count++;
		if (contents->fresh_count < ENTRIES_LOOKED_AT && is_fresh(work, node))
			contents->fresh[contents->fresh_count++] = node;
	}
	return count;
}

/* V8 draws what is in an Array twice, from the Array and from its store. */
static void
read_contents(const struct suspects_work *work, node_ix collection, struct contents *contents)
{
	const struct heap *heap = work->heap;

	*contents = (struct contents){ .count = 0 };
	contents->count = add_contents(work, collection, contents);
	for (edge_ix edge = heap->snapshot.first_edge[collection];
	     edge < heap->snapshot.first_edge[collection + 1]; edge++) {
		node_ix table = snapshot_edge_target(&heap->snapshot, edge);
		size_t count;

		if (!is_kept_by(heap, edge) || work->role[table] != ROLE_STORAGE
		    || heap_dominator(heap, table) != collection)
			continue;
		count = add_contents(work, table, contents);
		if (count > contents->count)
			contents->count = count;
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
