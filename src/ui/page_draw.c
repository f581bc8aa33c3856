#include "config.h"

#include "ui/page_draw.h"

#include <curses.h>
#include <locale.h>

#include "ui/screen_update.h"
#include "ui/settings.h"
#include "ui/terminal.h"

bool
page_open(bool *ascii, struct error *error)
{
	struct settings settings = { 0 };
	struct buffer complaints = { 0 };
	bool is_open;

	setlocale(LC_CTYPE, "");
	/* the browser says what is wrong with them */
	settings_load(&settings, &complaints);
	*ascii |= settings.ascii || text_style_of_locale() == TEXT_ASCII;
	settings_release(&settings);
	buffer_release(&complaints);
	is_open = terminal_open(&(struct terminal_options){ 0 }, error);
	if (is_open)
		theme_open();
	return is_open;
}

static void
page_draw_line(const struct watch_page *page, int row, size_t index)
{
	const struct page_line *line = &page->lines[index];

	attrset((int)theme_attributes(line->role));
	if (line->length > 0)
		mvaddnstr(row, 0, page->text.at + line->at, (int)line->length);
	attrset(A_NORMAL);
}

void
page_draw(const struct watch_page *page, size_t *top, const char *status)
{
	size_t room = LINES > 2 ? (size_t)LINES - 2 : 0;

	if (*top + room + 1 > page->count)
		*top = page->count > room + 1 ? page->count - room - 1 : 0;
	erase();
	if (page->count > 0)
		page_draw_line(page, 0, 0);
	for (size_t i = 1; i <= room && *top + i < page->count; i++)
		page_draw_line(page, (int)i, *top + i);
	attrset((int)theme_attributes(ROLE_STATUS));
	mvaddnstr(LINES - 1, 0, status, COLS);
	attrset(A_NORMAL);
	wnoutrefresh(stdscr);
	screen_update();
}

bool
page_scrolls(int key, size_t *top)
{
	size_t page = LINES > 3 ? (size_t)LINES - 3 : 1;

	switch (key) {
	case 'j': case KEY_FUNCTION(KEY_DOWN):
		*top += 1;
		return true;
	case 'k': case KEY_FUNCTION(KEY_UP):
		*top -= *top > 0;
		return true;
	case ' ': case KEY_FUNCTION(KEY_NPAGE):
		*top += page;
		return true;
	case 'b': case KEY_FUNCTION(KEY_PPAGE):
		*top -= *top < page ? *top : page;
		return true;
	case 'g': case KEY_FUNCTION(KEY_HOME):
		*top = 0;
		return true;
	case 'G': case KEY_FUNCTION(KEY_END):
		*top = PAGE_LINES_MAX;
		return true;
	}
	return false;
}
