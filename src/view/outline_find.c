/*
 * Finding rows that match, in the order they are shown.
 */

#include "config.h"

#include "view/outline.h"
#include "view/outline_internal.h"
#include "view/row_filter.h"

/* How far ahead rows are sorted while walking over them: doubled with every step, so that a
 * short walk sorts little and a long one sorts everything at once. */
enum { AHEAD_FIRST = 1 << 10, AHEAD_STRIDE = 1 << 10 };

struct outline_walk {
	struct outline *outline;
	struct branch *branch;
	size_t place, index;
	size_t ahead;
	bool backwards;
};

/* One row on, around the end. */
static void
outline_walk_step(struct outline_walk *walk)
{
	size_t count = outline_count(walk->outline);

	if (walk->backwards) {
		walk->index = (walk->index == 0 ? count : walk->index) - 1;
		if (!branch_step_up(&walk->branch, &walk->place))
			walk->branch = branch_find(outline_counted(walk->outline), walk->index,
						    &walk->place);
	} else {
		walk->index = walk->index + 1 == count ? 0 : walk->index + 1;
		if (!branch_step_down(&walk->branch, &walk->place))
			walk->branch = branch_find(outline_counted(walk->outline), 0, &walk->place);
	}
}

static bool
outline_walk_settle(struct outline_walk *walk, struct progress *progress, struct error *error)
{
	struct branch *branch = walk->branch;
	size_t count = branch->order.count;
	size_t first = walk->place, last = count;

	if (walk->backwards) {
		first = walk->place >= walk->ahead ? walk->place - walk->ahead : 0;
		last = walk->place + 1;
	} else if (walk->ahead < count - first) {
		last = first + walk->ahead;
	}
	if (walk->ahead < SIZE_MAX / 2)
		walk->ahead *= 2;
	return order_settle(&branch->order, &walk->outline->rule, branch->rows.at, first, last,
			    progress, error);
}

bool
outline_find(struct outline *outline, struct text pattern, size_t from, bool backwards,
	     size_t *found, struct progress *progress, struct error *error)
{
	struct row_filter *filter = row_filter_new(outline->view, pattern, error);
	struct outline_walk walk = { .outline = outline, .index = from, .ahead = AHEAD_FIRST,
				     .backwards = backwards };
	size_t count = outline_count(outline);
	struct progress *watched = outline_watch_names(outline, progress);
	bool is_found = false;

	if (filter == NULL || row_filter_is_empty(filter) || from >= count)
		count = 0;
	else
		walk.branch = branch_find(outline_counted(outline), from, &walk.place);
	if (filter != NULL)
		row_filter_watch(filter, progress);
	progress_begin(progress, "Searching", count);
	for (size_t i = 0; i < count && !is_found; i++) {
		/* At each row, here and below: a regular expression may take long over one. */
		if (!progress_advance(progress, i, error)
		    || (i % AHEAD_STRIDE == 0 && !outline_walk_settle(&walk, progress, error))
		    || !row_filter_matches(filter, &outline->on, outline->state,
					   outline_row_at(outline, walk.branch, walk.place),
					   &is_found, error))
			break;
		*found = walk.index;
		outline_walk_step(&walk);
	}
	outline_watch_names(outline, watched);
	row_filter_free(filter);
	return is_found;
}

size_t
outline_count_matches(struct outline *outline, struct text pattern, size_t limit,
		      struct progress *progress, struct error *error)
{
	struct row_filter *filter = row_filter_new(outline->view, pattern, error);
	struct branch *branch = outline->top;
	struct progress *watched = outline_watch_names(outline, progress);
	size_t count = outline_count(outline), place = 0, matches = 0;

	if (filter == NULL || row_filter_is_empty(filter))
		count = 0;
	if (filter != NULL)
		row_filter_watch(filter, progress);
	progress_begin(progress, "Counting matches", count);
	for (size_t i = 0; i < count && matches < limit; i++) {
		/* As the entries lie there: how many match does not depend on the order. */
		uint32_t row = branch->order.at == NULL ? (uint32_t)place
							: branch->order.at[place].row;
		bool is_match;

		if (!progress_advance(progress, i, error)
		    || !row_filter_matches(filter, &outline->on, outline->state,
					   branch->rows.at[row], &is_match, error))
			break;
		matches += is_match;
		branch_step_down(&branch, &place);
	}
	outline_watch_names(outline, watched);
	row_filter_free(filter);
	return matches;
}
