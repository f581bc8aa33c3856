/*
 * What the levels of an order compare by: keys of rows, and comparisons of two.
 */

#pragma once

#include "view/order.h"

/* Keys are made in blocks that stay in the cache. */
enum { ORDER_BLOCK = 1024 };

static inline uint64_t
order_entry_key(const struct order_entry *entry)
{
	return (uint64_t)entry->key_high << 32 | entry->key_low;
}

static inline bool
order_level_has_keys(enum order_level level)
{
	return level != ORDER_VALUE && level != ORDER_TIE;
}

/* Gives the entries begin ... end - 1 their keys for a level; false if it has none.  If cancelled
 * they are worth nothing. */
bool order_fill(struct order *order, const struct order_rule *rule, const struct row *rows,
		enum order_level level, size_t begin, size_t end, struct progress *progress);
/* The same for the first level from `level` on that can tell them apart, which it returns. */
enum order_level order_enter(struct order *order, const struct order_rule *rule,
			     const struct row *rows, enum order_level level, size_t begin,
			     size_t end, struct progress *progress);
/* The level after one on which rows were equal. */
enum order_level order_level_after(enum order_level level);
/* Two rows on a level that compares. */
int order_compare_rows(const struct order_rule *rule, enum order_level level, struct row a,
		       struct row b);
/* Two entries of one part, from its level down to the last. */
int order_compare_entries(const struct order *order, const struct order_rule *rule,
			  const struct row *rows, enum order_level level,
			  const struct order_entry *a, const struct order_entry *b);
