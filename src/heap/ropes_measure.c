#include "config.h"

#include <assert.h>

#include "base/memory.h"
#include "heap/ropes_internal.h"

enum {
	KEPT_BYTES_ALL = 32 << 20,
	KEPT_STEPS = 16, /* a text of no more pieces is put together each time */
	MEASURE_STRIDE = 1 << 12, /* ropes between two looks at the progress */
};

/*
 * Texts that have to be put together lie in one column.  Those that grow at their end, made by
 * additions, are at its beginning, so that the next one is the same bytes and some more; those that
 * grow at their beginning are at its end.
 */
struct rope_texts {
	char *low, *high; /* what is free, between them */
};

struct measuring {
	struct rope_table *table;
	const struct snapshot *snapshot;
	uint32_t *stack; /* a column: places */
	size_t depth;
	struct rope_part_names names;
	struct rope_texts texts;
	struct arena scratch;
	struct buffer buffer;
	struct progress *progress;
	size_t done; /* ropes whose parts were found, and those measured */
};

/* A part, as far as it is known. */
struct measured_part {
	const char *text;
	uint32_t bytes;
	unsigned units, steps;
	rope_part part;
	bool is_endless;
};

static struct rope *
rope_at(const struct measuring *m, rope_part part)
{
	return &m->table->at[part & ~ROPE_PART_IS_ROPE];
}

/* The part, or the one that has the same text. */
static rope_part
rope_part_same(const struct measuring *m, rope_part part)
{
	const struct rope *rope;

	if ((part & ROPE_PART_IS_ROPE) == 0)
		return part;
	rope = rope_at(m, part);
	return rope->state == ROPE_DONE && rope->parts[1] == ROPE_PART_NONE ? rope->parts[0] : part;
}

static struct measured_part
measure_part(struct measuring *m, rope_part part)
{
	struct measured_part measured = { .part = rope_part_same(m, part), .steps = 1 };
	struct text text;

	if ((measured.part & ROPE_PART_IS_ROPE) != 0) {
		const struct rope *rope = rope_at(m, measured.part);

		measured.text = rope->text;
		measured.bytes = rope->bytes;
		measured.units = rope->units;
		measured.steps = rope->text != NULL ? 1 : rope->steps;
		measured.is_endless = rope->state != ROPE_DONE;
		return measured;
	}
	text = rope_piece(m->table->strings, m->snapshot, measured.part, &m->scratch);
	measured.text = text.at;
	measured.bytes = (uint32_t)text.length;
	measured.units = rope_units(text);
	return measured;
}

/* Bytes of the part's first pieces, as many as are needed for `units` (which it has). */
static uint32_t
measured_cut(struct measuring *m, const struct measured_part *measured, unsigned units)
{
	uint32_t before;
	node_ix last = rope_last_piece(m->table, measured->part, units, &before);

	return before + measure_part(m, last).bytes;
}

static bool
texts_have_room(const struct rope_texts *texts, size_t bytes)
{
	return bytes <= (size_t)(texts->high - texts->low);
}

/* Adds a text to one that is there, if it stands beside what is free; null if not. */
static const char *
texts_extend(struct rope_texts *texts, struct text first, struct text second)
{
	if (first.at + first.length == texts->low && first.length > 0
	    && texts_have_room(texts, second.length)) {
		memcpy(texts->low, second.at, second.length);
		texts->low += second.length;
		return first.at;
	}
	if (second.at == texts->high && texts_have_room(texts, first.length)) {
		texts->high -= first.length;
		return memcpy(texts->high, first.at, first.length);
	}
	return NULL;
}

/* Puts the rope's text together from all its pieces, and keeps it if there is room. */
static const char *
keep_read(struct measuring *m, const struct rope *rope, bool grows_at_end)
{
	char *at;

	if (!texts_have_room(&m->texts, rope->bytes))
		return NULL;
	buffer_clear(&m->buffer);
	rope_table_read(m->table, m->snapshot, (size_t)(rope - m->table->at), &m->buffer,
			&m->scratch);
	assert(m->buffer.length == rope->bytes);
	at = grows_at_end ? m->texts.low : m->texts.high - rope->bytes;
	if (grows_at_end)
		m->texts.low += rope->bytes;
	else
		m->texts.high = at;
	return memcpy(at, m->buffer.at, rope->bytes);
}

/* It has the text of one part alone. */
static void
measure_same(struct rope *rope, const struct measured_part *part)
{
	rope->parts[0] = part->part;
	rope->parts[1] = ROPE_PART_NONE;
	rope->bytes = (uint16_t)part->bytes;
	rope->units = (uint16_t)part->units;
	rope->steps = (uint16_t)part->steps;
	rope->state = ROPE_DONE;
	if ((part->part & ROPE_PART_IS_ROPE) != 0)
		rope->text = part->text;
}

/* Two parts, the first of which is not long enough. */
static void
measure_joined(struct measuring *m, struct rope *rope, const struct measured_part *first,
	       const struct measured_part *second)
{
	unsigned units = first->units + second->units, wanted = ROPE_LENGTH - first->units;
	unsigned steps = first->steps + second->steps + 1;
	uint32_t bytes = second->units < wanted ? second->bytes : measured_cut(m, second, wanted);

	rope->parts[0] = first->part;
	rope->parts[1] = second->part;
	rope->first_units = (uint16_t)first->units;
	rope->first_bytes = (uint16_t)first->bytes; /* three a unit */
	rope->units = (uint16_t)(units < ROPE_LENGTH ? units : ROPE_LENGTH);
	rope->bytes = (uint16_t)(first->bytes + bytes); /* ROPE_TEXT at most */
	rope->steps = (uint16_t)(steps < ROPE_STEPS ? steps : ROPE_STEPS);
	rope->state = ROPE_DONE;
	if (first->text != NULL && second->text != NULL)
		rope->text = texts_extend(&m->texts, (struct text){ first->text, first->bytes },
					  (struct text){ second->text, bytes });
	if (rope->text == NULL && steps > KEPT_STEPS)
		rope->text = keep_read(m, rope, (second->part & ROPE_PART_IS_ROPE) == 0);
}

