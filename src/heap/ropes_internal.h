/*
 * What is known of all ropes of a heap, for ropes.c and ropes_measure.c.
 */

#pragma once

#include "base/buffer.h"
#include "heap/ropes.h"

enum {
	/* Each part has a unit at least: so many pieces, joined by one rope less, may be below as
	 * many ropes of which only the first part is read. */
	ROPE_STEPS = 3 * ROPE_LENGTH,
	ROPE_BLOCK = 32, /* nodes */
	/* Bytes of a piece behind others: it may be a megabyte, and that of ten thousand ropes. */
	ROPE_PIECE = 4 * ROPE_LENGTH,
	ROPE_TEXT = 3 * ROPE_LENGTH + ROPE_PIECE, /* bytes of a text, at most */
	ROPE_ENDLESS_STEPS = 64,		  /* for one that contains itself */
};

/* A part of a rope: a node, which has 29 bits, or the place of another rope. */
typedef uint32_t rope_part;
#define ROPE_PART_IS_ROPE ((rope_part)1 << 31)
#define ROPE_PART_NONE UINT32_MAX

enum rope_state {
	ROPE_UNSEEN,
	ROPE_BELOW,   /* what is below it is being measured */
	ROPE_DONE,
	ROPE_ENDLESS, /* done, but it contains itself or such a one: its units are unknown */
};

struct rope {
	rope_part parts[2]; /* no second one: the first has the same text, as far as it is shown */
	const char *text;   /* as far as it is shown; null: to be read piece by piece */
	uint16_t bytes;     /* of that text */
	uint16_t units;     /* of that text, ROPE_LENGTH at most */
	uint16_t first_units, first_bytes; /* of the first of two parts */
	uint16_t steps;     /* that it takes to read it */
	uint8_t state;
};

/* All ropes in order of their nodes. */
struct rope_table {
	struct rope *at;  /* a column; null: not known */
	size_t count;
	uint32_t *before; /* a column: ropes before each block of nodes */
	char *texts;      /* a column: those that had to be put together */
	struct kept_names *strings; /* of the heap */
};

/* Where a rope stands in the table. */
static inline size_t
rope_table_place(const struct rope_table *table, const struct snapshot *snapshot, node_ix node)
{
	size_t place = table->before[node / ROPE_BLOCK];

	for (node_ix at = node - node % ROPE_BLOCK; at < node; at++)
		place += snapshot->node_type[at] == NODE_CONCATENATED_STRING;
	return place;
}

/* The names of the references to the parts, once met: a string of the file is there once. */
struct rope_part_names {
	string_ix at[2];
};

/* The root stands for no part, and is none. */
static inline bool
is_rope(const struct snapshot *snapshot, node_ix part)
{
	return part > 0 && snapshot->node_type[part] == NODE_CONCATENATED_STRING;
}

/* UTF-16 units of a text, ROPE_LENGTH at most.  None has more than three bytes. */
static inline unsigned
rope_units(struct text text)
{
	size_t units = text.length < 3 * ROPE_LENGTH ? text_utf16_length(text) : ROPE_LENGTH;

	return units < ROPE_LENGTH ? (unsigned)units : ROPE_LENGTH;
}

/* Text of a piece that stands alone: it is not copied. */
static inline struct text
rope_leaf(struct kept_names *strings, const struct snapshot *snapshot, node_ix node,
	  struct arena *scratch)
{
	return kept_names_string(strings, &snapshot->strings, snapshot->node_name[node], scratch);
}

/* And of one among others. */
static inline struct text
rope_piece(struct kept_names *strings, const struct snapshot *snapshot, node_ix node,
	   struct arena *scratch)
{
	return text_cut(rope_leaf(strings, snapshot, node, scratch), ROPE_PIECE);
}

/* The two parts; a missing one is the root, whose name is empty. */
void rope_nodes(const struct snapshot *snapshot, struct rope_part_names *names, node_ix node,
		node_ix parts[2]);

/* The piece in which the part's text reaches `units`, or its last one.  *before are the bytes of
 * those before it. */
node_ix rope_last_piece(const struct rope_table *table, rope_part part, unsigned units,
			uint32_t *before);
/* Appends the text of a rope that is in the table; as far as it is after all steps if it has no
 * end. */
void rope_table_read(const struct rope_table *table, const struct snapshot *snapshot, size_t place,
		       struct buffer *name, struct arena *scratch);

/* Without the memory for it nothing is known.  `strings` are the heap's long ones.  False, with
 * nothing in the table, if it was cancelled. */
bool rope_table_build(struct rope_table *table, const struct snapshot *snapshot,
		      struct kept_names *strings, struct progress *progress);
void rope_table_release(struct rope_table *table);
