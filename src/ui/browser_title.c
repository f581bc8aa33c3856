#include "config.h"

#include "ui/browser_state.h"

#include <string.h>

#include "view/cell_fit.h"
#include "view/node_columns.h"
#include "view/only_join.h"

enum { OBJECT_WIDTH = 33, TITLE_GAP = 2 /* between the ends of a line */ };

void
browser_draw_text(WINDOW *window, struct text text)
{
	if (text.length > 0)
		waddnstr(window, text.at, (int)text.length);
}

/* A line with something at both ends.  Where they do not fit the right one is left out (it
 * yields) or the left one cut short. */
void
browser_draw_ends(WINDOW *window, struct text left, struct text right, enum role role, bool yields)
{
	int width = getmaxx(window);
	size_t room = (size_t)width - 1, wanted = text_width(right);

	wmove(window, 0, 0);
	wattrset(window, (int)theme_attributes(role));
	if (text_width(left) + wanted + TITLE_GAP > room && yields) {
		right = TEXT("");
		wanted = 0;
	}
	if (wanted + TITLE_GAP > room)
		wanted = 0;
	left = text_clip(left, wanted > 0 ? room - wanted - TITLE_GAP : room);
	browser_draw_text(window, left);
	wattrset(window, A_NORMAL);
	wclrtoeol(window);
	wattrset(window, (int)theme_attributes(role));
	if (wanted > 0) {
		wmove(window, 0, width - 1 - (int)wanted);
		browser_draw_text(window, right);
	}
	wattrset(window, A_NORMAL);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* "Map @1234", as in a row, the name cut short if need be: half of a narrow line is for the way. */
static void
add_object(const struct browser *browser, struct object object, size_t room, struct buffer *out)
{
	struct arena scratch = { 0 };
	struct cell cell = node_cell_object(object, &scratch);
	struct cell_format format = { .ascii = browser->is_ascii };
	size_t half = (size_t)COLS / 2;

	room = room < half ? room : half;
	cell_fit(&cell, CELL_FIT_TITLE, &format, room < OBJECT_WIDTH ? room : OBJECT_WIDTH, out);
	arena_release(&scratch);
}

/* ", snapshot 1 of 3": of several, a view that is of one says which.  An object is in the last
 * one unless it says otherwise. */
static void
add_snapshot(const struct browser *browser, const struct visit *visit, struct buffer *out)
{
	const struct view *view = outline_view(visit->outline);
	const struct subject *on = outline_subject(visit->outline);
	size_t position = 0;

	while (position < browser->heap_count && browser->heaps[position] != on->heap)
		position++;
	if (browser->heap_count < 2 || position == browser->heap_count
	    || view_find(text_of(view->name)) != view
	    || view->needs & (NEEDS_BASE | NEEDS_SERIES)
	    || (on->node != NODE_NONE && position + 1 == browser->heap_count))
		return;
	buffer_printf(out, ", snapshot %zu of %zu", position + 1, browser->heap_count);
}

/* "Retainers Map @1234": a step of the way to here. */
void
browser_add_step(const struct browser *browser, const struct visit *visit, size_t room,
		 struct buffer *out)
{
	const struct view *view = outline_view(visit->outline);
	const struct subject *on = outline_subject(visit->outline);
	struct arena scratch = { 0 };

	buffer_add_text(out, text_of(view->title));
	if (on->node != NODE_NONE) {
		size_t taken = strlen(view->title) + 1;

		buffer_add_char(out, ' ');
		add_object(browser, (struct object){ on->heap, on->node },
			   room > taken ? room - taken : 0, out);
	}
	if (on->text.length > 0) {
		buffer_add_char(out, ' ');
		text_escape(out, on->text, browser_style(browser));
	}
	add_snapshot(browser, visit, out);
	if (view->needs & TAKES_IGNORED && visit->ignoring != NULL)
		buffer_printf(out, ", %u ignored", visit->ignoring->count);
	if (on->only.length > 0) {
		buffer_add_text(out, TEXT(" only "));
		text_escape(out, only_title(on, &scratch), browser_style(browser));
		arena_release(&scratch);
	}
	if (outline_filter_pattern(visit->outline).length > 0) {
		buffer_add_text(out, TEXT(" & "));
		text_escape(out, outline_filter_pattern(visit->outline),
			    browser_style(browser));
	}
}

static bool
ends_with(struct text text, struct text end)
{
	return end.length > 0 && end.length <= text.length
	       && memcmp(text.at + text.length - end.length, end.at, end.length) == 0;
}

/* The name without what all of them end in, if it is to be short. */
static struct text
file_name(const char *path, bool is_short)
{
	static const char *const ends[] = { ".zst", ".gz", ".heapsnapshot", ".heaptimeline" };
	struct text name = text_of(base_name(path));

	for (size_t i = 0; is_short && i < sizeof(ends) / sizeof(*ends); i++)
		if (ends_with(name, text_of(ends[i])) && name.length > strlen(ends[i]))
			name.length -= strlen(ends[i]);
	return name;
}

static void
add_files(const struct browser *browser, bool is_short, struct buffer *out)
{
	const char *const *paths = browser->options->paths;
	size_t count = browser->heap_count;

	if (count > 1) {
		text_escape(out, file_name(paths[0], is_short), browser_style(browser));
		buffer_add_text(out, count > 2 ? TEXT(" ... ") : TEXT(" -> "));
	}
	text_escape(out, file_name(paths[count - 1], is_short), browser_style(browser));
}

enum files { FILES_WHOLE, FILES_SHORT, FILES_NONE };

/* The way to here: the steps from `first` on, behind the names of the files if there is room. */
static void
add_way(const struct browser *browser, size_t first, enum files files, struct buffer *out)
{
	buffer_clear(out);
	if (files != FILES_NONE)
		add_files(browser, files == FILES_SHORT, out);
	if (first > 0 || files == FILES_NONE)
		buffer_add_text(out, out->length > 0 ? TEXT(" > ...") : TEXT("..."));
	for (size_t i = first; i < browser->visit_count && i <= browser->visit_now; i++) {
		buffer_add_text(out, TEXT(" > "));
		browser_add_step(browser, browser->visits[i], (size_t)COLS, out);
	}
}

/* Where it is narrow the ends of the files' names go first, then the oldest steps, then the
 * files; where one is now stays. */
static void
fit_way(const struct browser *browser, size_t room, size_t caption, struct buffer *out)
{
	size_t first = 0;

	add_way(browser, 0, FILES_WHOLE, out);
	if (text_width(buffer_text(out)) + caption <= room)
		return;
	add_way(browser, 0, FILES_SHORT, out);
	if (text_width(buffer_text(out)) + caption <= room)
		return;
	/* There is no room for the caption. */
	add_way(browser, 0, FILES_WHOLE, out);
	while (text_width(buffer_text(out)) > room && first <= browser->visit_now) {
		add_way(browser, first, FILES_SHORT, out);
		first++;
	}
	if (text_width(buffer_text(out)) > room && browser->visit_count > 0)
		add_way(browser, browser->visit_now, FILES_NONE, out);
}

void
browser_draw_title(struct browser *browser)
{
	struct buffer left = { 0 }, right = { 0 };
	struct arena scratch = { 0 };
	size_t room = (size_t)COLS - 1, caption;

	if (browser->visit_count > 0)
		text_escape(&right,
			    outline_caption(browser->visits[browser->visit_now]->outline,
					    &scratch),
			    browser_style(browser));
	caption = text_width(buffer_text(&right));
	fit_way(browser, room, caption > 0 ? caption + TITLE_GAP : 0, &left);
	if (ends_with(buffer_text(&left), buffer_text(&right)))
		buffer_clear(&right);
	browser_draw_ends(browser->title, buffer_text(&left), buffer_text(&right), ROLE_TITLE,
			  true);
	wnoutrefresh(browser->title);
	arena_release(&scratch);
	buffer_release(&left);
	buffer_release(&right);
}
