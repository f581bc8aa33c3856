#include "config.h"

#include "view/outline.h"

#include <stdlib.h>

#include "view/outline_internal.h"

/* So many rows are sorted before an operation counts as done: a high screen. */
enum { FIRST_SCREEN = 128 };

bool
outline_order(const struct branch *branch, const struct order_rule *rule,
	      const bitset_word *accepted, struct order *order, struct progress *progress,
	      struct error *error)
{
	if (!order_build(order, rule, branch->rows.at, branch->rows.count, accepted, progress,
			 error))
		return false;
	if (order_settle(order, rule, branch->rows.at, 0, FIRST_SCREEN, progress, error))
		return true;
	order_release(order);
	return false;
}

static bool
outline_open_view(struct outline *outline, struct progress *progress, struct error *error)
{
	const struct view *view = outline->view;
	struct rows *rows = &outline->filled;

	if (view->open != NULL && !view->open(&outline->on, outline->state, progress, error))
		return false;
	rows_begin(rows, error);
	if (!view->roots(&outline->on, outline->state, rows, progress, error)
	    || !rows_end(rows, &outline->top->rows))
		return false;
	return outline_order(outline->top, &outline->rule, NULL, &outline->top->order, progress,
			     error);
}

struct outline *
outline_open(const struct view *view, const struct subject *subject, struct progress *progress,
	     struct error *error)
{
	struct outline *outline = xcalloc(1, sizeof *outline);
	unsigned column = subject->shows_way && view->reading_sort > 0 ? view->reading_sort
								       : view->first_sort;
	struct progress *watched;
	bool is_open;

	outline->view = view;
	outline->on = *subject;
	outline->state = xcalloc(1, view->state_size + 1);
	outline->top = branch_new(NULL, 0);
	outline->rule = (struct order_rule){
		.view = view,
		.on = &outline->on,
		.state = outline->state,
		.column = column,
		.descending = column != COLUMN_NONE
			      && !(view->columns[column].flags & COLUMN_ASCENDING),
		.scratch = &outline->scratch,
	};
	watched = outline_watch_names(outline, progress);
	is_open = outline_open_view(outline, progress, error);
	outline_watch_names(outline, watched);
	if (!is_open) {
		outline_close(outline);
		return NULL;
	}
	return outline;
}

void
outline_close(struct outline *outline)
{
	if (outline == NULL)
		return;
	branch_free(outline->top);
	if (outline->view->close != NULL)
		outline->view->close(outline->state);
	free(outline->state);
	column_free(outline->accepted);
	free(outline->pattern);
	rows_release(&outline->filled);
	ancestors_release(&outline->ancestors);
	arena_release(&outline->scratch);
	free(outline);
}

const struct view *
outline_view(const struct outline *outline)
{
	return outline->view;
}

const struct subject *
outline_subject(const struct outline *outline)
{
	return &outline->on;
}

/* What makes figures lower bounds: a file of which a part is missing, or that says sizes which are
 * none. */
static struct text
outline_bounds(const struct outline *outline)
{
	for (size_t i = 0; i < outline->on.heap_count; i++)
		if (outline->on.heaps[i]->snapshot.salvaged[0] != '\0')
			return TEXT("cut file, lower bounds");
	for (size_t i = 0; i < outline->on.heap_count; i++)
		if (heap_sizes_are_bounds(outline->on.heaps[i]))
			return TEXT("impossible sizes, lower bounds");
	return TEXT("");
}

/* Two parts of a line; either may be empty. */
static struct text
joined(struct text first, const char *between, struct text second, struct arena *scratch)
{
	if (first.length == 0 || second.length == 0)
		return first.length == 0 ? second : first;
	return ARENA_JOIN(scratch, first, text_of(between), second);
}

struct text
outline_warning(const struct outline *outline, struct arena *scratch)
{
	struct text warning = TEXT("");

	if (outline->view->warning != NULL)
		warning = outline->view->warning(&outline->on, outline->state, scratch);
	return joined(outline_bounds(outline), "; ", warning, scratch);
}

struct text
outline_caption(const struct outline *outline, struct arena *scratch)
{
	struct text caption = TEXT("");

	if (outline->view->caption != NULL)
		caption = outline->view->caption(&outline->on, outline->state, scratch);
	return joined(outline_warning(outline, scratch), ": ", caption, scratch);
}

bool
outline_alarms(const struct outline *outline)
{
	return outline->view->alarms != NULL
	       && outline->view->alarms(&outline->on, outline->state);
}

size_t
outline_count(const struct outline *outline)
{
	/* rows that were added somewhere below, of which nobody was told, are the top's, too */
	return branch_total(outline->top) + outline->growth.rows;
}

struct branch *
outline_counted(struct outline *outline)
{
	branch_settle(&outline->growth);
	return outline->top;
}

size_t
outline_root_count(const struct outline *outline)
{
	return outline->top->order.count;
}

