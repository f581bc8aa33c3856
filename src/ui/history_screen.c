#include "config.h"

#include "ui/history_screen.h"

#include <curses.h>

#include "ui/page_draw.h"
#include "ui/terminal.h"

bool
history_screen_run(const struct history *history, const char *title, bool ascii,
		   struct error *error)
{
	struct watch_page page = { 0 };
	struct page_size size = { .ascii = ascii, .shows_all = true };
	struct terminal_input input;
	size_t top = 0;

	if (!page_open(&size.ascii, error))
		return false;
	do {
		size.width = (size_t)COLS;
		size.height = (size_t)LINES;
		history_page_compose(&page, title, history, &size);
		page_draw(&page, &top, " q leave   Up Down");
		input = terminal_wait(-1);
		if (input.event == TERMINAL_KEY)
			page_scrolls(input.key, &top);
	} while (input.event != TERMINAL_INTERRUPT && input.event != TERMINAL_GONE
		 && !(input.event == TERMINAL_KEY && (input.key == 'q' || input.key == 'Q')));
	terminal_close();
	watch_page_release(&page);
	return true;
}
