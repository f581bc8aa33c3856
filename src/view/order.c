#include "config.h"

#include "view/order.h"

#include <stdlib.h>

#include "base/sort.h"
#include "view/order_keys.h"

enum {
	PART_SMALL = 64,     /* sorted at once */
	SAMPLE_KEYS = 127,   /* entries looked at to choose a pivot */
	SAMPLE_COMPARED = 15,
	COMPARE_STRIDE = 1 << 12,
};

struct order_context { /* of one comparison */
	const struct order *order;
	const struct order_rule *rule;
	const struct row *rows;
	enum order_level level;
};

static int
order_compare_in_part(const void *a, const void *b, void *context)
{
	const struct order_context *in = context;

	return order_compare_entries(in->order, in->rule, in->rows, in->level, a, b);
}

static size_t
order_part_end(const struct order *order, size_t part)
{
	return part + 1 < order->part_count ? order->parts[part + 1].begin : order->count;
}

static size_t
order_part_of(const struct order *order, size_t place)
{
	size_t low = 0, high = order->part_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (order->parts[middle].begin <= place)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void
order_part_remove(struct order *order, size_t part)
{
	order->part_count--;
	memmove(order->parts + part, order->parts + part + 1,
		(order->part_count - part) * sizeof *order->parts);
}

static void
order_part_insert(struct order *order, size_t at, struct order_part part)
{
	if (order->part_count == order->part_capacity) {
		/* a short order has one part */
		order->part_capacity = order->part_capacity == 0 ? 1 : order->part_capacity * 2 + 8;
		order->parts = xreallocarray(order->parts, order->part_capacity,
					     sizeof *order->parts);
	}
	memmove(order->parts + at + 1, order->parts + at,
		(order->part_count - at) * sizeof *order->parts);
	order->parts[at] = part;
	order->part_count++;
}

/* Joins a sorted part with sorted ones beside it, so that there are only as many parts as
 * places that were looked at.  Returns where it is now. */
static size_t
order_part_join(struct order *order, size_t part)
{
	if (part + 1 < order->part_count && order->parts[part + 1].level == ORDER_DONE)
		order_part_remove(order, part + 1);
	if (part > 0 && order->parts[part - 1].level == ORDER_DONE)
		order_part_remove(order, part--);
	return part;
}

static void
order_sort_part(struct order *order, const struct order_rule *rule, const struct row *rows,
		size_t part)
{
	struct order_context context = { order, rule, rows, order->parts[part].level };
	size_t begin = order->parts[part].begin;

	sort_stable(order->at + begin, order_part_end(order, part) - begin, sizeof *order->at,
		    order_compare_in_part, &context);
	order->parts[part].level = ORDER_DONE;
}

static inline void
order_swap(struct order_entry *a, struct order_entry *b)
{
	struct order_entry held = *a;

	*a = *b;
	*b = held;
}

/* Moves the entries with keys below `limit` to the front; returns where they end. */
static size_t
order_split_keys(struct order_entry *at, size_t begin, size_t end, uint64_t limit)
{
	for (;;) {
		while (begin < end && order_entry_key(&at[begin]) < limit)
			begin++;
		while (begin < end && order_entry_key(&at[end - 1]) >= limit)
			end--;
		if (begin == end)
			return begin;
		order_swap(&at[begin++], &at[--end]);
	}
}

struct order_pivot {
	struct row row;
	uint64_t key;
	enum order_level level;
};

/* The same by comparing: entries less than the pivot, or also those equal to it. */
static bool
order_split_compared(struct order *order, const struct order_rule *rule, const struct row *rows,
		     const struct order_pivot *pivot, size_t begin, size_t *end, bool or_equal,
		     struct progress *progress, struct error *error)
{
	struct order_entry *at = order->at;
	size_t high = *end, turn = 0;

	for (;;) {
		bool is_below;

		if (begin == high)
			break;
		if (++turn % COMPARE_STRIDE == 0 && progress_is_cancelled(progress))
			return error_set(error, ERROR_CANCELLED, "cancelled");
		is_below = order_compare_rows(rule, pivot->level, rows[at[begin].row], pivot->row)
			   < (or_equal ? 1 : 0);
		if (is_below)
			begin++;
		else
			order_swap(&at[begin], &at[--high]);
	}
	*end = begin;
	return true;
}

/* Splits at the pivot: *less and *equal are where the smaller and the equal entries end. */
static bool
order_split(struct order *order, const struct order_rule *rule, const struct row *rows,
	    const struct order_pivot *pivot, size_t begin, size_t end, size_t *less,
	    size_t *equal, struct progress *progress, struct error *error)
{
	if (!order_level_has_keys(pivot->level)) {
		*equal = end;
		if (!order_split_compared(order, rule, rows, pivot, begin, equal, true, progress,
					  error))
			return false;
		*less = *equal;
		return order_split_compared(order, rule, rows, pivot, begin, less, false, progress,
					    error);
	}
	if (progress_is_cancelled(progress))
		return error_set(error, ERROR_CANCELLED, "cancelled");
	*equal = pivot->key == UINT64_MAX
			 ? end
			 : order_split_keys(order->at, begin, end, pivot->key + 1);
	*less = order_split_keys(order->at, begin, *equal, pivot->key);
	return true;
}

/* Makes three parts of one. */
static bool
order_cut(struct order *order, const struct order_rule *rule, const struct row *rows,
	  size_t part, const struct order_pivot *pivot, struct progress *progress,
	  struct error *error)
{
	size_t begin = order->parts[part].begin, end = order_part_end(order, part);
	size_t less = begin, equal = end;
	enum order_level next;

	if (!order_split(order, rule, rows, pivot, begin, end, &less, &equal, progress, error))
		return false;
	next = order_enter(order, rule, rows, order_level_after(pivot->level), less, equal,
			   NULL);
	if (equal < end)
		order_part_insert(order, part + 1, (struct order_part){ equal, pivot->level });
	if (less > begin)
		order_part_insert(order, part + 1, (struct order_part){ less, next });
	else
		order->parts[part].level = next;
	return true;
}

/* An entry that stands at about `rank` of `of` in its part, judged by a sample. */
static struct order_pivot
order_pivot(const struct order *order, const struct order_rule *rule, const struct row *rows,
	    size_t part, double rank)
{
	struct order_context context = { order, rule, rows, order->parts[part].level };
	struct order_entry sample[SAMPLE_KEYS];
	size_t begin = order->parts[part].begin, count = order_part_end(order, part) - begin;
	size_t wanted = order_level_has_keys(context.level) ? SAMPLE_KEYS : SAMPLE_COMPARED;
	uint64_t random = count;
	size_t chosen;

	if (wanted > count)
		wanted = count;
	for (size_t i = 0; i < wanted; i++) {
		/* spread evenly, each moved a little: patterns in the data do not matter */
		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		sample[i] = order->at[begin + (i * count + (random >> 33) % count) / wanted];
	}
	sort_stable(sample, wanted, sizeof *sample, order_compare_in_part, &context);
	chosen = rank <= 0 ? 0 : (size_t)(rank * (double)wanted);
	if (chosen >= wanted)
		chosen = wanted - 1;
	return (struct order_pivot){ rows[sample[chosen].row], order_entry_key(&sample[chosen]),
				     context.level };
}

/* Cuts a large part so that what lies in first ... last - 1 comes off in few steps: half and
 * half if all of it is wanted, else just outside what is wanted. */
static bool
order_cut_for(struct order *order, const struct order_rule *rule, const struct row *rows,
	      size_t part, size_t first, size_t last, struct progress *progress,
	      struct error *error)
{
	const double margin = 0.02;
	double begin = (double)order->parts[part].begin;
	double count = (double)order_part_end(order, part) - begin;
	double rank = 0.5;
	struct order_pivot pivot;

	if ((double)last < begin + count)
		rank = ((double)last - begin) / count + margin;
	else if ((double)first > begin)
		rank = ((double)first - begin) / count - margin;
	pivot = order_pivot(order, rule, rows, part, rank);
	return order_cut(order, rule, rows, part, &pivot, progress, error);
}

bool
order_settle(struct order *order, const struct order_rule *rule, const struct row *rows,
	     size_t first, size_t last, struct progress *progress, struct error *error)
{
	size_t part;

	if (last > order->count)
		last = order->count;
	if (order->at == NULL || first >= last)
		return true;
	part = order_part_of(order, first);
	while (part < order->part_count && order->parts[part].begin < last) {
		size_t begin = order->parts[part].begin, end = order_part_end(order, part);

		if (order->parts[part].level == ORDER_DONE || end <= first) {
			part = order->parts[part].level == ORDER_DONE
				       ? order_part_join(order, part) + 1
				       : part + 1;
		} else if (end - begin <= PART_SMALL) {
			order_sort_part(order, rule, rows, part);
		} else if (!order_cut_for(order, rule, rows, part, first, last, progress, error)) {
			return false;
		}
	}
	return true;
}

uint32_t
order_row(struct order *order, const struct order_rule *rule, const struct row *rows,
	  size_t place)
{
	if (order->at == NULL)
		return (uint32_t)place;
	order_settle(order, rule, rows, place, place + 1, NULL, NULL);
	return order->at[place].row;
}

static size_t
order_find(const struct order *order, size_t begin, size_t end, uint32_t row)
{
	while (begin < end && order->at[begin].row != row)
		begin++;
	return begin;
}

size_t
order_place(struct order *order, const struct order_rule *rule, const struct row *rows,
	    uint32_t row)
{
	size_t place;

	if (order->at == NULL)
		return row < order->count ? row : SIZE_MAX;
	place = order_find(order, 0, order->count, row);
	if (place == order->count)
		return SIZE_MAX;
	for (;;) {
		size_t part = order_part_of(order, place);
		size_t begin = order->parts[part].begin, end = order_part_end(order, part);
		struct order_pivot pivot = { rows[row], order_entry_key(&order->at[place]),
					     order->parts[part].level };

		if (pivot.level == ORDER_DONE)
			return place;
		if (end - begin <= PART_SMALL)
			order_sort_part(order, rule, rows, part);
		else
			order_cut(order, rule, rows, part, &pivot, NULL, NULL);
		/* it is now among its equals, somewhere in what was its part */
		place = order_find(order, begin, end, row);
	}
}

/* All rows accepted, and their keys by value, block by block.  Returns the level that the keys are
 * for. */
static enum order_level
order_add_rows(struct order *order, const struct order_rule *rule, const struct row *rows,
	       size_t count, const bitset_word *accepted, struct progress *progress)
{
	bool kinds_differ = false, has_keys = rule->column != COLUMN_NONE;
	size_t filled = 0;

	order->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (accepted != NULL && !bitset_has(accepted, i))
			continue;
		kinds_differ |= rows[i].kind != rows[0].kind;
		order->at[order->count++].row = (uint32_t)i;
		if (has_keys && !kinds_differ && order->count == filled + ORDER_BLOCK) {
			has_keys = order_fill(order, rule, rows, ORDER_KEY, filled, order->count,
					      progress);
			filled = order->count;
		}
	}
	if (rule->column == COLUMN_NONE || order->count < 2)
		return ORDER_DONE;
	if (has_keys && !kinds_differ
	    && order_fill(order, rule, rows, ORDER_KEY, filled, order->count, progress))
		return ORDER_KEY;
	return order_enter(order, rule, rows, kinds_differ ? ORDER_KIND : ORDER_KEY, 0,
			   order->count, progress);
}

bool
order_build(struct order *order, const struct order_rule *rule, const struct row *rows,
	    size_t count, const bitset_word *accepted, struct progress *progress,
	    struct error *error)
{
	enum order_level level;

	*order = (struct order){ .count = count };
	if (accepted == NULL && (rule->column == COLUMN_NONE || count <= 1))
		return true;
	order->at = column_alloc_list(count, sizeof *order->at, error);
	if (order->at == NULL)
		return false;
	progress_begin(progress, "Sorting", count);
	level = order_add_rows(order, rule, rows, count, accepted, progress);
	if (order->count < count)
		order->at = column_shrink(order->at, order->count, sizeof *order->at);
	if (order->count > 0)
		order_part_insert(order, 0, (struct order_part){ 0, level });
	if (progress_advance(progress, count, error))
		return true;
	order_release(order);
	return false;
}

void
order_release(struct order *order)
{
	column_free(order->at);
	free(order->parts);
	*order = (struct order){ 0 };
}
