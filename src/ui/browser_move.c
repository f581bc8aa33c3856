#include "config.h"

#include "ui/browser_state.h"

enum { CHAIN_ROWS_MAX = 200, WHEEL_ROWS = 3 };

static void
selection_moved(struct browser *browser)
{
	if (browser->focus == UPPER)
		browser->follows = true;
}

static void
step(struct browser *browser, long by)
{
	struct visit *visit = browser_visit(browser);

	if (visit == NULL)
		return;
	table_step(&visit->table, visit->outline, by);
	selection_moved(browser);
}

static void
page(struct browser *browser, long by)
{
	struct visit *visit = browser_visit(browser);

	if (visit == NULL)
		return;
	table_page(&visit->table, visit->outline, by, browser_lines(browser));
	selection_moved(browser);
}

void
command_move_down(struct browser *browser)
{
	step(browser, 1);
}

void
command_move_up(struct browser *browser)
{
	step(browser, -1);
}

void
command_page_down(struct browser *browser)
{
	page(browser, browser_lines(browser));
}

void
command_page_up(struct browser *browser)
{
	page(browser, -browser_lines(browser));
}

void
command_half_page_down(struct browser *browser)
{
	page(browser, (browser_lines(browser) + 1) / 2);
}

void
command_half_page_up(struct browser *browser)
{
	page(browser, -(browser_lines(browser) + 1) / 2);
}

void
command_first_row(struct browser *browser)
{
	struct visit *visit = browser_visit(browser);

	if (visit == NULL)
		return;
	visit->table = (struct table){ 0 };
	selection_moved(browser);
}

void
command_last_row(struct browser *browser)
{
	struct visit *visit = browser_visit(browser);

	if (visit == NULL)
		return;
	table_select(&visit->table, visit->outline, outline_count(visit->outline));
	selection_moved(browser);
}

/* Unfolding, on the thread of a job. */
struct unfolding {
	struct outline *outline;
	size_t index;
	unsigned chain; /* rows at most; 0: only the row itself */
};

static bool
unfolding_run(void *argument, struct progress *progress, struct error *error)
{
	const struct unfolding *unfolding = argument;

	if (unfolding->chain > 0)
		return outline_unfold_chain(unfolding->outline, unfolding->index,
					    unfolding->chain, progress, error);
	return outline_unfold(unfolding->outline, unfolding->index, progress, error);
}

/* What was opened at the foot of the list would be out of sight: moves the view, but not the
 * selection out of it. */
static void
show_opened(const struct browser *browser, struct visit *visit, size_t opened)
{
	size_t lines = (size_t)browser_lines(browser);
	size_t at = visit->table.cursor - visit->table.top, wanted = at + opened + 1;

	if (wanted <= lines)
		return;
	visit->table.top += wanted - lines < at ? wanted - lines : at;
}

static void
unfold(struct browser *browser, unsigned chain)
{
	struct visit *visit = browser_visit(browser);
	struct unfolding unfolding = { visit->outline, visit->table.cursor, chain };
	size_t before = outline_count(visit->outline);

	if (browser_work(browser, unfolding_run, &unfolding))
		show_opened(browser, visit, outline_count(visit->outline) - before);
}

static bool
has_rows(const struct visit *visit)
{
	return visit != NULL && outline_count(visit->outline) > 0;
}

void
command_unfold(struct browser *browser)
{
	struct visit *visit = browser_visit(browser);
	struct outline_row row;

	if (!has_rows(visit))
		return;
	row = outline_row(visit->outline, visit->table.cursor);
	if (row.is_unfolded)
		step(browser, 1);
	else if (row.can_unfold)
		unfold(browser, 0);
	else
		browser_say(browser, row.repeats ? "this one is above already"
						 : "nothing is below this row");
}

void
command_fold(struct browser *browser)
{
	struct visit *visit = browser_visit(browser);
	size_t row;

	if (!has_rows(visit))
		return;
	row = visit->table.cursor;
	if (outline_row(visit->outline, row).is_unfolded)
		outline_fold(visit->outline, row);
	else
		table_select(&visit->table, visit->outline,
			     outline_parent(visit->outline, row));
	selection_moved(browser);
}

/* The row's object, unless that is what one looks at. */
static void
open_object(struct browser *browser, const struct visit *visit, struct object object)
{
	const struct view *view = view_find(TEXT("object"));
	const struct subject *on = outline_subject(visit->outline);

	if (outline_view(visit->outline) == view && on->node == object.node
	    && on->heap == object.heap)
		browser_say(browser, "this is the object");
	else
		browser_open_view(browser, view);
}

void
command_open(struct browser *browser)
{
	struct visit *visit = browser_visit(browser);
	struct object object = browser_object(browser);
	struct arena scratch = { 0 };
	struct outline_row row;

	if (!has_rows(visit))
		return;
	row = outline_row(visit->outline, visit->table.cursor);
	if (row.is_unfolded)
		outline_fold(visit->outline, visit->table.cursor);
	else if (row.can_unfold)
		unfold(browser, 0);
	else if (object.node != NODE_NONE)
		open_object(browser, visit, object);
	else if (browser_only(browser, &scratch).length > 0)
		browser_open_view(browser, view_find(TEXT("summary")));
	else
		browser_say(browser, "nothing is below this row");
	arena_release(&scratch);
}

void
command_unfold_chain(struct browser *browser)
{
	if (has_rows(browser_visit(browser)))
		unfold(browser, CHAIN_ROWS_MAX);
}

/* Sorting, on the thread of a job. */
struct sorting {
	struct outline *outline;
	unsigned column;
	bool descending;
};

