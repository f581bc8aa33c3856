#include "config.h"

#include "ui/browser_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "view/object_text.h"
#include "view/subject.h"

enum {
	VISITS_MAX = 64,      /* how far one can go back */
	CHAIN_ROWS_MAX = 200, /* of a chain that opens by itself */
	UNFOLDED_MAX = 10000, /* rows that --depth opens at once */
};

/* Opening a view, on the thread of a job. */
struct opening {
	const struct view *view;
	struct subject subject;
	struct text sort, filter;
	unsigned depth;
	bool is_ready;           /* all its columns have values */
	bool is_cut;             /* more rows were to be unfolded */
	struct outline *outline; /* the result */
};

const struct subject *
browser_subject(const struct browser *browser)
{
	const struct visit *visit = browser_visit(browser);

	return visit == NULL ? NULL : outline_subject(visit->outline);
}

struct subject
browser_first_subject(const struct browser *browser)
{
	const struct heap *const *heaps = (const struct heap *const *)browser->heaps;
	size_t count = browser->heap_count;

	return (struct subject){
		.heaps = heaps,
		.heap_count = count,
		.heap = heaps[count - 1],
		.base = count > 1 ? heaps[0] : NULL,
		.node = NODE_NONE,
		.units = browser->units,
		.shows_way = true,
		.hide_internals = browser->hide_internals,
	};
}

/* Retained sizes come last: until they are there, the largest are guessed by shallow size. */
static bool
opening_sort(struct opening *opening, struct progress *progress, struct error *error)
{
	struct text name = opening->sort;
	bool descending = true;
	unsigned column;

	if (name.length == 0) {
		if (opening->is_ready)
			return true;
		name = TEXT("shallow_size");
	} else if (*name.at == '-') {
		name = text_from(name, 1);
	} else {
		descending = false;
	}
	column = view_column_find(opening->view, name);
	if (column == COLUMN_NONE)
		return opening->sort.length == 0
		       || error_set(error, ERROR_USAGE, "%s has no such column to sort by",
				    opening->view->name);
	return outline_sort(opening->outline, column, descending, progress, error);
}

static bool
opening_unfold(struct opening *opening, struct progress *progress, struct error *error)
{
	for (size_t i = 0; i < outline_count(opening->outline) && !opening->is_cut; i++) {
		struct outline_row row = outline_row(opening->outline, i);

		if (row.depth + 1 >= opening->depth || !row.can_unfold || row.is_unfolded)
			continue;
		opening->is_cut = i >= UNFOLDED_MAX;
		if (!opening->is_cut && !outline_unfold(opening->outline, i, progress, error))
			return false;
	}
	if (opening->depth > 0)
		return true;
	/* A chain opens by itself: the shortest path.  So does what is there alone. */
	if (outline_count(opening->outline) == 1 && outline_row(opening->outline, 0).can_unfold)
		return outline_unfold_chain(opening->outline, 0, CHAIN_ROWS_MAX, progress, error);
	return outline_open_chain(opening->outline, CHAIN_ROWS_MAX, progress, error);
}

static bool
opening_run(void *argument, struct progress *progress, struct error *error)
{
	struct opening *opening = argument;

	opening->outline = outline_open(opening->view, &opening->subject, progress, error);
	if (opening->outline == NULL)
		return false;
	if (opening_sort(opening, progress, error)
	    && (opening->filter.length == 0
		|| outline_filter(opening->outline, opening->filter, progress, error))
	    && opening_unfold(opening, progress, error))
		return true;
	outline_close(opening->outline);
	opening->outline = NULL;
	return false;
}

void
visit_close(struct visit *visit)
{
	if (visit == NULL)
		return;
	outline_close(visit->outline);
	ignoring_drop(visit->ignoring);
	free(visit->text);
	free(visit->columns);
	free(visit);
}

static void
subject_set_ignoring(const struct browser *browser, struct subject *subject)
{
	const struct ignoring *ignoring = browser->ignoring;
	bool applies = ignoring != NULL && ignoring->heap == subject->heap;

	subject->hide_internals = browser->hide_internals;
	subject->ignored = applies ? ignoring->nodes : NULL;
	subject->distance = applies ? ignoring->distance : NULL;
}

/* The visit of an outline that was just opened. */
static struct visit *
visit_new(struct browser *browser, struct outline *outline, char *text)
{
	struct visit *visit = xcalloc(1, sizeof(*visit));

	visit->outline = outline;
	visit->text = text;
	visit->parts = browser->ready;
	visit->changes = browser->changes;
	if (outline_subject(outline)->ignored != NULL) {
		visit->ignoring = browser->ignoring;
		ignoring_keep(visit->ignoring);
	}
	return visit;
}

