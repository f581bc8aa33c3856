/*
 * The rows of a branch in order, sorted as far as they are looked at.
 *
 * An order is a permutation of the rows, cut into parts that stand in their right places;
 * a part is sorted when somebody looks into it, and then only as far as needed (an
 * incremental quicksort), so that the first screen of millions of rows costs one walk over them:
 *
 *	entries   [ 3 9 1 | 7 2 8 4 | 5 5 | 0 6 ...         ]
 *	parts       done    key       tie   key
 *
 * Rows are compared level by level: the rows of a part are equal on the levels before
 * its own.  Most levels are 64-bit keys, computed for a whole part when it reaches the
 * level; where there are no keys, rows are compared.
 */

#pragma once

#include "view/view.h"

enum order_level {
	ORDER_KIND,    /* key: the row's kind */
	ORDER_KEY,     /* key: the column's value, or how its text begins */
	ORDER_VALUE,   /* compared: text, or by column->compare */
	ORDER_TIE_KEY, /* key: by view->tie_keys */
	ORDER_TIE,     /* compared: by view->tie */
	ORDER_ROW,     /* key: as the rows were added */
	ORDER_DONE,    /* sorted */
};

struct order_entry {
	uint32_t key_low, key_high, row;
};

struct order_part {
	size_t begin; /* up to the next part's */
	enum order_level level;
};

struct order {
	struct order_entry *at; /* a column; null: all rows, as they were added */
	struct order_part *parts;
	size_t count;
	uint32_t part_count, part_capacity;
	bool by_text; /* ORDER_KEY is not the whole value */
};

/* By what to sort; borrowed by every call. */
struct order_rule {
	const struct view *view;
	const struct subject *on;
	const void *state;
	unsigned column; /* COLUMN_NONE: as the rows were added */
	bool descending;
	struct arena *scratch; /* reset with every comparison */
};

/* Orders `count` rows, or those of them in `accepted` (null: all). */
bool order_build(struct order *order, const struct order_rule *rule, const struct row *rows,
		 size_t count, const bitset_word *accepted, struct progress *progress,
		 struct error *error);
void order_release(struct order *order);
/* Sorts the places first ... last - 1.  Only fails if cancelled or out of memory: then the order
 * is whole, but less sorted than asked. */
bool order_settle(struct order *order, const struct order_rule *rule, const struct row *rows,
		  size_t first, size_t last, struct progress *progress, struct error *error);
/* The row at a place, settled if it can be. */
uint32_t order_row(struct order *order, const struct order_rule *rule, const struct row *rows,
		   size_t place);
/* The place of a row; SIZE_MAX if it was not accepted. */
size_t order_place(struct order *order, const struct order_rule *rule, const struct row *rows,
		   uint32_t row);
