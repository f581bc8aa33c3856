#include "config.h"

#include "heap/ropes.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "heap/kept_names.h"

enum {
	ROPE_LENGTH = 1024, /* UTF-16 units after which a text is long enough */
	/* Each part of V8's ropes has a unit at least, so a text that short has not more pieces. */
	ROPE_STEPS = 2 * ROPE_LENGTH,
	ROPE_STEPS_DEAR = 64, /* whose text is kept */
	ESCAPE_LENGTH = 6,  /* bytes of JSON for one unit, at most */
	UNIT_LENGTH = 3,    /* bytes of text for one unit, at most */
	BLOCK = 32,         /* nodes */
};

struct rope {
	node_ix node;
	node_ix shown; /* what has the same text, as far as it is shown; mostly itself */
};

struct ropes {
	pthread_mutex_t mutex;
	atomic_bool is_measured;
	struct rope *at; /* a column, in order of the nodes; null: not known */
	size_t count;
	struct kept_names *kept;    /* by node */
	struct kept_names *strings; /* of the heap */
};

/* The names of the references to the parts, once met: a string of the file is there once. */
struct part_names {
	string_ix at[2];
};

static bool
is_part(const struct snapshot *snapshot, struct part_names *names, unsigned part, string_ix name)
{
	static const struct text called[2] = { { "first", 5 }, { "second", 6 } };

	if (name == names->at[part])
		return true;
	if (!strings_equal(&snapshot->strings, name, called[part]))
		return false;
	names->at[part] = name;
	return true;
}

/* The root stands for no part, and is none. */
static bool
is_rope(const struct snapshot *snapshot, node_ix part)
{
	return part > 0 && snapshot->node_type[part] == NODE_CONCATENATED_STRING;
}

