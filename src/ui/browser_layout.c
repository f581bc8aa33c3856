#include "config.h"

#include "ui/browser_state.h"

enum {
	LINES_MIN = 4,   /* below these a sentence is all there is room for */
	WIDTH_MIN = 20,
	PANE_MIN = 3,    /* a header and two rows */
};

static void
window_release(WINDOW **window)
{
	if (*window != NULL)
		delwin(*window);
	*window = NULL;
}

void
browser_layout_release(struct browser *browser)
{
	for (unsigned i = 0; i < PANES; i++) {
		window_release(&browser->panes[i].header);
		window_release(&browser->panes[i].list);
		browser->panes[i].lines = 0;
	}
	window_release(&browser->title);
	window_release(&browser->status);
}

static void
pane_place(struct pane *pane, int line, int lines)
{
	pane->header = newwin(1, COLS, line, 0);
	pane->list = newwin(lines - 1, COLS, line + 1, 0);
	pane->lines = lines - 1;
}

/* A view without objects leaves nothing to look at below. */
bool
browser_has_lower_pane(const struct browser *browser)
{
	return browser->visit_count > 0 && !browser->is_alone
	       && outline_view(browser->visits[browser->visit_now]->outline)->object != NULL;
}

void
browser_layout(struct browser *browser)
{
	int room = LINES - 2, lower;

	browser_layout_release(browser);
	werase(stdscr);
	wnoutrefresh(stdscr);
	if (LINES < LINES_MIN || COLS < WIDTH_MIN)
		return;
	browser->title = newwin(1, COLS, 0, 0);
	browser->status = newwin(1, COLS, LINES - 1, 0);
	browser->has_lower = browser_has_lower_pane(browser);
	if (!browser->has_lower || room < 2 * PANE_MIN) {
		pane_place(&browser->panes[browser->focus], 1, room);
		return;
	}
	lower = room * 2 / 5 - browser->split;
	if (lower < PANE_MIN)
		lower = PANE_MIN;
	if (lower > room - PANE_MIN)
		lower = room - PANE_MIN;
	/* What does not fit is not remembered, so that the next step the other way is seen. */
	browser->split = room * 2 / 5 - lower;
	pane_place(&browser->panes[UPPER], 1, room - lower);
	pane_place(&browser->panes[LOWER], 1 + room - lower, lower);
}