/* All below it is measured, but what contains it. */
static void
measure_rope(struct measuring *m, struct rope *rope)
{
	struct measured_part first = measure_part(m, rope->parts[0]), second;

	if (!first.is_endless && first.units >= ROPE_LENGTH) {
		measure_same(rope, &first);
		return;
	}
	second = measure_part(m, rope->parts[1]);
	if (first.is_endless || second.is_endless)
		rope->state = ROPE_ENDLESS;
	else if (second.units == 0)
		measure_same(rope, &first);
	else if (first.units == 0)
		measure_same(rope, &second);
	else
		measure_joined(m, rope, &first, &second);
}

static void
find_parts(struct measuring *m, size_t place)
{
	struct rope *rope = &m->table->at[place];
	node_ix nodes[2];

	rope_nodes(m->snapshot, &m->names, rope->parts[0], nodes);
	for (unsigned i = 0; i < 2; i++)
		rope->parts[i] = is_rope(m->snapshot, nodes[i])
			? (rope_part)rope_table_place(m->table, m->snapshot, nodes[i])
				  | ROPE_PART_IS_ROPE
			: nodes[i];
}

static bool
measure_advance(struct measuring *m)
{
	struct error cancelled = { .kind = ERROR_NONE };

	return ++m->done % MEASURE_STRIDE != 0
	       || progress_advance(m->progress, m->done, &cancelled);
}

/* Depth first: a rope is on the stack once for each rope it is a part of, at most. */
static bool
measure_from(struct measuring *m, size_t place)
{
	m->stack[m->depth++] = (uint32_t)place;
	while (m->depth > 0) {
		struct rope *rope = &m->table->at[m->stack[m->depth - 1]];

		if (rope->state != ROPE_UNSEEN) {
			m->depth--;
			if (rope->state == ROPE_BELOW) {
				measure_rope(m, rope);
				arena_reset(&m->scratch);
				if (!measure_advance(m))
					return false;
			}
			continue;
		}
		rope->state = ROPE_BELOW;
		for (unsigned i = 0; i < 2; i++)
			if ((rope->parts[i] & ROPE_PART_IS_ROPE) != 0
			    && rope_at(m, rope->parts[i])->state == ROPE_UNSEEN)
				m->stack[m->depth++] = rope->parts[i] & ~ROPE_PART_IS_ROPE;
	}
	return true;
}

static bool
measure_all(struct measuring *m)
{
	struct rope_table *table = m->table;

	progress_begin(m->progress, "Joining strings", 2 * table->count);
	for (size_t i = 0; i < table->count; i++) {
		find_parts(m, i);
		if (!measure_advance(m))
			return false;
	}
	for (size_t i = 0; i < table->count; i++)
		if (table->at[i].state == ROPE_UNSEEN && !measure_from(m, i))
			return false;
	return true;
}

/* Lists the ropes, each with its node in the place of a part. */
static bool
table_list(struct rope_table *table, const struct snapshot *snapshot)
{
	size_t blocks = (size_t)snapshot->node_count / ROPE_BLOCK + 1, listed = 0;

	for (node_ix node = 0; node < snapshot->node_count; node++)
		table->count += snapshot->node_type[node] == NODE_CONCATENATED_STRING;
	table->at = column_alloc(table->count, sizeof *table->at, NULL);
	table->before = column_alloc(blocks, sizeof *table->before, NULL);
	if (table->at == NULL || table->before == NULL)
		return false;
	for (node_ix node = 0; node < snapshot->node_count; node++) {
		if (node % ROPE_BLOCK == 0)
			table->before[node / ROPE_BLOCK] = (uint32_t)listed;
		if (snapshot->node_type[node] == NODE_CONCATENATED_STRING)
			table->at[listed++].parts[0] = node;
	}
	return true;
}

bool
rope_table_build(struct rope_table *table, const struct snapshot *snapshot,
		 struct kept_names *strings, struct progress *progress)
{
	struct measuring m = { .table = table, .snapshot = snapshot,
			       .progress = progress,
			       .names = { { STRING_NONE, STRING_NONE } } };
	size_t kept = KEPT_BYTES_ALL;
	bool is_done = true;

	*table = (struct rope_table){ .strings = strings };
	if (!table_list(table, snapshot)) {
		rope_table_release(table);
		return true;
	}
	if (table->count < kept / ROPE_TEXT)
		kept = table->count * ROPE_TEXT;
	m.stack = column_alloc(2 * table->count + 1, sizeof *m.stack, NULL);
	table->texts = column_alloc_unset(kept, 1, NULL);
	if (m.stack != NULL && table->texts != NULL) {
		m.texts = (struct rope_texts){ table->texts, table->texts + kept };
		is_done = measure_all(&m);
	}
	if (m.stack == NULL || table->texts == NULL || !is_done)
		rope_table_release(table);
	column_free(m.stack);
	arena_release(&m.scratch);
	buffer_release(&m.buffer);
	return is_done;
}

void
rope_table_release(struct rope_table *table)
{
	column_free(table->at);
	column_free(table->before);
	column_free(table->texts);
	*table = (struct rope_table){ .count = 0 };
}
