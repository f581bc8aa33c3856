#include "config.h"

#include "heap/ropes.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "heap/ropes_internal.h"

enum {
	SHALLOW_STEPS = 64,       /* a rope of more is deep */
	SHALLOW_REFERENCES = 512, /* and so is one whose ropes have more, of whatever kind */
};

struct ropes {
	pthread_mutex_t mutex;
	atomic_bool is_measured;
	struct rope_table table;
	struct kept_names *strings; /* of the heap */
};

static bool
is_part(const struct snapshot *snapshot, struct rope_part_names *names, unsigned part,
	string_ix name)
{
	static const struct text called[2] = { { "first", 5 }, { "second", 6 } };

	if (name == names->at[part])
		return true;
	if (!strings_equal(&snapshot->strings, name, called[part]))
		return false;
	names->at[part] = name;
	return true;
}

void
rope_nodes(const struct snapshot *snapshot, struct rope_part_names *names, node_ix node,
	   node_ix parts[2])
{
	parts[0] = parts[1] = 0;
	for (edge_ix edge = snapshot->first_edge[node];
	     edge < snapshot->first_edge[node + 1] && (parts[0] == 0 || parts[1] == 0); edge++) {
		string_ix name = snapshot->edge_name[edge];

		if (edge_word_type(snapshot->edge_word[edge]) != EDGE_INTERNAL)
			continue;
		if (is_part(snapshot, names, 0, name))
			parts[0] = snapshot_edge_target(snapshot, edge);
		else if (is_part(snapshot, names, 1, name))
			parts[1] = snapshot_edge_target(snapshot, edge);
	}
}

/* A text that is being read. */
struct rope_reading {
	struct kept_names *strings;
	const struct snapshot *snapshot;
	struct buffer *name;
	struct arena *scratch;
	size_t units;
};

static void
rope_reading_add_leaf(struct rope_reading *reading, node_ix node)
{
	struct text text = rope_leaf(reading->strings, reading->snapshot, node, reading->scratch);

	buffer_add_text(reading->name, text);
	reading->units += rope_units(text);
}

/* Reads a rope by its references; false if it has more pieces, or passes more references, than
 * that.  *whole is the first piece if that is all that is shown; it is not read. */
static bool
rope_read(struct ropes *ropes, const struct snapshot *snapshot, node_ix node, unsigned most_steps,
	  uint64_t most_references, struct buffer *name, node_ix *whole, struct arena *scratch)
{
	struct rope_reading reading = { ropes->strings, snapshot, name, scratch, 0 };
	struct rope_part_names names = { { STRING_NONE, STRING_NONE } };
	node_ix stack[ROPE_STEPS + 2], parts[2];
	uint64_t references = 0;
	size_t depth = 0;

	stack[depth++] = node;
	for (unsigned steps = 0; depth > 0 && reading.units < ROPE_LENGTH; steps++) {
		node_ix part = stack[--depth];

		if (steps == most_steps)
			return false;
		if (!is_rope(snapshot, part)) {
			if (name->length == 0
			    && rope_units(rope_leaf(ropes->strings, snapshot, part, scratch))
				       >= ROPE_LENGTH) {
				*whole = part;
				break;
			}
			rope_reading_add_leaf(&reading, part);
			continue;
		}
		references += snapshot->first_edge[part + 1] - snapshot->first_edge[part];
		if (references > most_references)
			return false;
		rope_nodes(snapshot, &names, part, parts);
		stack[depth++] = parts[1];
		stack[depth++] = parts[0];
	}
	return true;
}

size_t
rope_table_read(const struct rope_table *table, const struct snapshot *snapshot, size_t place,
		struct buffer *name, struct arena *scratch)
{
	struct rope_reading reading = { table->strings, snapshot, name, scratch, 0 };
	rope_part stack[ROPE_STEPS + 2];
	size_t depth = 0;

