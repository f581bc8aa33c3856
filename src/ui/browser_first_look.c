/*
 * What stands on the screen while a snapshot is loaded: how far that is, and, as soon as nodes and
 * names are there, its largest constructors.
 */

#include "config.h"

#include "ui/browser_state.h"

enum { COUNT_CELLS = 12, SIZE_CELLS = 13, NAME_CELLS_MIN = 10, FIRST_ROW = 4 };

/* A name and its figures, as far as there is room for them. */
static void
draw_row(WINDOW *window, int line, struct text name, const char *count, const char *size)
{
	int room = COLS - 2, counted = 0;

	if (room >= NAME_CELLS_MIN + COUNT_CELLS + SIZE_CELLS)
		counted = COUNT_CELLS;
	room -= counted + SIZE_CELLS;
	wmove(window, line, 1);
	browser_draw_text(window, text_clip(name, (size_t)room));
	wmove(window, line, 1 + room);
	wprintw(window, "%*s%*s", counted, counted > 0 ? count : "", SIZE_CELLS, size);
}

static void
draw_rows(const struct browser *browser, WINDOW *window, int line,
	  const struct first_look *look)
{
	char count[UNITS_LENGTH], size[UNITS_LENGTH];
	struct buffer name = { 0 };

	for (size_t i = 0; i < look->count && line < getmaxy(window); i++, line++) {
		const struct first_look_row *row = &look->at[i];

		buffer_clear(&name);
		text_escape(&name, row->name, browser_style(browser));
		draw_row(window, line, buffer_text(&name), units_count(count, row->count),
			 units_bytes(size, row->size, browser->units));
	}
	buffer_release(&name);
}

static void
draw_look(const struct browser *browser, WINDOW *window, const struct first_look *look)
{
	char count[UNITS_LENGTH], size[UNITS_LENGTH];
	struct arena scratch = { 0 };

	wattrset(window, (int)theme_attributes(ROLE_DIM));
	wmove(window, 2, 1);
	browser_draw_text(window, text_clip(
		arena_printf(&scratch, "%s objects, %s, by type and name alone; the rest follows",
			     units_count(count, look->object_count),
			     units_bytes(size, look->size, browser->units)),
		(size_t)COLS - 2));
	wattrset(window, (int)theme_attributes(ROLE_HEADER_OTHER));
	draw_row(window, 3, TEXT("Constructor"), "Count", "Shallow size");
	wattrset(window, A_NORMAL);
	draw_rows(browser, window, FIRST_ROW, look);
	arena_release(&scratch);
}

void
browser_draw_loading(struct browser *browser)
{
	WINDOW *window = browser->panes[UPPER].list;
	struct arena scratch = { 0 };
	struct text status = browser_load_status(browser, &scratch);

	werase(window);
	wmove(window, 0, 1);
	browser_draw_text(window, text_clip(status, (size_t)COLS - 2));
	if (browser->has_first_look && getmaxy(window) > FIRST_ROW)
		draw_look(browser, window, browser->first_look);
	wmove(window, 0, 0);
	wnoutrefresh(window);
	arena_release(&scratch);
}