static void
visits_add(struct browser *browser, struct visit *visit)
{
	while (browser->visit_count > browser->visit_now + 1)
		visit_close(browser->visits[--browser->visit_count]);
	if (browser->visit_count == VISITS_MAX) {
		visit_close(browser->visits[0]);
		memmove(browser->visits, browser->visits + 1,
			(VISITS_MAX - 1) * sizeof(struct visit *));
		browser->visit_count--;
	}
	browser->visits = xreallocarray(browser->visits, browser->visit_count + 1,
					sizeof(struct visit *));
	browser->visits[browser->visit_count++] = visit;
	browser->visit_now = browser->visit_count - 1;
}

static bool
is_ready_for(const struct browser *browser, const struct view *view, struct error *error)
{
	if ((browser->ready & view->parts) == view->parts)
		return true;
	return error_set(error, ERROR_LIMIT, "%s has to wait until that is computed",
			 view->title);
}

/* Whether the visit shows just these rows, in whatever order. */
static bool
visit_shows(const struct visit *visit, const struct request *request,
	    const struct subject *wanted)
{
	const struct subject *on = outline_subject(visit->outline);

	return outline_view(visit->outline) == request->view && on->node == wanted->node
	       && on->heap == wanted->heap && on->ignored == wanted->ignored
	       && text_equal(on->only, request->only) && text_equal(on->text, wanted->text)
	       && on->match_case == wanted->match_case
	       && text_equal(outline_filter_pattern(visit->outline), request->filter);
}

/* A new one, or, shown in another way, the one there is now: nothing is open twice. */
static void
visits_take(struct browser *browser, struct visit *visit, bool replaces)
{
	if (replaces) {
		visit_close(browser->visits[browser->visit_now]);
		browser->visits[browser->visit_now] = visit;
	} else {
		visits_add(browser, visit);
	}
	browser->focus = UPPER;
	browser->follows = true;
}

/* What is to be known of a view that was just opened: in the status line, as the title may have
 * no room for it. */
static void
say_opened(struct browser *browser, const struct visit *visit, const struct request *request,
	   bool is_cut)
{
	struct arena scratch = { 0 };
	struct text warning = outline_warning(visit->outline, &scratch);
	struct text undo = keymap_key_of(command_undo_ignore);

	if (is_cut)
		browser_say(browser, "only the first %d rows are opened so deep; with -o FILE all "
				     "are written", UNFOLDED_MAX);
	else if (request->ignore.length > 0)
		browser_say(browser, "ignored in all views until %.*s takes it back: %.*s",
			    (int)undo.length, undo.at, (int)request->ignore.length,
			    request->ignore.at);
	else if (warning.length > 0 && browser->message.length == 0)
		browser_say(browser, "%.*s", (int)warning.length, warning.at);
	arena_release(&scratch);
}

/* What the view is opened on: the object if it takes one, or what was asked for. */
static bool
opening_take(struct browser *browser, struct opening *opening, const struct request *request,
	     struct object object)
{
	struct error error = { 0 };

	opening->subject = browser_first_subject(browser);
	if (object.node != NODE_NONE && request->view->needs & (NEEDS_NODE | TAKES_NODE)) {
		opening->subject.heap = object.heap;
		opening->subject.node = object.node;
	}
	if (request->ignore.length > 0
	    && !browser_ignore_ids(browser, opening->subject.heap, request->ignore))
		return false;
	subject_set_ignoring(browser, &opening->subject);
	if (is_ready_for(browser, request->view, &error)
	    && subject_take(&opening->subject, request, &error))
		return true;
	browser_fail(browser, &error);
	return false;
}

bool
browser_open(struct browser *browser, const struct request *request, struct object object)
{
	struct opening opening = { .view = request->view, .sort = request->sort,
				   .filter = request->filter, .depth = request->depth,
				   .is_ready = browser->ready == HEAP_ALL };
	struct visit *visit;
	bool is_shown;
	char *text;

	if (!opening_take(browser, &opening, request, object))
		return false;
	is_shown = browser->visit_count > 0
		   && visit_shows(browser->visits[browser->visit_now], request,
				  &opening.subject);
	if (is_shown && request->sort.length == 0 && request->columns.length == 0
	    && request->depth == 0) {
		browser_say(browser, "%s is shown already", request->view->title);
		return true;
	}
	text = text_copy(request->text);
	opening.subject.text = text_of(text);
	if (!browser_take_only(browser, &opening.subject, request->only)
	    || !browser_work(browser, opening_run, &opening)) {
		free(text);
		return false;
	}
	visit = visit_new(browser, opening.outline, text);
	visit->is_sorted_by_hand = request->sort.length > 0;
	if (request->columns.length > 0)
		visit->columns = text_copy(request->columns);
	visits_take(browser, visit, is_shown);
	say_opened(browser, visit, request, opening.is_cut);
	return true;
}

/* Opens a visit's view again and puts folds, order, filter and place back. */
struct reopening {
	struct opening opening;
	struct visit *visit;
	struct table table;
};

