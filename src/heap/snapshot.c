#include "config.h"

#include "heap/snapshot.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/units.h"

static const char *const node_type_names[NODE_TYPES_KNOWN] = {
	[NODE_HIDDEN] = "hidden",
	[NODE_ARRAY] = "array",
	[NODE_STRING] = "string",
	[NODE_OBJECT] = "object",
	[NODE_CODE] = "code",
	[NODE_CLOSURE] = "closure",
	[NODE_REGEXP] = "regexp",
	[NODE_NUMBER] = "number",
	[NODE_NATIVE] = "native",
	[NODE_SYNTHETIC] = "synthetic",
	[NODE_CONCATENATED_STRING] = "concatenated string",
	[NODE_SLICED_STRING] = "sliced string",
	[NODE_SYMBOL] = "symbol",
	[NODE_BIGINT] = "bigint",
	[NODE_OBJECT_SHAPE] = "object shape",
	[NODE_WASM_OBJECT] = "wasm object",
};

static const char *const edge_type_names[] = {
	[EDGE_CONTEXT] = "context",
	[EDGE_ELEMENT] = "element",
	[EDGE_PROPERTY] = "property",
	[EDGE_INTERNAL] = "internal",
	[EDGE_HIDDEN] = "hidden",
	[EDGE_SHORTCUT] = "shortcut",
	[EDGE_WEAK] = "weak",
	/* a half of a pair is an internal edge to everybody outside */
	[EDGE_EPHEMERON] = "internal",
	[EDGE_INVISIBLE] = "invisible",
};

unsigned
node_type_of_name(const char *name)
{
	unsigned type = 0;

	while (type < NODE_TYPES_KNOWN && strcmp(name, node_type_names[type]) != 0)
		type++;
	return type;
}

enum edge_type
edge_type_of_name(const char *name)
{
	for (enum edge_type type = EDGE_CONTEXT; type <= EDGE_WEAK; type++)
		if (strcmp(name, edge_type_names[type]) == 0)
			return type;
	return EDGE_INVISIBLE;
}

/* A column that nobody but its owner may write to, at its end. */
static void
column_discard(const void *column)
{
	column_free((void *)(uintptr_t)column);
}

void
snapshot_release(struct snapshot *snapshot)
{
	struct arena *arena = snapshot->storage;

	column_discard(snapshot->node_type);
	column_discard(snapshot->node_name);
	column_discard(snapshot->node_id);
	column_discard(snapshot->first_edge);
	column_discard(snapshot->edge_word);
	column_discard(snapshot->edge_name);
	column_discard(snapshot->edge_odd_type);
	column_discard(snapshot->detachedness);
	column_discard(snapshot->trace_node_id);
	column_discard(snapshot->locations);
	column_discard(snapshot->trace_functions);
	column_discard(snapshot->trace_nodes);
	column_discard(snapshot->scopes);
	column_discard(snapshot->scope_variables);
	column_discard(snapshot->scope_uses);
	sizes_release(&snapshot->samples.timestamp_us);
	column_free(snapshot->samples.last_id);
	sizes_release(&snapshot->size);
	strings_release(&snapshot->strings);
	ephemerons_release(&snapshot->ephemerons);
	if (arena != NULL) {
		arena_release(arena);
		free(arena);
	}
	*snapshot = (struct snapshot){ .node_count = 0 };
}

/* The file's name for the type of an edge that is odd. */
static const char *
odd_type_name(const struct snapshot *snapshot, edge_ix edge)
{
	return snapshot->edge_types[snapshot->edge_odd_type[edge] - 1];
}

enum edge_type
snapshot_edge_type(const struct snapshot *snapshot, edge_ix edge)
{
	if (snapshot_edge_is_odd(snapshot, edge)
	    && strcmp(odd_type_name(snapshot, edge), edge_type_names[EDGE_INVISIBLE]) == 0)
		return EDGE_INVISIBLE;
	return edge_word_type(snapshot->edge_word[edge]);
}

const char *
snapshot_edge_type_name(const struct snapshot *snapshot, edge_ix edge)
{
	return snapshot_edge_is_odd(snapshot, edge)
	       ? odd_type_name(snapshot, edge)
	       : edge_type_names[edge_word_type(snapshot->edge_word[edge])];
}

const char *
snapshot_node_type_name(const struct snapshot *snapshot, node_ix node)
{
	uint8_t type = snapshot->node_type[node];

	return type < NODE_TYPES_KNOWN ? node_type_names[type]
				       : snapshot->extra_node_types[type - NODE_TYPES_KNOWN];
}

node_ix
snapshot_edge_source(const struct snapshot *snapshot, edge_ix edge)
{
	node_ix low = 0, high = snapshot->node_count;

	/* the last node whose edges begin at this one or before */
	while (high - low > 1) {
		node_ix middle = low + (high - low) / 2;

		if (snapshot->first_edge[middle] <= edge)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct text
snapshot_node_name(const struct snapshot *snapshot, node_ix node, struct arena *scratch)
{
	return strings_text(&snapshot->strings, snapshot->node_name[node], scratch);
}

struct text
snapshot_edge_name(const struct snapshot *snapshot, edge_ix edge, struct arena *scratch)
{
	uint32_t word = snapshot->edge_word[edge];
	char digits[UNITS_LENGTH];
	struct text text;
	double number;

	if (edge_word_is_numbered(word))
		return arena_printf(scratch, "%" PRIu32, snapshot->edge_name[edge]);
	text = strings_text(&snapshot->strings, snapshot->edge_name[edge], scratch);
	if (edge_word_type(word) == EDGE_SHORTCUT && text_parse_number(text, &number))
		return arena_printf(scratch, "%s", units_whole(digits, number));
	return text;
}

node_ix
snapshot_internal(const struct snapshot *snapshot, node_ix node, struct text name, edge_ix *edge)
{
	for (edge_ix i = snapshot->first_edge[node]; i < snapshot->first_edge[node + 1]; i++) {
		uint32_t word = snapshot->edge_word[i];
		enum edge_type type = edge_word_type(word);

		if ((type != EDGE_INTERNAL && type != EDGE_EPHEMERON)
		    || !strings_equal(&snapshot->strings, snapshot->edge_name[i], name)
		    || snapshot_edge_is_odd(snapshot, i))
			continue;
		if (edge != NULL)
			*edge = i;
		return edge_word_target(word);
	}
	return NODE_NONE;
}

const struct location *
snapshot_location(const struct snapshot *snapshot, node_ix node)
{
	size_t low = 0, high = snapshot->location_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (snapshot->locations[middle].node < node)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < snapshot->location_count && snapshot->locations[low].node == node)
		return &snapshot->locations[low];
	return NULL;
}

node_ix
snapshot_find_id(const struct snapshot *snapshot, uint64_t id)
{
	for (node_ix i = 0; i < snapshot->node_count; i++)
		if (snapshot->node_id[i] == id)
			return i;
	return NODE_NONE;
}
