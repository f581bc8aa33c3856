#include "config.h"

#include "ui/browser_state.h"

#include <string.h>

enum {
	HINTS_MARGIN = 24, /* what the position may need */
	HINT_ROOM = 8,     /* for one, however narrow it is */
};

static void
add_hint(struct text key, const char *words, size_t room, struct buffer *out)
{
	size_t wanted = (out->length > 0 ? 2u : 0u) + key.length + 1 + strlen(words);

	if (key.length > 0 && out->length + wanted <= room)
		buffer_printf(out, "%s%.*s %s", out->length > 0 ? "  " : "", (int)key.length,
			      key.at, words);
}

/* Who does not look at the suspects yet may want to. */
static void
add_suspects_hint(const struct browser *browser, size_t room, struct buffer *out)
{
	const struct view *suspects = view_find(TEXT("suspects"));
	const struct visit *visit = browser_visit(browser);

	if (visit != NULL && suspects != NULL && suspects->key != 0 && browser->visit_now == 0
	    && outline_view(visit->outline) != suspects
	    && keymap_is_left(suspects->key))
		add_hint((struct text){ &suspects->key, 1 }, "leak suspects", room, out);
}

/* Whether there is something here for the command to do. */
static bool
is_of_use(const struct browser *browser, void (*run)(struct browser *))
{
	const struct visit *visit = browser_visit(browser);

	if (visit == NULL)
		return true;
	if (run == command_unfold)
		return outline_view(visit->outline)->has_children != NULL;
	if (run == command_next_pane)
		return outline_view(browser->visits[browser->visit_now]->outline)->object != NULL;
	return true;
}

/* The keys a newcomer needs, as many as there is room for. */
static void
add_hints(const struct browser *browser, struct buffer *out, size_t room)
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
		if (is_of_use(browser, hints[i].run))
			add_hint(keymap_key_of(hints[i].run), hints[i].words, room, out);
		if (i == 0)
			add_suspects_hint(browser, room, out);
	}
}

/* "12 of 345", and of how many before filtering; how to leave, while there are none yet. */
static void
add_position(const struct browser *browser, struct buffer *out)
{
	const struct visit *visit = browser_visit(browser);
	char now[UNITS_LENGTH], count[UNITS_LENGTH], all[UNITS_LENGTH];
	size_t rows, unfiltered;

	if (visit == NULL) {
		add_hint(keymap_key_of(command_quit), "quits", (size_t)COLS, out);
		return;
	}
	rows = outline_count(visit->outline);
	buffer_printf(out, "%s of %s",
		      units_count(now, rows == 0 ? 0 : visit->table.cursor + 1),
		      units_count(count, rows));
	if (outline_filter_pattern(visit->outline).length == 0)
		return;
	/* what is unfolded below the rows was never filtered: more than there are at all */
	unfiltered = outline_unfiltered_count(visit->outline);
	buffer_printf(out, " (%s)", rows > unfiltered ? "filtered" : units_count(all, unfiltered));
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
	/* of two things to say, a message is the one that is read now */
	browser_draw_ends(browser->status, left, buffer_text(&right), role,
			  browser->message.length > 0);
	wnoutrefresh(browser->status);
	buffer_release(&right);
}

void
browser_draw_bottom(struct browser *browser)
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
		add_hints(browser, &left, COLS > HINTS_MARGIN + HINT_ROOM
						  ? (size_t)COLS - HINTS_MARGIN : HINT_ROOM);
	browser_draw_status(browser, buffer_text(&left));
	buffer_release(&left);
	arena_release(&scratch);
}

/* The next line of a message: up to a newline, or to the last blank that fits. */
struct text
browser_message_line(struct text *rest, size_t width)
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
	*rest = text_from(*rest, line.length + skipped);
	return line;
}

/* The message without the lines one has gone past. */
static struct text
message_rest(const struct browser *browser)
{
	struct text rest = buffer_text(&browser->message);

	for (int i = 0; i < browser->box_top && rest.length > 0; i++)
		browser_message_line(&rest, (size_t)COLS - 2);
	return rest;
}

static int
message_lines(struct text rest)
{
	int lines = 0;

	while (rest.length > 0 && lines < LINES - 2) {
		browser_message_line(&rest, (size_t)COLS - 2);
		lines++;
	}
	return lines;
}

bool
browser_message_is_long(const struct browser *browser)
{
	return message_lines(buffer_text(&browser->message)) > 1;
}

/* Over the end of the last line, which comes again as the first. */
static void
draw_more(WINDOW *box, int line)
{
	struct text key = keymap_key_of(command_move_down);
	struct buffer words = { 0 };

	buffer_printf(&words, "~ %.*s: more", (int)key.length, key.at);
	mvwaddnstr(box, line, COLS - 1 - (int)words.length, words.at, (int)words.length);
	buffer_release(&words);
}

/* A message of several lines lies over the foot of the panes until the next key. */
void
browser_draw_box(struct browser *browser)
{
	struct text rest = message_rest(browser);
	int lines = message_lines(rest);
	WINDOW *box;

	browser->has_box = browser_message_is_long(browser);
	browser->has_more_below = false;
	if (!browser->has_box)
		return;
	box = newwin(lines, COLS, LINES - lines, 0);
	wattrset(box, (int)theme_attributes(browser->is_error ? ROLE_ERROR : ROLE_MESSAGE));
	for (int i = 0; i < lines; i++) {
		wmove(box, i, 1);
		browser_draw_text(box, browser_message_line(&rest, (size_t)COLS - 2));
	}
	browser->has_more_below = rest.length > 0;
	if (browser->has_more_below)
		draw_more(box, lines - 1);
	wnoutrefresh(box);
	delwin(box);
}

bool
browser_turn_box(struct browser *browser)
{
	if (!browser->has_more_below)
		return false;
	browser->box_top += LINES - 3;
	return true;
}

/* What the box hid has to be drawn over it. */
void
browser_forget_box(struct browser *browser)
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

