#include "config.h"

#include "view/order_keys.h"

static const struct column *
order_column(const struct order_rule *rule)
{
	return &rule->view->columns[rule->column];
}

/* The first three UTF-16 units of a text as a number: JavaScript's order as far as it goes.
 * Each unit is one more than it was, so that the end of the text comes first. */
static uint64_t
order_text_key(struct text text)
{
	uint64_t key = 0;
	unsigned units = 0;

	while (units < 3 && text.length > 0) {
		size_t bytes;
		uint32_t c = text_next(text, &bytes);

		if (c >= 0x10000) {
			key = key << 20 | (0xd800 + ((c - 0x10000) >> 10) + 1);
			units++;
			c = 0xdc00 + (c & 0x3ff);
		}
		if (units < 3) {
			key = key << 20 | (c + 1);
			units++;
		}
		text = text_from(text, bytes);
	}
	return (key << 20 * (3 - units)) + 1;
}

/* One row's value as a key; *is_whole is cleared if it is only the beginning of a text. */
static uint64_t
order_value_key(const struct order_rule *rule, struct row row, bool *is_whole)
{
	struct cell cell;
	uint64_t key = UINT64_MAX;

	arena_reset(rule->scratch);
	cell = order_column(rule)->value(rule->on, rule->state, row, rule->scratch);
	if (cell_sort_key(&cell, &key))
		return key;
	*is_whole = false;
	return cell.kind == CELL_TEXT ? order_text_key(cell.text) : key;
}

static void
order_value_keys(const struct order_rule *rule, const struct row *rows, size_t count,
		 uint64_t *keys, bool *are_whole)
{
	const struct column *column = order_column(rule);

	if (column->keys != NULL)
		column->keys(rule->on, rule->state, rows, count, keys);
	else
		for (size_t i = 0; i < count; i++)
			keys[i] = order_value_key(rule, rows[i], are_whole);
	if (rule->descending)
		for (size_t i = 0; i < count; i++)
			keys[i] = ~keys[i];
}

/* Keys of rows on a level; false if the level cannot say anything about them. */
static bool
order_keys(const struct order_rule *rule, enum order_level level, const struct row *rows,
	   size_t count, uint64_t *keys, bool *are_whole)
{
	switch (level) {
	case ORDER_KIND:
		for (size_t i = 0; i < count; i++)
			keys[i] = rows[i].kind;
		return true;
	case ORDER_KEY:
		if (order_column(rule)->compare != NULL)
			return false;
		order_value_keys(rule, rows, count, keys, are_whole);
		return true;
	case ORDER_TIE_KEY:
		return rule->view->tie_keys != NULL
		       && rule->view->tie_keys(rule->on, rule->state, rule->column, rows, count,
					       keys);
	default:
		return false;
	}
}

bool
order_fill(struct order *order, const struct order_rule *rule, const struct row *rows,
	   enum order_level level, size_t begin, size_t end, struct progress *progress)
{
	struct row block[ORDER_BLOCK];
	uint64_t keys[ORDER_BLOCK];
	bool are_whole = true;

	for (size_t i = begin; i < end; i += ORDER_BLOCK) {
		struct order_entry *at = order->at + i;
		size_t count = end - i < ORDER_BLOCK ? end - i : ORDER_BLOCK;

		if (!progress_advance(progress, i, NULL))
			break;
		for (size_t j = 0; j < count; j++)
			block[j] = rows[at[j].row];
		if (!order_keys(rule, level, block, count, keys, &are_whole))
			return false;
		for (size_t j = 0; j < count; j++) {
			at[j].key_low = (uint32_t)keys[j];
			at[j].key_high = (uint32_t)(keys[j] >> 32);
		}
	}
	if (!are_whole)
		order->by_text = true;
	return true;
}

/* Whether rows equal on all levels before may differ on this one, which compares. */
static bool
order_compares(const struct order *order, const struct order_rule *rule,
	       enum order_level level)
{
	if (level == ORDER_TIE)
		return rule->view->tie != NULL;
	return order_column(rule)->compare != NULL || order->by_text;
}

enum order_level
order_enter(struct order *order, const struct order_rule *rule, const struct row *rows,
	    enum order_level level, size_t begin, size_t end, struct progress *progress)
{
	if (end - begin < 2)
		return ORDER_DONE;
	for (; level < ORDER_ROW; level++) {
		if (order_level_has_keys(level)
			    ? order_fill(order, rule, rows, level, begin, end, progress)
			    : order_compares(order, rule, level))
			return level;
	}
	for (size_t i = begin; i < end; i++) {
		order->at[i].key_low = order->at[i].row;
		order->at[i].key_high = 0;
	}
	return ORDER_ROW;
}

enum order_level
order_level_after(enum order_level level)
{
	/* Keys of ties are as good as comparing. */
	return level == ORDER_TIE_KEY ? ORDER_ROW : level + 1;
}

static int
order_compare_values(const struct order_rule *rule, struct row a, struct row b)
{
	const struct column *column = order_column(rule);
	struct cell x, y;

	if (column->compare != NULL)
		return column->compare(rule->on, rule->state, a, b, rule->descending);
	x = column->value(rule->on, rule->state, a, rule->scratch);
	y = column->value(rule->on, rule->state, b, rule->scratch);
	return rule->descending ? cell_compare(&y, &x) : cell_compare(&x, &y);
}

int
order_compare_rows(const struct order_rule *rule, enum order_level level, struct row a,
		   struct row b)
{
	arena_reset(rule->scratch);
	return level == ORDER_TIE ? rule->view->tie(rule->on, rule->state, rule->column, a, b)
				  : order_compare_values(rule, a, b);
}

/* On a level below the one the entries carry keys of. */
static int
order_compare_below(const struct order_rule *rule, enum order_level *level, struct row a,
		    struct row b)
{
	struct row pair[2] = { a, b };
	uint64_t keys[2];
	bool are_whole = true;

	if (!order_level_has_keys(*level))
		return *level == ORDER_TIE && rule->view->tie == NULL
			       ? 0
			       : order_compare_rows(rule, *level, a, b);
	if (!order_keys(rule, *level, pair, 2, keys, &are_whole))
		return 0;
	if (*level == ORDER_TIE_KEY)
		*level = ORDER_TIE;
	if (!are_whole && keys[0] == keys[1])
		return order_compare_rows(rule, ORDER_VALUE, a, b);
	return (keys[0] > keys[1]) - (keys[0] < keys[1]);
}

int
order_compare_entries(const struct order *order, const struct order_rule *rule,
		      const struct row *rows, enum order_level level,
		      const struct order_entry *a, const struct order_entry *b)
{
	int result = 0;

	if (order_level_has_keys(level)) {
		uint64_t x = order_entry_key(a), y = order_entry_key(b);

		result = (x > y) - (x < y);
		level = order_level_after(level);
	}
	for (; result == 0 && level < ORDER_ROW; level++)
		if (level != ORDER_VALUE || order_compares(order, rule, level))
			result = order_compare_below(rule, &level, rows[a->row], rows[b->row]);
	return result != 0 ? result : (a->row > b->row) - (a->row < b->row);
}
