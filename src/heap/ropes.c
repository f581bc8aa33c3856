#include "config.h"

#include "heap/ropes.h"

#include "base/buffer.h"
#include "base/memory.h"

enum {
	ROPE_LENGTH = 1024, /* UTF-16 units after which a text is long enough */
	/* Each part of V8's ropes has a unit at least, so a text that short has not more pieces. */
	ROPE_STEPS = 2 * ROPE_LENGTH,
	ESCAPE_LENGTH = 6,  /* bytes of JSON for one unit, at most */
};

/* The two parts; a missing one is the root, whose name is empty. */
static void
rope_parts(const struct snapshot *snapshot, node_ix node, node_ix parts[2])
{
	parts[0] = parts[1] = 0;
	for (edge_ix edge = snapshot->first_edge[node];
	     edge < snapshot->first_edge[node + 1] && (parts[0] == 0 || parts[1] == 0); edge++) {
		string_ix name = snapshot->edge_name[edge];

		if (edge_word_type(snapshot->edge_word[edge]) != EDGE_INTERNAL)
			continue;
		if (strings_equal(&snapshot->strings, name, TEXT("first")))
			parts[0] = snapshot_edge_target(snapshot, edge);
		else if (strings_equal(&snapshot->strings, name, TEXT("second")))
			parts[1] = snapshot_edge_target(snapshot, edge);
	}
}

static struct rope *
ropes_find(const struct ropes *ropes, node_ix node)
{
	size_t low = 0, high = ropes->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ropes->at[middle].node < node)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ropes->count && ropes->at[low].node == node ? &ropes->at[low] : NULL;
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
	uint32_t *stack; /* positions in ropes->at */
	size_t depth;
	struct arena scratch;
};

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

/* All below it is measured, but what contains it. */
static void
measure_rope(struct measuring *m, size_t at)
{
	struct rope *rope = &m->ropes->at[at];
	unsigned units = 0;

	rope->shown = rope->node;
	for (unsigned i = 0; i < 2 && units < ROPE_LENGTH; i++) {
		node_ix part = m->of[at].parts[i];

		if (m->snapshot->node_type[part] == NODE_CONCATENATED_STRING) {
			const struct rope *below = ropes_find(m->ropes, part);
			unsigned known = m->of[below - m->ropes->at].units;

			if (i == 0 && known >= ROPE_LENGTH)
				rope->shown = below->shown;
			units += known;
		} else {
			units += measure_leaf(m, part);
		}
	}
	m->of[at].units = (uint16_t)(units < ROPE_LENGTH ? units : ROPE_LENGTH);
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
		rope_parts(m->snapshot, m->ropes->at[top].node, measure->parts);
		for (unsigned i = 0; i < 2; i++) {
			const struct rope *part = ropes_find(m->ropes, measure->parts[i]);

			if (part != NULL && m->of[part - m->ropes->at].state == UNSEEN)
				m->stack[m->depth++] = (uint32_t)(part - m->ropes->at);
		}
	}
}

static bool
ropes_list(struct ropes *ropes, const struct snapshot *snapshot, struct error *error)
{
	size_t count = 0;

	for (node_ix node = 0; node < snapshot->node_count; node++)
		count += snapshot->node_type[node] == NODE_CONCATENATED_STRING;
	ropes->at = column_alloc(count, sizeof *ropes->at, error);
	if (ropes->at == NULL)
		return false;
	for (node_ix node = 0; ropes->count < count; node++)
		if (snapshot->node_type[node] == NODE_CONCATENATED_STRING)
			ropes->at[ropes->count++] = (struct rope){ node, node };
	return true;
}

bool
ropes_build(struct ropes *ropes, const struct snapshot *snapshot, struct progress *progress,
	    struct error *error)
{
	struct measuring m = { .ropes = ropes, .snapshot = snapshot };
	bool done = ropes_list(ropes, snapshot, error);

	if (!done || ropes->count == 0)
		return done;
	m.of = column_alloc(ropes->count, sizeof *m.of, error);
	m.stack = column_alloc(2 * ropes->count + 1, sizeof *m.stack, error);
	done = m.of != NULL && m.stack != NULL;
	for (size_t at = 0; done && at < ropes->count; at++) {
		if (m.of[at].state == UNSEEN)
			measure_from(&m, at);
		if (at % PROGRESS_STRIDE == 0)
			done = progress_advance(progress, at, error);
	}
	column_free(m.of);
	column_free(m.stack);
	arena_release(&m.scratch);
	return done;
}

void
ropes_release(struct ropes *ropes)
{
	column_free(ropes->at);
	*ropes = (struct ropes){ 0 };
}

struct text
ropes_text(const struct ropes *ropes, const struct snapshot *snapshot, node_ix node,
	   struct arena *scratch)
{
	const struct rope *rope = ropes_find(ropes, node);
	node_ix stack[ROPE_STEPS + 2];
	struct buffer name = { 0 };
	size_t depth = 0, units = 0;
	struct text text;

	stack[depth++] = rope != NULL ? rope->shown : node;
	for (unsigned steps = 0; depth > 0 && units < ROPE_LENGTH && steps < ROPE_STEPS; steps++) {
		node_ix part = stack[--depth], parts[2];

		if (snapshot->node_type[part] != NODE_CONCATENATED_STRING) {
			text = snapshot_node_name(snapshot, part, scratch);
			buffer_add_text(&name, text);
			units += text_utf16_length(text);
			continue;
		}
		rope_parts(snapshot, part, parts);
		stack[depth++] = parts[1];
		stack[depth++] = parts[0];
	}
	text = arena_text(scratch, buffer_text(&name));
	buffer_release(&name);
	return text;
}