size_t
outline_unfiltered_count(const struct outline *outline)
{
	return outline->top->rows.count;
}

struct row
outline_row_at(struct outline *outline, struct branch *branch, size_t place)
{
	return branch->rows.at[order_row(&branch->order, &outline->rule, branch->rows.at, place)];
}

void
outline_branches_changed(struct outline *outline)
{
	outline->ancestors.of = NULL;
	outline->found = NULL;
}

void
outline_branch_added(struct outline *outline, const struct branch *parent, size_t place)
{
	if (outline->found != parent || outline->found_place > place)
		outline->found = NULL;
}

/* From a row to one beside it there are few steps, however deep it lies. */
static bool
outline_step_to(struct outline *outline, size_t index)
{
	if (outline->found == NULL)
		return false;
	if (index == outline->found_index)
		return true;
	if (index == outline->found_index + 1)
		return branch_step_down(&outline->found, &outline->found_place);
	return index + 1 == outline->found_index
	       && branch_step_up(&outline->found, &outline->found_place);
}

struct branch *
outline_locate(struct outline *outline, size_t index, size_t *place)
{
	if (!outline_step_to(outline, index))
		outline->found =
			branch_find(outline_counted(outline), index, &outline->found_place);
	outline->found_index = index;
	*place = outline->found_place;
	return outline->found;
}

/* Whether it is one of the rows above it again. */
static bool
outline_repeats_at(struct outline *outline, struct branch *branch, struct row row)
{
	const struct ancestor_rule rule = { outline->view, &outline->on, outline->state };
	enum view_repeats repeats;
	uint32_t id;

	if (outline->view->repeats == NULL)
		return false;
	repeats = outline->view->repeats(&outline->on, outline->state, row, &id);
	if (repeats != REPEATS_ITS_ID)
		return repeats == REPEATS_SUBJECT;
	ancestors_move(&outline->ancestors, branch, &rule);
	return ancestors_have(&outline->ancestors, id);
}

static bool
outline_leads_on(const struct outline *outline, struct row row)
{
	return outline->view->has_children != NULL
	       && outline->view->has_children(&outline->on, outline->state, row);
}

bool
outline_can_unfold_at(struct outline *outline, struct branch *branch, struct row row)
{
	return outline_leads_on(outline, row) && !outline_repeats_at(outline, branch, row);
}

struct outline_row
outline_row(struct outline *outline, size_t index)
{
	size_t place;
	struct branch *branch = outline_locate(outline, index, &place);
	struct row row = outline_row_at(outline, branch, place);
	bool repeats = outline_repeats_at(outline, branch, row);

	return (struct outline_row){
		.row = row,
		.depth = branch->depth,
		.can_unfold = !repeats && outline_leads_on(outline, row),
		.is_unfolded = branch_child_at(branch, place) != NULL,
		.is_last = place + 1 == branch->order.count,
		.repeats = repeats,
	};
}

static struct row
outline_row_only(struct outline *outline, size_t index)
{
	size_t place;
	struct branch *branch = outline_locate(outline, index, &place);

	return outline_row_at(outline, branch, place);
}

struct cell
outline_cell(struct outline *outline, size_t index, unsigned column, struct arena *scratch)
{
	return outline->view->columns[column].value(&outline->on, outline->state,
						    outline_row_only(outline, index), scratch);
}

enum tone
outline_tone(struct outline *outline, size_t index)
{
	if (outline->view->tone == NULL)
		return TONE_PLAIN;
	return outline->view->tone(&outline->on, outline->state, outline_row_only(outline, index));
}

struct object
outline_object(struct outline *outline, size_t index)
{
	if (outline->view->object == NULL)
		return (struct object){ NULL, NODE_NONE };
	return outline->view->object(&outline->on, outline->state,
				     outline_row_only(outline, index));
}

struct text
outline_only(struct outline *outline, size_t index, struct arena *scratch)
{
	if (outline->view->only == NULL)
		return TEXT("");
	return outline->view->only(&outline->on, outline->state,
				   outline_row_only(outline, index), scratch);
}

struct text
outline_words(struct outline *outline, size_t index, struct arena *scratch)
{
	if (outline->view->words == NULL)
		return TEXT("");
	return outline->view->words(&outline->on, outline->state,
				    outline_row_only(outline, index), scratch);
}

size_t
outline_parent(struct outline *outline, size_t index)
{
	size_t place;
	struct branch *branch = outline_locate(outline, index, &place);

	if (branch->parent == NULL)
		return index;
	outline_counted(outline);
	return branch_index(branch->parent, branch->place);
}

uint64_t
outline_lines(struct outline *outline, size_t index)
{
	size_t place;
	struct branch *branch = outline_locate(outline, index, &place);
	uint64_t lines = 0;

	for (; branch->parent != NULL; branch = branch->parent)
		if (branch->depth <= 64 && branch->place + 1 < branch->parent->order.count)
			lines |= UINT64_C(1) << (branch->depth - 1);
	return lines;
}
