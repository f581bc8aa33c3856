#include "config.h"

#include "ui/browser_state.h"

#include "ui/screen_update.h"

enum { CAPTION_LEAST = 10 /* cells behind a title; fewer say nothing */ };

static char
margin_of(void *context, struct object object)
{
	const struct browser *browser = context;

	if (object.node == NODE_NONE)
		return ' ';
	return marks_sign(&browser->marks, object.heap->path,
			  heap_node_id(object.heap, object.node));
}

struct text
browser_columns(const struct browser *browser, const struct visit *visit)
{
	if (visit->columns != NULL)
		return text_of(visit->columns);
	return settings_columns(&browser->settings, outline_view(visit->outline)->name);
}

static struct table_style
style_of(const struct browser *browser, const struct visit *visit, unsigned pane)
{
	return (struct table_style){
		.format = { browser->units, browser_style(browser) == TEXT_ASCII },
		.has_focus = browser->focus == pane,
		.columns = browser_columns(browser, visit),
		.margin = margin_of,
		.context = (void *)browser,
	};
}

/* Words where rows would be. */
static void
draw_words(const struct pane *pane, struct text rest)
{
	werase(pane->list);
	wattrset(pane->list, (int)theme_attributes(ROLE_DIM));
	for (int line = 0; rest.length > 0 && line < pane->lines; line++) {
		wmove(pane->list, line, 1);
		browser_draw_text(pane->list, browser_message_line(&rest, (size_t)COLS - 2));
	}
	wattrset(pane->list, A_NORMAL);
	wmove(pane->list, 0, 0);
}

/* Where else to look: "F shows what came and went". */
static void
add_other_view(const char *name, const char *words, struct buffer *out)
{
	const struct view *view = view_find(text_of(name));

	if (view != NULL && view->key != 0 && keymap_is_left(view->key))
		buffer_printf(out, "\n%c shows %s", view->key, words);
}

static void
add_other_views(const struct browser *browser, struct buffer *out)
{
	if (browser->heap_count > 1) {
		add_other_view("diff", "what came and went, by constructor", out);
		add_other_view("growth", "what grew, and who holds it", out);
	}
	add_other_view("summary", "what there is", out);
}

/* Why there is nothing to see. */
static void
draw_nothing(const struct browser *browser, const struct pane *pane,
	     const struct outline *outline)
{
	struct text filter = keymap_key_of(command_filter);
	struct buffer words = { 0 };
	struct arena scratch = { 0 };

	if (outline_filter_pattern(outline).length > 0 && browser->ready != HEAP_ALL)
		buffer_add_text(&words, TEXT("no row matches yet; not all is computed"));
	else if (outline_filter_pattern(outline).length > 0)
		buffer_printf(&words, "no row matches; %.*s and an empty line show all again",
			      (int)filter.length, filter.at);
	else
		text_escape(&words, outline_caption(outline, &scratch), browser_style(browser));
	if (words.length == 0)
		buffer_add_text(&words, TEXT("nothing is here"));
	if (outline_view(outline)->leads_on)
		add_other_views(browser, &words);
	draw_words(pane, buffer_text(&words));
	buffer_release(&words);
	arena_release(&scratch);
}

static void
draw_pane(struct browser *browser, unsigned index, struct visit *visit, struct text title)
{
	struct pane *pane = &browser->panes[index];
	struct table_style style = style_of(browser, visit, index);

	style.title = title;
	style.has_range = visit->has_range;
	visit_range(visit, &style.range_first, &style.range_last);
	table_draw_header(visit->outline, &style, pane->header, 0, COLS);
	if (outline_count(visit->outline) > 0)
		table_draw(&visit->table, visit->outline, &style, pane->list);
	else
		draw_nothing(browser, pane, visit->outline);
	wnoutrefresh(pane->header);
	wnoutrefresh(pane->list);
}

bool
browser_can_open(const struct browser *browser)
{
	const struct outline *outline = browser->visits[browser->visit_now]->outline;

	return outline_view(outline)->has_children != NULL && outline_count(outline) > 0;
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
	else if (rest.length == 0 && !browser->follows)
		rest = browser_can_open(browser) ? TEXT("open a row and select an object")
						 : TEXT("no object is selected");
	draw_words(pane, rest);
	wnoutrefresh(pane->list);
	buffer_release(&title);
}

static void
draw_detail(struct browser *browser)
{
	const struct outline *outline;
	struct table_style style;
	struct buffer title = { 0 };
	size_t room;
	struct arena scratch = { 0 };
	struct text caption;

	if (browser->detail == NULL) {
		draw_no_detail(browser);
		return;
	}
	outline = browser->detail->outline;
	style = style_of(browser, browser->detail, LOWER);
	room = table_title_cells(outline, &style, COLS);
	browser_add_step(browser, browser->detail, room, &title);
	/* How a program would write the object. */
	caption = outline_view(outline) == view_find(TEXT("retainers"))
			  ? outline_caption(outline, &scratch)
			  : TEXT("");
	if (caption.length > 0 && text_width(buffer_text(&title)) + CAPTION_LEAST <= room) {
		buffer_add_text(&title, TEXT("  "));
		text_escape(&title, caption, browser_style(browser));
	}
	draw_pane(browser, LOWER, browser->detail, buffer_text(&title));
	buffer_release(&title);
	arena_release(&scratch);
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

/* Another view may have no lower pane; and of one pane alone it is the one with the focus. */
static bool
layout_is_old(const struct browser *browser)
{
	return browser->has_lower != browser_has_lower_pane(browser)
	       || (browser->title != NULL && browser->panes[browser->focus].list == NULL);
}

void
browser_draw(struct browser *browser)
{
	const struct visit *visit = browser_visit(browser);

	if (layout_is_old(browser))
		browser_layout(browser);
	if (browser->title == NULL) {
		draw_sentence();
		screen_update();
		return;
	}
	if (browser->has_box)
		browser_forget_box(browser);
	browser_draw_title(browser);
	if (browser->visit_count == 0) {
		browser_draw_loading(browser);
	} else {
		if (browser->panes[UPPER].list != NULL)
			draw_pane(browser, UPPER, browser->visits[browser->visit_now],
				  TEXT(""));
		if (browser->panes[LOWER].list != NULL)
			draw_detail(browser);
	}
	browser_draw_bottom(browser);
	/* Last, because that is where the cursor stays: on the selected row, or in the prompt. */
	if (!browser->has_prompt && browser->panes[browser->focus].list != NULL
	    && visit != NULL)
		wnoutrefresh(browser->panes[browser->focus].list);
	browser_draw_box(browser);
	screen_update();
}