static bool
reopening_restore(struct reopening *again, struct progress *progress, struct error *error)
{
	struct outline *old = again->visit->outline, *new = again->opening.outline;
	struct table *from = &again->visit->table;
	struct outline_place place;
	bool descending;
	unsigned column = outline_sort_column(old, &descending);

	if (again->visit->is_sorted_by_hand && column != COLUMN_NONE
	    && !outline_sort(new, column, descending, progress, error))
		return false;
	outline_copy_folds(new, old);
	if (outline_count(old) > 0) {
		place = outline_place(old, from->cursor);
		again->table.cursor = outline_find_place(new, &place);
		outline_place_release(&place);
	}
	if (again->table.cursor == SIZE_MAX)
		again->table.cursor = from->cursor;
	/* Who still is at the top wants to go on seeing the top. */
	if (from->cursor == 0)
		again->table.cursor = 0;
	/* it may have fewer rows now */
	table_select(&again->table, new, again->table.cursor);
	again->table.top = again->table.cursor - from->cursor + from->top;
	if (again->table.top > again->table.cursor)
		again->table.top = 0;
	return true;
}

static bool
reopening_run(void *argument, struct progress *progress, struct error *error)
{
	struct reopening *again = argument;

	if (!opening_run(&again->opening, progress, error))
		return false;
	if (reopening_restore(again, progress, error))
		return true;
	outline_close(again->opening.outline);
	return false;
}

void
browser_refresh(struct browser *browser, struct visit **at)
{
	struct visit *visit = *at, *new;
	struct reopening again = { .visit = visit };

	if (visit->parts == browser->ready && visit->changes == browser->changes)
		return;
	again.opening = (struct opening){
		.view = outline_view(visit->outline),
		.subject = *outline_subject(visit->outline),
		.filter = outline_filter_pattern(visit->outline),
		.is_ready = browser->ready == HEAP_ALL,
		/* With other retainers ignored another way is the best, and opens. */
		.depth = visit->changes == browser->changes,
	};
	subject_set_ignoring(browser, &again.opening.subject);
	visit->parts = browser->ready;
	visit->changes = browser->changes;
	if (!browser_work(browser, reopening_run, &again))
		return;
	new = visit_new(browser, again.opening.outline, visit->text);
	new->table = again.table;
	new->is_sorted_by_hand = visit->is_sorted_by_hand;
	new->columns = visit->columns;
	visit->text = NULL;
	visit->columns = NULL;
	visit_close(visit);
	*at = new;
}

static void
detail_close(struct browser *browser)
{
	visit_close(browser->detail);
	browser->detail = NULL;
}

/* Without an object to look at: the pane says what the row is. */
static void
detail_explain(struct browser *browser, struct visit *above)
{
	struct arena scratch = { 0 };

	detail_close(browser);
	buffer_clear(&browser->hint);
	if (outline_count(above->outline) > 0)
		text_escape(&browser->hint,
			    row_explanation(above->outline, above->table.cursor, &scratch),
			    browser_style(browser));
	browser->is_dirty = true;
	arena_release(&scratch);
}

void
browser_follow(struct browser *browser)
{
	struct visit *above = browser->visits[browser->visit_now];
	struct object object = { NULL, NODE_NONE };
	struct opening opening = { .view = browser->detail_view };

	browser->follows = false;
	if (outline_count(above->outline) > 0)
		object = outline_object(above->outline, above->table.cursor);
	if (object.node == NODE_NONE
	    || (browser->ready & browser->detail_view->parts) != browser->detail_view->parts) {
		detail_explain(browser, above);
		return;
	}
	if (browser->detail != NULL && browser->detail_object.node == object.node
	    && browser->detail_object.heap == object.heap
	    && outline_view(browser->detail->outline) == browser->detail_view
	    && browser->detail->changes == browser->changes)
		return;
	opening.subject = browser_first_subject(browser);
	opening.subject.heap = object.heap;
	opening.subject.node = object.node;
	opening.is_ready = browser->ready == HEAP_ALL;
	subject_set_ignoring(browser, &opening.subject);
	if (!browser_work_aside(browser, opening_run, &opening)) {
		browser->follows = browser->typed_at < browser->typed_count;
		return;
	}
	detail_close(browser);
	browser->detail = visit_new(browser, opening.outline, NULL);
	browser->detail_object = object;
}

void
browser_visits_close(struct browser *browser)
{
	detail_close(browser);
	while (browser->visit_count > 0)
		visit_close(browser->visits[--browser->visit_count]);
	free(browser->visits);
}

/* From a visit to the one shown now: it may have been opened before something changed. */
static void
visits_show(struct browser *browser)
{
	browser_refresh(browser, &browser->visits[browser->visit_now]);
	browser->focus = UPPER;
	browser->follows = true;
}

void
command_back(struct browser *browser)
{
	if (browser->visit_now == 0) {
		browser_say(browser, "this is the first view");
		return;
	}
	browser->visit_now--;
	visits_show(browser);
}

void
command_forward(struct browser *browser)
{
	if (browser->visit_now + 1 >= browser->visit_count) {
		browser_say(browser, "this is the last view");
		return;
	}
	browser->visit_now++;
	visits_show(browser);
}
