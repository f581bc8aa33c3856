#include "config.h"

#include "heap/same_objects.h"

#include "base/secret.h"

/*
 * Objects by identity and group: open addressing, and a list of those that share both.  A slot has
 * one of them, which says what it is for, and the first that has not been met yet.
 *
 *	slot  key    first ----> link of that ----> ...     each a node + 1, or 0
 */
struct identity_table {
	uint32_t *key, *first; /* columns by slot */
	uint32_t *link;        /* column by node */
	size_t mask;
	uint64_t of_identity, of_group; /* multipliers: ids are what a file says */
};

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

/* The slot of an identity in a group, or the free one where it belongs. */
static size_t
identity_slot(const struct identity_table *table, const struct same_side *side,
	      uint32_t identity, uint32_t group)
{
	uint64_t hash = identity * table->of_identity + group * table->of_group;
	size_t slot = (size_t)(hash >> 32) & table->mask;

	for (; table->key[slot] != 0; slot = (slot + 1) & table->mask) {
		node_ix node = table->key[slot] - 1;

		if (side->identity[node] == identity && same_group(side, node) == group)
			break;
	}
	return slot;
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
	table->of_identity = secret_multiplier();
	table->of_group = secret_multiplier();
	table->key = column_alloc(slots, sizeof *table->key, error);
	table->first = column_alloc(slots, sizeof *table->first, error);
	table->link = column_alloc(count, sizeof *table->link, error);
	if (table->key == NULL || table->first == NULL || table->link == NULL)
		return false;
	progress_begin(progress, "Listing objects", count);
	/* the first of a list in the end is the first in the file */
	for (node_ix node = count; node-- > 0;) {
		size_t slot;

		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, count - node, error))
			return false;
		if (!same_is_counted(side, node))
			continue;
		slot = identity_slot(table, side, side->identity[node], same_group(side, node));
		table->key[slot] = node + 1;
		table->link[node] = table->first[slot];
		table->first[slot] = node + 1;
	}
	return true;
}

/* The object with this identity in the same group that has not been met yet. */
static node_ix
identity_table_take(const struct identity_table *table, const struct same_side *side,
		    uint32_t identity, uint32_t group)
{
	size_t slot = identity_slot(table, side, identity, group);
	node_ix node = table->first[slot];

	if (node == 0)
		return NODE_NONE;
	table->first[slot] = table->link[node - 1];
	return node - 1;
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
		other = identity_table_take(table, a, b->identity[node], same_group(b, node));
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
	column_free(table.key);
	column_free(table.first);
	column_free(table.link);
	return is_done;
}
