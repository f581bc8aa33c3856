#include "config.h"

#include "ui/browser_state.h"

#include <string.h>


enum {
	HINTS_MARGIN = 24, /* what the position may need */
	NAME_WIDTH = 24,
};

static void
add_text(WINDOW *window, struct text text)
{
	if (text.length > 0)
		waddnstr(window, text.at, (int)text.length);
}

/* A line with something at both ends.  Where they do not fit the right one is left out (it
 * yields) or the left one cut short. */
static void
draw_ends(WINDOW *window, struct text left, struct text right, enum role role, bool yields)
{
	int width = getmaxx(window);
	size_t room = (size_t)width - 1, wanted = text_width(right);

	wmove(window, 0, 0);
	wattrset(window, (int)theme_attributes(role));
	if (text_width(left) + wanted + 2 > room && yields) {
		right = TEXT("");
		wanted = 0;
	}
	if (wanted + 2 > room)
		wanted = 0;
	left = text_clip(left, wanted > 0 ? room - wanted - 2 : room);
	add_text(window, left);
	wattrset(window, A_NORMAL);
	wclrtoeol(window);
	wattrset(window, (int)theme_attributes(role));
	if (wanted > 0) {
		wmove(window, 0, width - 1 - (int)wanted);
		add_text(window, right);
	}
	wattrset(window, A_NORMAL);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* "Map @1234", the name cut short if need be. */
static void
add_object(const struct browser *browser, struct object object, struct buffer *out)
{
	struct text name = heap_class_name(object.heap, object.node);
	struct buffer words = { 0 };

	text_escape(&words, name, browser_style(browser));
	name = text_clip(buffer_text(&words), NAME_WIDTH);
	buffer_add_text(out, name);
	if (name.length < words.length)
		buffer_add_char(out, '~');
	buffer_printf(out, " @%u", heap_node_id(object.heap, object.node));
	buffer_release(&words);
}

/* "Retainers Map @1234": a step of the way to here. */
static void
add_step(const struct browser *browser, const struct visit *visit, struct buffer *out)
{
	const struct view *view = outline_view(visit->outline);
	const struct subject *on = outline_subject(visit->outline);

	buffer_add_text(out, text_of(view->title));
	if (on->node != NODE_NONE) {
		buffer_add_char(out, ' ');
		add_object(browser, (struct object){ on->heap, on->node }, out);
	}
	if (on->text.length > 0) {
		buffer_add_char(out, ' ');
		text_escape(out, on->text, browser_style(browser));
	}
	if (on->only.length > 0) {
		buffer_add_text(out, TEXT(" only "));
		text_escape(out, on->only, browser_style(browser));
	}
	if (outline_filter_pattern(visit->outline).length > 0) {
		buffer_add_text(out, TEXT(" & "));
		text_escape(out, outline_filter_pattern(visit->outline),
			    browser_style(browser));
	}
}

static void
add_file(const struct browser *browser, struct buffer *out)
{
	const char *last = base_name(browser->options->paths[browser->heap_count - 1]);

	if (browser->heap_count > 1) {
		text_escape(out, text_of(base_name(browser->options->paths[0])),
			    browser_style(browser));
		buffer_add_text(out, browser->heap_count > 2 ? TEXT(" ... ") : TEXT(" -> "));
	}
	text_escape(out, text_of(last), browser_style(browser));
}

/* The way to here: the steps from `first` on, behind the names of the files if there is room. */
static void
add_way(const struct browser *browser, size_t first, bool with_file, struct buffer *out)
{
	if (with_file)
		add_file(browser, out);
	if (first > 0 || !with_file)
		buffer_add_text(out, out->length > 0 ? TEXT(" > ...") : TEXT("..."));
	for (size_t i = first; i < browser->visit_count && i <= browser->visit_now; i++) {
		buffer_add_text(out, TEXT(" > "));
		add_step(browser, browser->visits[i], out);
	}
}

/* Where it is narrow the oldest steps go first, then the files; where one is now stays. */
static void
draw_title(struct browser *browser)
{
	struct buffer left = { 0 }, right = { 0 };
	struct arena scratch = { 0 };
	size_t first = 0, room = (size_t)COLS - 1;

	if (browser->visit_count > 0)
		text_escape(&right,
			    outline_caption(browser->visits[browser->visit_now]->outline,
					    &scratch),
			    browser_style(browser));
	add_way(browser, first, true, &left);
	while (text_width(buffer_text(&left)) > room && first < browser->visit_now) {
		buffer_clear(&left);
		add_way(browser, ++first, true, &left);
	}
	if (text_width(buffer_text(&left)) > room && browser->visit_count > 0) {
		buffer_clear(&left);
		add_way(browser, browser->visit_now, false, &left);
	}
	draw_ends(browser->title, buffer_text(&left), buffer_text(&right), ROLE_TITLE, true);
	wnoutrefresh(browser->title);
	arena_release(&scratch);
	buffer_release(&left);
	buffer_release(&right);
}

/* The keys a newcomer needs, as many as there is room for. */
static void
add_hints(struct buffer *out, size_t room)
{
	static const struct {
		void (*run)(struct browser *);
		const char *words;
	} hints[] = {
		{ command_help, "help" },     { command_unfold, "open" },
		{ command_next_pane, "pane" }, { command_search, "search" },
		{ command_filter, "filter" }, { command_explain, "explain" },
		{ command_back, "back" },     { command_quit, "quit" },
	};

	for (size_t i = 0; i < sizeof(hints) / sizeof(*hints); i++) {
		struct text key = keymap_key_of(hints[i].run);
		size_t wanted = 3 + key.length + strlen(hints[i].words);

		if (key.length == 0 || out->length + wanted > room)
			continue;
		buffer_printf(out, "%s%.*s %s", out->length > 0 ? "  " : "", (int)key.length,
			      key.at, hints[i].words);
	}
}

/* "12 of 345", and of how many before filtering. */
static void
add_position(const struct browser *browser, struct buffer *out)
{
	const struct visit *visit = browser_visit(browser);
	char now[UNITS_LENGTH], count[UNITS_LENGTH], all[UNITS_LENGTH];
	size_t rows;

	if (visit == NULL)
		return;
	rows = outline_count(visit->outline);
	buffer_printf(out, "%s of %s",
		      units_count(now, rows == 0 ? 0 : visit->table.cursor + 1),
		      units_count(count, rows));
	if (outline_filter_pattern(visit->outline).length > 0)
		buffer_printf(out, " (%s)",
			      units_count(all, outline_unfiltered_count(visit->outline)));
}

void
browser_draw_status(struct browser *browser, struct text left)
{
	struct buffer right = { 0 };
	enum role role = ROLE_STATUS;

	if (browser->status == NULL)
		return;
	if (browser->message.length > 0)
		role = browser->is_error ? ROLE_ERROR : ROLE_MESSAGE;
	add_position(browser, &right);
	draw_ends(browser->status, left, buffer_text(&right), role, false);
	wnoutrefresh(browser->status);
	buffer_release(&right);
}

static void
draw_status(struct browser *browser)
{
	struct buffer left = { 0 };
	struct arena scratch = { 0 };
	struct text loading = browser_load_status(browser, &scratch);

	if (browser->has_prompt) {
		prompt_draw(&browser->prompt, browser->status, 0, COLS, browser_style(browser));
		wnoutrefresh(browser->status);
		return;
	}
	if (browser->message.length > 0)
		buffer_add_text(&left, buffer_text(&browser->message));
	else if (loading.length > 0)
		buffer_add_text(&left, loading);
	else
		add_hints(&left, (size_t)COLS - HINTS_MARGIN);
	browser_draw_status(browser, buffer_text(&left));
	buffer_release(&left);
	arena_release(&scratch);
}

static char
margin_of(void *context, struct object object)
{
	const struct browser *browser = context;

	if (object.node == NODE_NONE)
		return ' ';
	return marks_sign(&browser->marks, object.heap->path,
			  heap_node_id(object.heap, object.node));
}

static struct table_style
style_of(const struct browser *browser, const struct visit *visit, unsigned pane)
{
	const struct view *view = outline_view(visit->outline);

	return (struct table_style){
		.format = { browser->units, browser_style(browser) == TEXT_ASCII },
		.has_focus = browser->focus == pane,
		.columns = visit->columns != NULL
				   ? text_of(visit->columns)
				   : settings_columns(&browser->settings, view->name),
		.margin = margin_of,
		.context = (void *)browser,
	};
}

static void
draw_pane(struct browser *browser, unsigned index, struct visit *visit, struct text title)
{
	struct pane *pane = &browser->panes[index];
	struct table_style style = style_of(browser, visit, index);

	style.title = title;
	table_draw_header(visit->outline, &style, pane->header, 0, COLS);
	table_draw(&visit->table, visit->outline, &style, pane->list);
	wnoutrefresh(pane->header);
	wnoutrefresh(pane->list);
}

/* The next line of a message: up to a newline, or to the last blank that fits. */
static struct text
message_line(struct text *rest, size_t width)
{
	struct text line = { rest->at, 0 };
	size_t skipped = 0;

	while (line.length < rest->length && line.at[line.length] != '\n')
		line.length++;
	if (text_width(line) <= width) {
		skipped = line.length < rest->length;
	} else {
		line = text_clip(line, width);
		for (size_t i = line.length; i > line.length / 2; i--) {
			if (rest->at[i] == ' ') {
				line.length = i;
				skipped = 1;
				break;
			}
		}
	}
	rest->at += line.length + skipped;
	rest->length -= line.length + skipped;
	return line;
}

/* Nothing is selected that could have retainers: says what the row is, or what to do. */
static void
draw_no_detail(struct browser *browser)
{
	struct pane *pane = &browser->panes[LOWER];
	struct text rest = buffer_text(&browser->hint);
	struct buffer title = { 0 };

	buffer_printf(&title, " %s", browser->detail_view->title);
	wattrset(pane->header, (int)theme_attributes(ROLE_HEADER_OTHER));
	mvwaddnstr(pane->header, 0, 0, title.at, (int)title.length);
	wattrset(pane->header, A_NORMAL);
	wclrtoeol(pane->header);
	wnoutrefresh(pane->header);
	if ((browser->ready & browser->detail_view->parts) != browser->detail_view->parts)
		rest = TEXT("shown as soon as it is computed");
	else if (rest.length == 0)
		rest = TEXT("open a row and select an object");
	werase(pane->list);
	wattrset(pane->list, (int)theme_attributes(ROLE_DIM));
	for (int line = 0; rest.length > 0 && line < pane->lines; line++) {
		wmove(pane->list, line, 1);
		add_text(pane->list, message_line(&rest, (size_t)COLS - 2));
	}
	wattrset(pane->list, A_NORMAL);
	wmove(pane->list, 0, 0);
	wnoutrefresh(pane->list);
	buffer_release(&title);
}

static void
draw_detail(struct browser *browser)
{
	const struct outline *outline;
	struct buffer title = { 0 };
	struct arena scratch = { 0 };
	struct text caption;

	if (browser->detail == NULL) {
		draw_no_detail(browser);
		return;
	}
	outline = browser->detail->outline;
	add_step(browser, browser->detail, &title);
	/* How a program would write the object. */
	caption = outline_view(outline) == view_find(TEXT("retainers"))
			  ? outline_caption(outline, &scratch)
			  : TEXT("");
	if (caption.length > 0)
		buffer_add_text(&title, TEXT("  "));
	text_escape(&title, caption, browser_style(browser));
	draw_pane(browser, LOWER, browser->detail, buffer_text(&title));
	buffer_release(&title);
	arena_release(&scratch);
}

static void
draw_loading(struct browser *browser)
{
	WINDOW *window = browser->panes[UPPER].list;
	struct arena scratch = { 0 };
	struct text status = browser_load_status(browser, &scratch);

	wmove(window, 0, 1);
	add_text(window, text_clip(status, (size_t)COLS - 2));
	wclrtoeol(window);
	wnoutrefresh(window);
	arena_release(&scratch);
}

static int
message_lines(const struct browser *browser)
{
	struct text rest = buffer_text(&browser->message);
	int lines = 0;

	while (rest.length > 0 && lines < LINES - 2) {
		message_line(&rest, (size_t)COLS - 2);
		lines++;
	}
	return lines;
}

/* A message of several lines lies over the foot of the panes until the next key. */
static void
draw_long_message(struct browser *browser)
{
	struct text rest = buffer_text(&browser->message);
	int lines = message_lines(browser);
	WINDOW *box;

	browser->has_box = lines > 1;
	if (!browser->has_box)
		return;
	box = newwin(lines, COLS, LINES - lines, 0);
	wattrset(box, (int)theme_attributes(browser->is_error ? ROLE_ERROR : ROLE_MESSAGE));
	for (int i = 0; i < lines; i++) {
		wmove(box, i, 1);
		add_text(box, message_line(&rest, (size_t)COLS - 2));
	}
	wnoutrefresh(box);
	delwin(box);
}

/* What the box hid has to be drawn over it. */
static void
forget_box(struct browser *browser)
{
	for (unsigned i = 0; i < PANES; i++) {
		if (browser->panes[i].list != NULL) {
			touchwin(browser->panes[i].header);
			touchwin(browser->panes[i].list);
		}
	}
	touchwin(browser->status);
	browser->has_box = false;
}

static void
draw_sentence(void)
{
	static const char sentence[] = "too small: heaptui needs 20x4; q quits";

	werase(stdscr);
	/* As much of it as there are cells, the last of which curses cannot fill safely. */
	for (int i = 0; sentence[i] != '\0' && i < LINES * COLS - 1; i++)
		mvaddch(i / COLS, i % COLS, (chtype)sentence[i]);
	wnoutrefresh(stdscr);
}

void
browser_draw(struct browser *browser)
{
	const struct visit *visit = browser_visit(browser);

	if (browser->has_lower != browser_has_lower_pane(browser))
		browser_layout(browser);
	if (browser->title == NULL) {
		draw_sentence();
		doupdate();
		return;
	}
	if (browser->has_box)
		forget_box(browser);
	draw_title(browser);
	if (browser->visit_count == 0) {
		draw_loading(browser);
	} else {
		if (browser->panes[UPPER].list != NULL)
			draw_pane(browser, UPPER, browser->visits[browser->visit_now],
				  TEXT(""));
		if (browser->panes[LOWER].list != NULL)
			draw_detail(browser);
	}
	draw_status(browser);
	/* Last, because that is where the cursor stays: on the selected row, or in the prompt. */
	if (!browser->has_prompt && browser->panes[browser->focus].list != NULL
	    && visit != NULL)
		wnoutrefresh(browser->panes[browser->focus].list);
	draw_long_message(browser);
	doupdate();
}