/* The two parts; a missing one is the root, whose name is empty. */
static void
rope_parts(const struct snapshot *snapshot, struct part_names *names, node_ix node,
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

/* What is known of a rope while all are measured. */
struct measure {
	node_ix parts[2];
	uint16_t units; /* of its text, ROPE_LENGTH at most; less where a rope contains itself */
	enum { UNSEEN, BELOW_IT, DONE } state;
};

struct measuring {
	struct ropes *ropes;
	const struct snapshot *snapshot;
	struct measure *of;
	uint32_t *before; /* ropes before each block of nodes */
	uint32_t *stack;  /* positions in ropes->at */
	size_t depth;
	struct part_names names;
	struct arena scratch;
};

/* Where a rope stands in ropes->at. */
static size_t
measuring_place(const struct measuring *m, node_ix node)
{
	size_t place = m->before[node / BLOCK];

	for (node_ix at = node - node % BLOCK; at < node; at++)
		place += m->snapshot->node_type[at] == NODE_CONCATENATED_STRING;
	return place;
}

/* Units of a string that is no rope. */
static unsigned
measure_leaf(struct measuring *m, node_ix node)
{
	const struct strings *strings = &m->snapshot->strings;
	string_ix name = m->snapshot->node_name[node];
	size_t units;

	if (name < strings->recorded
	    && strings_raw(strings, name).length >= (size_t)ESCAPE_LENGTH * ROPE_LENGTH)
		return ROPE_LENGTH;
	arena_reset(&m->scratch);
	units = text_utf16_length(snapshot_node_name(m->snapshot, node, &m->scratch));
	return units < ROPE_LENGTH ? (unsigned)units : ROPE_LENGTH;
}

/* What a part adds to a rope. */
struct measured_part {
	node_ix shown;
	unsigned units;
	bool is_empty; /* for certain: not just a rope that contains itself */
};

static struct measured_part
measure_part(struct measuring *m, node_ix part)
{
	struct measured_part measured = { .shown = part };

	if (is_rope(m->snapshot, part)) {
		size_t below = measuring_place(m, part);

		measured.units = m->of[below].units;
		measured.is_empty = measured.units == 0 && m->of[below].state == DONE;
		if (m->of[below].state == DONE)
			measured.shown = m->ropes->at[below].shown;
	} else {
		measured.units = measure_leaf(m, part);
		measured.is_empty = measured.units == 0;
	}
	return measured;
}

/* All below it is measured, but what contains it. */
static void
measure_rope(struct measuring *m, size_t at)
{
	struct rope *rope = &m->ropes->at[at];
	struct measured_part first = measure_part(m, m->of[at].parts[0]);
	struct measured_part second = { .units = 0 };

	rope->shown = rope->node;
	if (first.units < ROPE_LENGTH)
		second = measure_part(m, m->of[at].parts[1]);
	if (first.units >= ROPE_LENGTH || second.is_empty)
		rope->shown = first.shown;
	else if (first.is_empty)
		rope->shown = second.shown;
	first.units += second.units;
	m->of[at].units = (uint16_t)(first.units < ROPE_LENGTH ? first.units : ROPE_LENGTH);
	m->of[at].state = DONE;
}

/* Depth first: a rope is on the stack once for each rope it is a part of, at most. */
static void
measure_from(struct measuring *m, size_t at)
{
	m->stack[m->depth++] = (uint32_t)at;
	while (m->depth > 0) {
		size_t top = m->stack[m->depth - 1];
		struct measure *measure = &m->of[top];

		if (measure->state != UNSEEN) {
			m->depth--;
			if (measure->state == BELOW_IT)
				measure_rope(m, top);
			continue;
		}
		measure->state = BELOW_IT;
		rope_parts(m->snapshot, &m->names, m->ropes->at[top].node, measure->parts);
		for (unsigned i = 0; i < 2; i++) {
			node_ix part = measure->parts[i];
			size_t place;

			if (!is_rope(m->snapshot, part))
				continue;
			place = measuring_place(m, part);
			if (m->of[place].state == UNSEEN)
				m->stack[m->depth++] = (uint32_t)place;
		}
	}
}

static bool
ropes_list(struct ropes *ropes, const struct snapshot *snapshot)
{
	size_t count = 0;

	for (node_ix node = 0; node < snapshot->node_count; node++)
		count += snapshot->node_type[node] == NODE_CONCATENATED_STRING;
	ropes->at = column_alloc(count, sizeof *ropes->at, NULL);
	if (ropes->at == NULL)
		return false;
	for (node_ix node = 0; ropes->count < count; node++)
		if (snapshot->node_type[node] == NODE_CONCATENATED_STRING)
			ropes->at[ropes->count++] = (struct rope){ node, node };
	return true;
}

/* Without the memory for it each rope stands for itself. */
static void
ropes_measure(struct ropes *ropes, const struct snapshot *snapshot)
{
	struct measuring m = { .ropes = ropes, .snapshot = snapshot,
			       .names = { { STRING_NONE, STRING_NONE } } };

	if (!ropes_list(ropes, snapshot))
		return;
	m.of = column_alloc(ropes->count, sizeof *m.of, NULL);
	m.stack = column_alloc(2 * ropes->count + 1, sizeof *m.stack, NULL);
	m.before = column_alloc((size_t)snapshot->node_count / BLOCK + 1, sizeof *m.before, NULL);
	if (m.of != NULL && m.stack != NULL && m.before != NULL) {
		for (size_t at = ropes->count; at-- > 0;)
			m.before[ropes->at[at].node / BLOCK] = (uint32_t)at;
		for (size_t at = 0; at < ropes->count; at++)
			if (m.of[at].state == UNSEEN)
				measure_from(&m, at);
	}
	column_free(m.of);
	column_free(m.stack);
	column_free(m.before);
	arena_release(&m.scratch);
}

/* The rope to read in place of a deep one. */
static node_ix
ropes_shown(struct ropes *ropes, const struct snapshot *snapshot, node_ix node)
{
	size_t low = 0, high;

	pthread_mutex_lock(&ropes->mutex);
	if (!ropes->is_measured)
		ropes_measure(ropes, snapshot);
	ropes->is_measured = true;
	pthread_mutex_unlock(&ropes->mutex);
	for (high = ropes->count; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (ropes->at[middle].node < node)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ropes->count ? ropes->at[low].shown : node;
}

/* Units of a text, if they are not more than matter. */
static size_t
shown_units(struct text text)
{
	return text.length >= (size_t)UNIT_LENGTH * ROPE_LENGTH ? ROPE_LENGTH
								: text_utf16_length(text);
}

struct reading {
	struct ropes *ropes;
	const struct snapshot *snapshot;
	struct arena *scratch;
	struct buffer name;
	struct text text;  /* of the name, once read */
};

static bool
reading_add(struct reading *reading, node_ix piece, size_t *units)
{
	struct text text = kept_names_string(reading->ropes->strings, &reading->snapshot->strings,
					     reading->snapshot->node_name[piece], reading->scratch);

	*units += shown_units(text);
	/* one long piece, of many ropes maybe: it is not copied */
	if (*units >= ROPE_LENGTH && reading->name.length == 0) {
		reading->text = text;
		return false;
	}
	buffer_add_text(&reading->name, text);
	return *units < ROPE_LENGTH;
}

/* Returns how many ropes and pieces were met, more than ROPE_STEPS if the text has no end after so
 * many. */
static unsigned
reading_run(struct reading *reading, node_ix node)
{
	struct part_names names = { { STRING_NONE, STRING_NONE } };
	node_ix stack[ROPE_STEPS + 2], parts[2];
	size_t depth = 0, units = 0;
	unsigned steps = 0;
	bool go_on = true;

	reading->text = (struct text){ .at = NULL };
	buffer_clear(&reading->name);
	stack[depth++] = node;
	for (; depth > 0 && go_on; steps++) {
		node_ix part = stack[--depth];

		if (steps == ROPE_STEPS) {
			steps++;
			break;
		}
		if (!is_rope(reading->snapshot, part)) {
			go_on = reading_add(reading, part, &units);
			continue;
		}
		rope_parts(reading->snapshot, &names, part, parts);
		stack[depth++] = parts[1];
		stack[depth++] = parts[0];
	}
	if (reading->text.at == NULL)
		reading->text = reading->name.length > 0 ? buffer_text(&reading->name) : TEXT("");
	return steps;
}

struct text
ropes_text(struct ropes *ropes, const struct snapshot *snapshot, node_ix node,
	   struct arena *scratch)
{
	struct reading reading = { .ropes = ropes, .snapshot = snapshot, .scratch = scratch };
	struct text text;
	unsigned steps;

	if (kept_names_find(ropes->kept, node, &text))
		return text;
	steps = reading_run(&reading, atomic_load(&ropes->is_measured)
				      ? ropes_shown(ropes, snapshot, node) : node);
	if (steps > ROPE_STEPS)
		reading_run(&reading, ropes_shown(ropes, snapshot, node));
	text = reading.name.length > 0 ? arena_text(scratch, reading.text) : reading.text;
	buffer_release(&reading.name);
	if (steps > ROPE_STEPS_DEAR)
		kept_names_add(ropes->kept, node, text);
	return text;
}

struct ropes *
ropes_new(struct kept_names *strings)
{
	struct ropes *ropes = xcalloc(1, sizeof *ropes);

	pthread_mutex_init(&ropes->mutex, NULL);
	ropes->kept = kept_names_new();
	ropes->strings = strings;
	return ropes;
}

void
ropes_free(struct ropes *ropes)
{
	pthread_mutex_destroy(&ropes->mutex);
	column_free(ropes->at);
	kept_names_free(ropes->kept);
	free(ropes);
}
