#include "config.h"

#include "heap/same_objects.h"

/* Open addressing from identity to node: a slot is a node + 1, or 0. */
struct identity_table {
	uint32_t *slots;
	size_t mask;
};

static size_t
identity_slot(const struct identity_table *table, uint32_t identity)
{
	return (size_t)(identity * UINT64_C(0x9e3779b97f4a7c15) >> 24) & table->mask;
}

static uint32_t
same_group(const struct same_side *side, node_ix node)
{
	return side->group[side->class_of[node]];
}

static bool
same_is_counted(const struct same_side *side, node_ix node)
{
	return side->identity[node] != 0 && heap_shallow_size(side->heap, node) != 0;
}

static bool
identity_table_fill(struct identity_table *table, const struct same_side *side,
		    struct progress *progress, struct error *error)
{
	node_ix count = heap_node_count(side->heap);
	size_t slots = 64;

	while (slots < (size_t)count + count / 2)
		slots *= 2;
	table->mask = slots - 1;
	table->slots = column_alloc(slots, sizeof *table->slots, error);
	if (table->slots == NULL)
		return false;
	progress_begin(progress, "Listing objects", count);
	for (node_ix node = 0; node < count; node++) {
		size_t slot;

		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (!same_is_counted(side, node))
			continue;
		for (slot = identity_slot(table, side->identity[node]); table->slots[slot] != 0;)
			slot = (slot + 1) & table->mask;
		table->slots[slot] = node + 1;
	}
	return true;
}

/* The object with this identity in the same group that has not been met yet. */
static node_ix
identity_table_find(const struct identity_table *table, const struct same_side *side,
		    uint32_t identity, uint32_t group)
{
	for (size_t slot = identity_slot(table, identity); table->slots[slot] != 0;
	     slot = (slot + 1) & table->mask) {
		node_ix node = table->slots[slot] - 1;

		if (side->identity[node] == identity && same_group(side, node) == group
		    && !bitset_has(side->same, node))
			return node;
	}
	return NODE_NONE;
}

static bool
same_objects_match(const struct identity_table *table, struct same_side *a, struct same_side *b,
		   struct progress *progress, struct error *error)
{
	node_ix count = heap_node_count(b->heap);

	progress_begin(progress, "Comparing objects", count);
	for (node_ix node = 0; node < count; node++) {
		node_ix other;

		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (!same_is_counted(b, node))
			continue;
		other = identity_table_find(table, a, b->identity[node], same_group(b, node));
		if (other == NODE_NONE)
			continue;
		bitset_add(a->same, other);
		bitset_add(b->same, node);
	}
	return true;
}

bool
same_objects_find(struct same_side *a, struct same_side *b, struct progress *progress,
		  struct error *error)
{
	struct identity_table table = { 0 };
	bool is_done;

	a->same = bitset_alloc(heap_node_count(a->heap), error);
	b->same = bitset_alloc(heap_node_count(b->heap), error);
	is_done = a->same != NULL && b->same != NULL
		  && identity_table_fill(&table, a, progress, error)
		  && same_objects_match(&table, a, b, progress, error);
	column_free(table.slots);
	return is_done;
}