	stack[depth++] = (rope_part)place | ROPE_PART_IS_ROPE;
	for (unsigned steps = 0;
	     depth > 0 && reading.units < ROPE_LENGTH && steps < ROPE_STEPS; steps++) {
		rope_part part = stack[--depth];
		const struct rope *rope;

		if ((part & ROPE_PART_IS_ROPE) == 0) {
			rope_reading_add_leaf(&reading, part);
			continue;
		}
		rope = &table->at[part & ~ROPE_PART_IS_ROPE];
		if (rope->text != NULL && reading.units + rope->units < ROPE_LENGTH) {
			buffer_add(name, rope->text, rope->bytes);
			reading.units += rope->units;
			continue;
		}
		if (rope->parts[1] != ROPE_PART_NONE)
			stack[depth++] = rope->parts[1];
		stack[depth++] = rope->parts[0];
	}
	return reading.units;
}

/* What is known, once it is; null without the memory for it. */
static const struct rope_table *
ropes_measured(struct ropes *ropes, const struct snapshot *snapshot)
{
	if (!atomic_load(&ropes->is_measured)) {
		pthread_mutex_lock(&ropes->mutex);
		if (!atomic_load(&ropes->is_measured))
			rope_table_build(&ropes->table, snapshot, ropes->strings);
		atomic_store(&ropes->is_measured, true);
		pthread_mutex_unlock(&ropes->mutex);
	}
	return ropes->table.at != NULL ? &ropes->table : NULL;
}

static struct text
ropes_measured_text(struct ropes *ropes, const struct snapshot *snapshot, node_ix node,
		    struct buffer *name, struct arena *scratch)
{
	const struct rope_table *table = &ropes->table;
	size_t place = rope_table_place(table, snapshot, node);
	const struct rope *rope = &table->at[place];

	if (rope->text != NULL)
		return (struct text){ rope->text, rope->bytes };
	if (rope->parts[1] == ROPE_PART_NONE && (rope->parts[0] & ROPE_PART_IS_ROPE) == 0)
		return rope_leaf(table->strings, snapshot, rope->parts[0], scratch);
	buffer_clear(name);
	rope_table_read(table, snapshot, place, name, scratch);
	return arena_text(scratch, buffer_text(name));
}

struct text
ropes_text(struct ropes *ropes, const struct snapshot *snapshot, node_ix node,
	   struct arena *scratch)
{
	const struct rope_table *table = NULL;
	struct buffer name = { 0 };
	node_ix whole = NODE_NONE;
	struct text text;
	bool is_read = false;

	if (!is_rope(snapshot, node)) /* a root that calls itself one */
		return rope_leaf(ropes->strings, snapshot, node, scratch);
	if (!atomic_load(&ropes->is_measured))
		is_read = rope_read(ropes, snapshot, node, SHALLOW_STEPS, SHALLOW_REFERENCES, &name,
				    &whole, scratch);
	if (!is_read)
		table = ropes_measured(ropes, snapshot);
	if (table == NULL && !is_read) {
		buffer_clear(&name);
		rope_read(ropes, snapshot, node, ROPE_STEPS, UINT64_MAX, &name, &whole, scratch);
	}
	if (table != NULL)
		text = ropes_measured_text(ropes, snapshot, node, &name, scratch);
	else if (whole != NODE_NONE)
		text = rope_leaf(ropes->strings, snapshot, whole, scratch);
	else
		text = arena_text(scratch, buffer_text(&name));
	buffer_release(&name);
	return text;
}

struct ropes *
ropes_new(struct kept_names *strings)
{
	struct ropes *ropes = xcalloc(1, sizeof *ropes);

	ropes->strings = strings;
	pthread_mutex_init(&ropes->mutex, NULL);
	return ropes;
}

void
ropes_free(struct ropes *ropes)
{
	pthread_mutex_destroy(&ropes->mutex);
	rope_table_release(&ropes->table);
	free(ropes);
}
