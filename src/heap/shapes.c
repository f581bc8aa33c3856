#include "config.h"

#include "heap/shapes.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/secret.h"
#include "heap/name_kinds.h"

enum { SHAPES_FIRST_SLOTS = 1024 };

struct shape_slot {
	uint32_t hash;
	uint32_t shape; /* number + 1, or 0 */
};

struct shape_table {
	struct shape_slot *slots;
	uint32_t slot_count; /* a power of two */
	uint64_t multiplier; /* of the hashes: names are numbers that a file may choose */
};

static uint32_t
shapes_hash(const struct shape_table *table, const struct snapshot *snapshot, node_ix node)
{
	uint64_t hash = table->multiplier;

	for (edge_ix edge = snapshot->first_edge[node];
	     edge < snapshot->first_edge[node + 1]; edge++)
		if (edge_word_type(snapshot->edge_word[edge]) == EDGE_PROPERTY) {
			hash = (hash ^ snapshot->edge_name[edge]) * table->multiplier;
			hash ^= hash >> 29;
		}
	return (uint32_t)(hash >> 16);
}

static edge_ix
shapes_next_property(const struct snapshot *snapshot, edge_ix edge, edge_ix stop)
{
	while (edge < stop && edge_word_type(snapshot->edge_word[edge]) != EDGE_PROPERTY)
		edge++;
	return edge;
}

static bool
shapes_equal(const struct snapshot *snapshot, node_ix a, node_ix b)
{
	edge_ix x = snapshot->first_edge[a], x_stop = snapshot->first_edge[a + 1];
	edge_ix y = snapshot->first_edge[b], y_stop = snapshot->first_edge[b + 1];

	for (;; x++, y++) {
		x = shapes_next_property(snapshot, x, x_stop);
		y = shapes_next_property(snapshot, y, y_stop);
		if (x == x_stop || y == y_stop)
			return x == x_stop && y == y_stop;
		if (snapshot->edge_name[x] != snapshot->edge_name[y])
			return false;
	}
}

static struct shape_slot *
shape_table_free_slot(struct shape_table *table, uint32_t hash)
{
	while (table->slots[hash & (table->slot_count - 1)].shape != 0)
		hash++;
	return &table->slots[hash & (table->slot_count - 1)];
}

static void
shape_table_grow(struct shape_table *table)
{
	struct shape_slot *old = table->slots;
	uint32_t old_count = table->slot_count;

	table->slot_count = old_count == 0 ? SHAPES_FIRST_SLOTS : old_count * 2;
	table->slots = xcalloc(table->slot_count, sizeof *table->slots);
	for (uint32_t i = 0; i < old_count; i++)
		if (old[i].shape != 0)
			*shape_table_free_slot(table, old[i].hash) = old[i];
	free(old);
}

static uint32_t
shapes_add(struct shapes *shapes, struct shape_table *table, const struct snapshot *snapshot,
	   node_ix node)
{
	uint32_t hash = shapes_hash(table, snapshot, node);

	for (uint32_t place = hash;; place++) {
		struct shape_slot *slot = &table->slots[place & (table->slot_count - 1)];

		if (slot->shape == 0) {
			*slot = (struct shape_slot){ hash, shapes->count + 1 };
			break;
		}
		if (slot->hash == hash
		    && shapes_equal(snapshot, shapes->at[slot->shape - 1].first, node)) {
			shapes->at[slot->shape - 1].count++;
			return slot->shape - 1;
		}
	}
	if (shapes->count == shapes->capacity) {
		shapes->capacity = shapes->capacity * 2 + 256;
		shapes->at = xreallocarray(shapes->at, shapes->capacity, sizeof *shapes->at);
	}
	shapes->at[shapes->count] = (struct shape){ node, 1 };
	if (++shapes->count > table->slot_count / 2)
		shape_table_grow(table);
	return shapes->count - 1;
}

bool
shapes_build(struct shapes *shapes, uint32_t *of, const struct snapshot *snapshot,
	     const uint8_t *name_kinds, struct progress *progress, struct error *error)
{
	struct shape_table table = { .multiplier = secret_multiplier() };
	bool done = true;

	shape_table_grow(&table);
	for (node_ix node = 0; done && node < snapshot->node_count; node++) {
		of[node] = SHAPE_NONE;
		if (snapshot->node_type[node] == NODE_OBJECT
		    && name_kinds[snapshot->node_name[node]] == NAME_OBJECT) {
			of[node] = shapes_add(shapes, &table, snapshot, node);
			shapes->object_count++;
		}
		if (node % PROGRESS_STRIDE == 0)
			done = progress_advance(progress, node, error);
	}
	free(table.slots);
	return done;
}

void
shapes_release(struct shapes *shapes)
{
	free(shapes->at);
	*shapes = (struct shapes){ 0 };
}
