/*
 * Sorting and filtering: everything new is made beside the old, then put in its place.
 */

#include "config.h"

#include <stdlib.h>

#include "view/outline.h"
#include "view/outline_internal.h"
#include "view/row_filter.h"

struct branch_list {
	struct branch **at;
	struct order *orders; /* the new ones */
	size_t count, capacity, done;
};

static void
branch_list_add(struct branch_list *list, struct branch *branch)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity * 2 + 16;
		list->at = xreallocarray(list->at, list->capacity, sizeof *list->at);
		list->orders = xreallocarray(list->orders, list->capacity, sizeof *list->orders);
	}
	list->at[list->count++] = branch;
}

/* All branches, parents before their children. */
static void
branch_list_fill(struct branch_list *list, struct branch *top)
{
	branch_list_add(list, top);
	for (size_t i = 0; i < list->count; i++)
		for (size_t j = 0; j < list->at[i]->child_count; j++)
			branch_list_add(list, list->at[i]->children[j].branch);
}

static void
branch_list_release(struct branch_list *list)
{
	for (size_t i = 0; i < list->done; i++)
		order_release(&list->orders[i]);
	free(list->at);
	free(list->orders);
}

/* Puts the new orders where they belong, the deepest first: a branch's children must know how
 * many rows they have before it counts them. */
static void
outline_reorder(struct outline *outline, struct branch_list *list, const struct order_rule *rule)
{
	outline->rule = *rule;
	outline_counted(outline);
	for (size_t i = list->count; i-- > 0;) {
		struct branch *branch = list->at[i];

		order_release(&branch->order);
		branch->order = list->orders[i];
		branch_replace_children(branch, &outline->rule);
	}
	list->done = 0;
	outline_branches_changed(outline);
}

unsigned
outline_sort_column(const struct outline *outline, bool *descending)
{
	*descending = outline->rule.descending;
	return outline->rule.column;
}

bool
outline_sort(struct outline *outline, unsigned column, bool descending,
	     struct progress *progress, struct error *error)
{
	struct branch_list list = { 0 };
	struct order_rule rule = outline->rule;
	struct progress *watched = outline_watch_names(outline, progress);
	bool is_done = true;

	rule.column = column;
	rule.descending = descending;
	branch_list_fill(&list, outline->top);
	while (is_done && list.done < list.count) {
		struct branch *branch = list.at[list.done];

		is_done = outline_order(branch, &rule,
					branch == outline->top ? outline->accepted : NULL,
					&list.orders[list.done], progress, error);
		list.done += is_done;
	}
	outline_watch_names(outline, watched);
	if (is_done)
		outline_reorder(outline, &list, &rule);
	branch_list_release(&list);
	return is_done;
}

bool
outline_settle(struct outline *outline, size_t index, size_t count, struct progress *progress,
	       struct error *error)
{
	size_t place;
	struct branch *branch = outline_locate(outline, index, &place);
	size_t last = count < branch->order.count - place ? place + count : branch->order.count;

	return order_settle(&branch->order, &outline->rule, branch->rows.at, place, last, progress,
			    error);
}

/* The top rows that a filter lets through; null on failure. */
static bitset_word *
outline_accepted_rows(struct outline *outline, struct row_filter *filter,
		      struct progress *progress, struct error *error)
{
	const struct row_list *rows = &outline->top->rows;
	bitset_word *accepted = bitset_alloc(rows->count, error);
	struct progress *watched;

	if (accepted == NULL)
		return NULL;
	row_filter_watch(filter, progress);
	watched = outline_watch_names(outline, progress);
	progress_begin(progress, "Filtering", rows->count);
	for (size_t i = 0; i < rows->count; i++) {
		bool matches;

		/* at each: a regular expression may take long over one */
		if (!progress_advance(progress, i, error)
		    || !row_filter_matches(filter, &outline->on, outline->state, rows->at[i],
					   &matches, error)) {
			column_free(accepted);
			accepted = NULL;
			break;
		}
		if (matches)
			bitset_add(accepted, i);
	}
	outline_watch_names(outline, watched);
	return accepted;
}

/* Takes the filter's rows, or all if `accepted` is null; on success the outline's own. */
static bool
outline_accept(struct outline *outline, bitset_word *accepted, struct text pattern,
	       struct progress *progress, struct error *error)
{
	struct branch *top = outline->top;
	struct order order;

	if (!outline_order(top, &outline->rule, accepted, &order, progress, error))
		return false;
	order_release(&top->order);
	top->order = order;
	outline_counted(outline);
	branch_replace_children(top, &outline->rule);
	outline_branches_changed(outline);
	column_free(outline->accepted);
	outline->accepted = accepted;
	free(outline->pattern);
	outline->pattern = pattern.length > 0 ? text_copy(pattern) : NULL;
	return true;
}

bool
outline_filter(struct outline *outline, struct text pattern, struct progress *progress,
	       struct error *error)
{
	struct row_filter *filter;
	bitset_word *accepted = NULL;
	bool is_done;

	if (pattern.length == 0 && outline->pattern == NULL)
		return true; /* as it is */
	filter = row_filter_new(outline->view, pattern, error);
	is_done = filter != NULL;
	if (is_done && !row_filter_is_empty(filter)) {
		accepted = outline_accepted_rows(outline, filter, progress, error);
		is_done = accepted != NULL;
	}
	if (is_done && !outline_accept(outline, accepted, pattern, progress, error)) {
		column_free(accepted);
		is_done = false;
	}
	row_filter_free(filter);
	return is_done;
}

struct text
outline_filter_pattern(const struct outline *outline)
{
	return outline->pattern == NULL ? TEXT("") : text_of(outline->pattern);
}
