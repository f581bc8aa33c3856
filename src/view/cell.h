/*
 * The value under a column, unformatted.  Sorting, CSV and JSON use it as it is; the
 * screen and text reports use cell_print().
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/units.h"

enum cell_kind {
	CELL_NOTHING,     /* empty on screen, null in JSON */
	CELL_PENDING,     /* not computed yet: "..." */
	CELL_TEXT,        /* .text: raw, unescaped */
	CELL_COUNT,       /* .number */
	CELL_BYTES,       /* .number */
	CELL_ID,          /* .number: @123 for people */
	CELL_DISTANCE,    /* .delta: a dash unless distance_is_shown() */
	CELL_IGNORED,     /* .delta: the same for scripts and orders; people read "ignored" */
	CELL_COUNT_DELTA, /* .delta */
	CELL_BYTES_DELTA, /* .delta */
	CELL_PERCENT,     /* .fraction: 0 ... 1 */
	CELL_FRACTION,    /* .fraction, as it is: a confidence */
	CELL_BAR,         /* .fraction: 0 ... 1, drawn as a bar */
	CELL_STEPS,       /* .steps: a path; one text for people, a list for scripts */
	CELL_NUMBERS,     /* .numbers: a series; a small chart for people, a list for scripts */
};

struct cell_step {
	struct text edge, name;
};

struct cell {
	enum cell_kind kind;
	union {
		struct text text;
		uint64_t number;
		int64_t delta;
		double fraction;
		struct { const struct cell_step *at; size_t count; } steps;
		struct { const int64_t *at; size_t count; } numbers;
	};
	unsigned label; /* bytes at the beginning of a text, ASCII, behind which it is cut where
			 * it has to be: its end says most.  0: it is cut at its end */
	unsigned lead, tail; /* of a text that names an object, bytes before the name and bytes
			      * behind it, ASCII, which stay where it has to be cut: the id
			      * is what one needs of it.  No tail: it names none */
};

static inline struct cell
cell_of_nothing(void)
{
	return (struct cell){ .kind = CELL_NOTHING };
}

static inline struct cell
cell_of_pending(void)
{
	return (struct cell){ .kind = CELL_PENDING };
}

static inline struct cell
cell_of_text(struct text text)
{
	return (struct cell){ .kind = CELL_TEXT, .text = text };
}

/* Nothing, if that is empty. */
static inline struct cell
cell_of_any_text(struct text text)
{
	return text.length > 0 ? cell_of_text(text) : cell_of_nothing();
}

static inline struct cell
cell_of_count(uint64_t number)
{
	return (struct cell){ .kind = CELL_COUNT, .number = number };
}

static inline struct cell
cell_of_bytes(uint64_t number)
{
	return (struct cell){ .kind = CELL_BYTES, .number = number };
}

static inline struct cell
cell_of_id(uint64_t number)
{
	return (struct cell){ .kind = CELL_ID, .number = number };
}

static inline struct cell
cell_of_distance(int64_t delta)
{
	return (struct cell){ .kind = CELL_DISTANCE, .delta = delta };
}

static inline struct cell
cell_of_bytes_delta(int64_t delta)
{
	return (struct cell){ .kind = CELL_BYTES_DELTA, .delta = delta };
}

/* A label of so many bytes, or none where one of them is more than a letter to a terminal. */
unsigned cell_label(struct text text, size_t length);

/* Bytes at the end of a text that ends in an id, " @123": that, and what closes the name before it,
 * as in f() @123.  0 if it does not. */
unsigned cell_tail(struct text text);

/* What a text says that may end in an id. */
static inline struct cell
cell_of_name(struct text text)
{
	return (struct cell){ .kind = CELL_TEXT, .text = text, .tail = cell_tail(text) };
}

struct cell_format {
	enum units units;
	bool ascii; /* no character beyond ASCII */
};

/* Appends the cell as people read it, escaped. */
void cell_print(const struct cell *cell, const struct cell_format *format, struct buffer *out);
/* text_compare() of their first 8 KiB: fifty thousand rows may have one of forty texts that are the
 * same for longer. */
int cell_compare_texts(struct text a, struct text b);
/* Order of two values of one column, ascending: nothing first, numbers by value, text as
 * JavaScript has it. */
int cell_compare(const struct cell *a, const struct cell *b);
/* The number a cell stands for, as an order-preserving 64-bit key; false for text and steps.
 * 0 is a cell without a value; a series stands for its last number. */
bool cell_sort_key(const struct cell *cell, uint64_t *key);

/* The keys of CELL_COUNT, CELL_BYTES and CELL_ID, and of CELL_DISTANCE and the deltas, for
 * views that make many at once. */
static inline uint64_t
cell_number_key(uint64_t number)
{
	return number == UINT64_MAX ? number : number + 1;
}

static inline uint64_t
cell_signed_key(int64_t number)
{
	return cell_number_key((uint64_t)number ^ UINT64_C(1) << 63);
}
