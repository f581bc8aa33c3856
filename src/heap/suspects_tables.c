/*
 * Tables of plain numbers: all that shows of them is how large they are, and that grows in
 * jumps.
 */

#include "config.h"

#include "heap/suspects_internal.h"

#include "heap/expression.h"

enum {
	TABLE_BYTES_EACH = 128, /* that a thing takes in a table, at most */
	JUMP_BYTES_MIN = 16384,
};

/* Things in the tables of an object. */
static size_t
table_contents(const struct suspects_work *work, node_ix owner)
{
	const struct snapshot *snapshot = &work->heap->snapshot;
	size_t contents = 0;

	for (edge_ix at = snapshot->first_edge[owner]; at < snapshot->first_edge[owner + 1]; at++) {
		node_ix table = snapshot_edge_target(snapshot, at);

		if (work->role[table] != ROLE_STORAGE || heap_dominator(work->heap, table) != owner)
			continue;
		for (edge_ix in = snapshot->first_edge[table];
		     in < snapshot->first_edge[table + 1]; in++) {
			enum role role =
				(enum role)work->role[snapshot_edge_target(snapshot, in)];

			contents += role == ROLE_USER || role == ROLE_LEAF;
		}
	}
	return contents;
}

bool
suspects_is_table_of_numbers(const struct suspects_work *work, node_ix owner, uint64_t size)
{
	struct text class = heap_class_name(work->heap, owner);

	return !text_equal(class, TEXT("WeakMap")) && !text_equal(class, TEXT("WeakSet"))
	       && table_contents(work, owner) * TABLE_BYTES_EACH < size;
}

/*
 * Whether the group's things, in a list beside the table and in the same object, came as the table
 * grew, and are as many as it may have numbers: those are places in the list then, as in a cache
 * that throws out what was used least.  Such a table is bounded with its list, though it gets
 * four times as large: V8 keeps the places of deleted entries until it is made anew.
 */
static bool
is_indexed_by(const struct suspects_work *work, const struct growth_group *group,
	      const struct growth_group *storage, uint64_t size)
{
	node_ix holder;

	if (group->sort != GROUP_ENTRIES || group->owner == storage->owner
	    || group->owner_node == NODE_NONE || group->trend.total <= 0)
		return false;
	holder = heap_dominator(work->heap, storage->owner_node);
	return heap_dominator(work->heap, group->owner_node) == holder
	       && work->role[holder] == ROLE_USER
	       && !text_starts_with(heap_class_name(work->heap, holder), TEXT("system / "))
	       && table_contents(work, group->owner_node) * TABLE_BYTES_EACH >= size;
}

/* A table that grows with what is in it is no suspect of its own; nor is one that holds its
 * keys weakly, for who keeps those alive is. */
bool
suspects_explain_table(const struct suspects_work *work, const struct growth_group *storage)
{
	const struct growth *growth = &work->suspects->growth;
	uint64_t size = (uint64_t)storage->bytes[growth->count - 1];

	for (uint32_t at = 0; at < growth->group_count; at++) {
		const struct growth_group *group = &growth->groups[at];

		if (group->owner == storage->owner && group->sort != GROUP_STORAGE
		    && group->sort != GROUP_ENGINE && group->trend.total > 0
		    && group->trend.entries_per_step >= 1)
			return true;
		if (is_indexed_by(work, group, storage, size))
			return true;
	}
	/* What is in it may belong to somebody else, who has a list of the same things. */
	return !suspects_is_table_of_numbers(work, storage->owner_node, size);
}

static bool
is_jump(const struct suspects_work *work, const struct growth_group *group)
{
	return group->sort == GROUP_STORAGE && group->owner_node != NODE_NONE
	       && !group->is_anonymous && group->trend.verdict == VERDICT_BURST
	       && group->trend.total >= JUMP_BYTES_MIN && !suspects_explain_table(work, group);
}

void
suspects_note_jump(struct suspects_work *work)
{
	struct suspects *suspects = work->suspects;
	const struct growth_group *best = NULL;

	if (suspects->snapshot_count < 3)
		return;
	for (size_t i = 0; i < suspects->growth.group_count; i++) {
		const struct growth_group *group = &suspects->growth.groups[i];

		if (is_jump(work, group)
		    && (best == NULL || group->trend.total > best->trend.total))
			best = group;
	}
	if (best == NULL)
		return;
	suspects->jump_name = expression_of_node(work->heap, best->owner_node, &suspects->arena);
	suspects->jump_bytes = best->trend.total;
}