static bool
sorting_run(void *argument, struct progress *progress, struct error *error)
{
	const struct sorting *sorting = argument;

	return outline_sort(sorting->outline, sorting->column, sorting->descending, progress,
			    error);
}

static void
sort(struct browser *browser, struct visit *visit, unsigned column, bool descending)
{
	struct sorting sorting = { visit->outline, column, descending };
	struct outline_place place;
	bool was_first = visit->table.cursor == 0 || outline_count(visit->outline) == 0;
	size_t row = 0;

	if (!was_first)
		place = outline_place(visit->outline, visit->table.cursor);
	if (browser_work(browser, sorting_run, &sorting)) {
		visit->is_sorted_by_hand = true;
		visit->has_range = false;
		if (!was_first)
			row = outline_find_place(visit->outline, &place);
		visit->table.cursor = row == SIZE_MAX ? 0 : row;
		if (was_first)
			visit->table.top = 0;
		selection_moved(browser);
	}
	if (!was_first)
		outline_place_release(&place);
}

void
browser_sort(struct browser *browser, unsigned column)
{
	struct visit *visit = browser_visit(browser);
	bool descending;
	unsigned now;

	if (visit == NULL)
		return;
	now = outline_sort_column(visit->outline, &descending);
	if (now == column)
		descending = !descending;
	else
		descending = !(outline_view(visit->outline)->columns[column].flags
			       & COLUMN_ASCENDING);
	sort(browser, visit, column, descending);
}

void
command_reverse_order(struct browser *browser)
{
	struct visit *visit = browser_visit(browser);
	bool descending;
	unsigned column;

	if (visit == NULL)
		return;
	column = outline_sort_column(visit->outline, &descending);
	if (column == COLUMN_NONE)
		browser_say(browser, "these rows have an order of their own");
	else
		sort(browser, visit, column, !descending);
}

static void
sort_step(struct browser *browser, unsigned by)
{
	struct visit *visit = browser_visit(browser);
	unsigned count, column;
	bool descending;

	if (visit == NULL)
		return;
	count = view_column_count(outline_view(visit->outline));
	column = outline_sort_column(visit->outline, &descending);
	column = column == COLUMN_NONE ? 0 : (column + by) % count;
	/* Columns for scripts alone are not to be seen. */
	while (outline_view(visit->outline)->columns[column].flags & COLUMN_SCRIPT)
		column = (column + by) % count;
	browser_sort(browser, column);
}

void
command_sort_next(struct browser *browser)
{
	sort_step(browser, 1);
}

void
command_sort_previous(struct browser *browser)
{
	struct visit *visit = browser_visit(browser);

	if (visit != NULL)
		sort_step(browser, view_column_count(outline_view(visit->outline)) - 1);
}

void
command_next_pane(struct browser *browser)
{
	browser->focus = browser->focus == UPPER ? LOWER : UPPER;
	if (browser->focus == LOWER && browser->detail == NULL)
		browser_follow(browser);
	if (browser->focus == LOWER && browser->detail == NULL) {
		browser->focus = UPPER;
		browser_say(browser, "the lower pane is empty: select an object first");
	}
}

void
command_one_pane(struct browser *browser)
{
	browser->is_alone = !browser->is_alone;
	browser_layout(browser);
}

static void
resize_pane(struct browser *browser, int by)
{
	if (browser->is_alone)
		return;
	browser->split += browser->focus == UPPER ? by : -by;
	browser_layout(browser);
}

void
command_grow_pane(struct browser *browser)
{
	resize_pane(browser, 1);
}

void
command_shrink_pane(struct browser *browser)
{
	resize_pane(browser, -1);
}

void
command_redraw(struct browser *browser)
{
	clearok(curscr, TRUE);
	browser_layout(browser);
}

/* The pane under the pointer gets the focus.  The line there, -1 for the header; false if it is
 * in no pane. */
static bool
mouse_focus(struct browser *browser, int *line)
{
	for (unsigned i = 0; i < PANES; i++) {
		struct pane *pane = &browser->panes[i];

		if (pane->list == NULL || (i == LOWER && browser->detail == NULL))
			continue;
		*line = browser->mouse_y - getbegy(pane->list);
		if (*line < -1 || *line >= pane->lines)
			continue;
		browser->focus = i;
		return true;
	}
	return false;
}

/* A header sorts, a row is selected, and its fold mark opens or closes it. */
static void
mouse_press(struct browser *browser)
{
	struct table_style style = { 0 };
	struct visit *visit;
	size_t row;
	int line;

	if (!mouse_focus(browser, &line))
		return;
	visit = browser_visit(browser);
	style.columns = browser_columns(browser, visit);
	if (line == -1) {
		unsigned column = table_column_at(visit->outline, &style, COLS,
						  browser->mouse_x);

		if (column != COLUMN_NONE)
			browser_sort(browser, column);
		return;
	}
	row = visit->table.top + (size_t)line;
	if (row >= outline_count(visit->outline))
		return;
	table_select(&visit->table, visit->outline, row);
	selection_moved(browser);
	if (table_is_mark(visit->outline, &style, COLS, row, browser->mouse_x))
		command_open(browser);
}

/* What is under the pointer moves. */
static void
mouse_wheel(struct browser *browser, long by)
{
	int line;

	if (mouse_focus(browser, &line))
		step(browser, by);
}

bool
browser_mouse(struct browser *browser, int key)
{
	if (key == KEY_FUNCTION(KEY_SR))
		mouse_wheel(browser, -WHEEL_ROWS);
	else if (key == KEY_FUNCTION(KEY_SF))
		mouse_wheel(browser, WHEEL_ROWS);
	else if (key == KEY_FUNCTION(KEY_MOUSE))
		mouse_press(browser);
	else
		return false;
	return true;
}
