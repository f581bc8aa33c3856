#include "config.h"

#include "ui/browser.h"

#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/stopwatch.h"
#include "ui/browser_state.h"
#include "view/only_join.h"

enum {
	FOLLOW_MS = 120, /* the lower pane waits until one stays on a row */
	TYPING_MS = 250, /* ... and so long after keys that came faster: nobody reads then */
};

void
browser_say(struct browser *browser, const char *format, ...)
{
	va_list arguments;
	char text[1024];

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	buffer_clear(&browser->message);
	text_escape(&browser->message, text_of(text), browser_style(browser));
	browser->is_error = false;
	browser->is_explanation = false;
	browser->is_match_count = false;
	browser->box_top = 0;
	browser->is_dirty = true;
}

void
browser_fail(struct browser *browser, const struct error *error)
{
	browser_say(browser, "%s", error->message);
	browser->is_error = true;
}

enum text_style
browser_style(const struct browser *browser)
{
	return browser->is_ascii ? TEXT_ASCII : TEXT_UTF8;
}

struct visit *
browser_visit(const struct browser *browser)
{
	if (browser->visit_count == 0)
		return NULL;
	if (browser->focus == LOWER)
		return browser->detail;
	return browser->visits[browser->visit_now];
}

int
browser_lines(const struct browser *browser)
{
	int lines = browser->panes[browser->focus].lines;

	return lines > 0 ? lines : 1;
}

struct object
browser_object(const struct browser *browser)
{
	const struct visit *visit = browser_visit(browser);

	if (visit == NULL || outline_count(visit->outline) == 0)
		return (struct object){ NULL, NODE_NONE };
	return outline_object(visit->outline, visit->table.cursor);
}

struct text
browser_only(const struct browser *browser, struct arena *scratch)
{
	const struct visit *visit = browser_visit(browser);
	struct text only;
	size_t first, last;

	if (visit == NULL || outline_count(visit->outline) == 0)
		return TEXT("");
	visit_range(visit, &first, &last);
	only = outline_only(visit->outline, first, scratch);
	for (size_t row = first + 1; row <= last && only.length > 0; row++)
		only = only_join(only, outline_only(visit->outline, row, scratch), scratch);
	return only;
}

void
visit_range(const struct visit *visit, size_t *first, size_t *last)
{
	size_t start = visit->table.cursor;

	/* Rows may have been folded away since. */
	if (visit->has_range && visit->range_start < outline_count(visit->outline))
		start = visit->range_start;
	*first = start < visit->table.cursor ? start : visit->table.cursor;
	*last = start < visit->table.cursor ? visit->table.cursor : start;
}

void
browser_ask(struct browser *browser, const struct prompt_use *use, struct text initial,
	    struct prompt_history *history, prompt_complete *complete)
{
	prompt_open(&browser->prompt, text_of(use->label), initial);
	browser->prompt.history = history;
	browser->prompt.complete = complete;
	browser->prompt.context = browser;
	browser->prompt_use = use;
	browser->has_prompt = true;
	terminal_show_cursor(true);
}

/* Takes the prompt away, and hands out its text, which the caller releases. */
static struct buffer
prompt_take(struct browser *browser)
{
	struct buffer text = browser->prompt.text;

	browser->prompt.text = (struct buffer){ 0 };
	prompt_close(&browser->prompt);
	browser->has_prompt = false;
	terminal_show_cursor(false);
	return text;
}

static void
key_to_prompt(struct browser *browser, int key)
{
	const struct prompt_use *use = browser->prompt_use;
	struct buffer text;

	switch (prompt_key(&browser->prompt, key)) {
	case PROMPT_OPEN:
		break;
	case PROMPT_CHANGED:
		if (use->change != NULL)
			use->change(browser, buffer_text(&browser->prompt.text));
		break;
	case PROMPT_ACCEPTED:
		if (browser->prompt.history != NULL)
			prompt_history_add(browser->prompt.history,
					   buffer_text(&browser->prompt.text));
		text = prompt_take(browser);
		use->accept(browser, buffer_text(&text));
		buffer_release(&text);
		break;
	case PROMPT_CANCELLED:
		text = prompt_take(browser);
		buffer_release(&text);
		if (use->cancel != NULL)
			use->cancel(browser);
		break;
	}
}

/* A key that is no command sorts by a column of the view, or opens another view. */
static void
key_to_view(struct browser *browser, int key)
{
	const struct visit *visit = browser_visit(browser);
	const struct view *view = keymap_view(key);
	unsigned column = COLUMN_NONE;

	if (visit != NULL)
		column = keymap_column(outline_view(visit->outline), key);
	if (column != COLUMN_NONE)
		browser_sort(browser, column);
	else if (view != NULL)
		browser_open_view(browser, view);
	else
		browser_say(browser, "that key means nothing here; %.*s lists those that do",
			    (int)keymap_key_of(command_help).length,
			    keymap_key_of(command_help).at);
}

static void
browser_key(struct browser *browser, int key)
{
	const struct browser_command *command = keymap_find(key);
	void (*grab)(struct browser *, int) = browser->grab;

	browser->is_dirty = true;
	if (browser->has_prompt) {
		key_to_prompt(browser, key);
		return;
	}
	if (command != NULL
	    && (command->run == command_move_down || command->run == command_page_down)
	    && browser_turn_box(browser))
		return;
	browser->box_top = 0;
	browser->has_more_below = false;
	browser->closes_message = browser->is_explanation || browser_message_is_long(browser);
	buffer_clear(&browser->message);
	browser->is_error = false;
	browser->is_explanation = false;
	browser->is_match_count = false;
	if (grab != NULL) {
		browser->grab = NULL;
		grab(browser, key);
	} else if (key >= KEY_FUNCTION_BASE && browser_mouse(browser, key)) {
		/* done */
	} else if (browser->visit_count == 0) {
		/* Nothing is loaded yet: one can leave, or type ahead. */
		if (command != NULL
		    && (command->run == command_quit || command->run == command_quit_at_once
			|| command->run == command_cancel))
			browser->is_over = true;
		else
			browser_type_ahead(browser, (struct terminal_input){
							    .event = TERMINAL_KEY, .key = key });
	} else if (command != NULL) {
		command->run(browser);
	} else {
		key_to_view(browser, key);
	}
}

/* A window of few lines shows the selection alone; a larger one what was to be seen before. */
static void
browser_resize(struct browser *browser)
{
	browser->is_resized = false;
	browser->is_dirty = true;
	browser_layout(browser);
	if (browser->visit_count > 0)
		table_resized(&browser->visits[browser->visit_now]->table);
	if (browser->detail != NULL)
		table_resized(&browser->detail->table);
}

/* What is to be seen now is what the user has come to. */
static void
browser_settle(struct browser *browser)
{
	if (browser->visit_count > 0)
		browser->visits[browser->visit_now]->table.is_squeezed = false;
	if (browser->detail != NULL)
		browser->detail->table.is_squeezed = false;
}

static void
browser_interrupt(struct browser *browser)
{
	if (browser->has_prompt)
		browser_key(browser, 0x1b);
	else
		browser->is_interrupted = browser->is_over = true;
}

/* Whether keys come one after another. */
static void
browser_notice_typing(struct browser *browser)
{
	double now = stopwatch_now();

	browser->is_typing = (now - browser->typed_last) * 1000 < TYPING_MS;
	browser->typed_last = now;
}

static void
browser_event(struct browser *browser, struct terminal_input input)
{
	struct visit *visit = browser_visit(browser);

	switch (input.event) {
	case TERMINAL_KEY:
		browser_settle(browser);
		/* what happened since the last key may have left fewer rows than there were */
		if (visit != NULL)
			table_select(&visit->table, visit->outline, visit->table.cursor);
		browser_notice_typing(browser);
		browser->mouse_x = input.x;
		browser->mouse_y = input.y;
		browser_key(browser, input.key);
		break;
	case TERMINAL_RESIZED:
		browser->is_resized = true;
		break;
	case TERMINAL_INTERRUPT:
		browser_interrupt(browser);
		break;
	case TERMINAL_GONE:
		browser->is_over = true;
		break;
	case TERMINAL_NOTHING:
	case TERMINAL_WOKEN:
		break;
	}
}

/* To the object of the command line, as soon as it can be shown, unless the user has gone
 * elsewhere by then. */
static void
browser_begin(struct browser *browser)
{
	if (browser->has_begun || browser->ready != HEAP_ALL)
		return;
	browser->has_begun = true;
	if (browser->options->has_id && browser->visit_count == 1)
		browser_go_to_id(browser, browser_subject(browser)->heap, browser->options->id);
}

/* The first view that can be had, and what is shown anew when more of a heap is ready. */
static void
browser_update(struct browser *browser)
{
	const struct view *first = browser_first_view(browser);
	struct request request = { .view = first };

	if (browser->visit_count == 0) {
		if ((browser->ready & first->parts) != first->parts)
			return;
		if (!browser_open(browser, &request, (struct object){ NULL, NODE_NONE })) {
			/* unless it was told to stop */
			browser->has_failed = !browser->is_over;
			browser->is_over = true;
			return;
		}
		browser_layout(browser);
		browser_begin(browser);
		return;
	}
	browser_refresh(browser, &browser->visits[browser->visit_now]);
	if (browser->detail != NULL)
		browser_refresh(browser, &browser->detail);
	if (browser->is_match_count)
		browser_say_matches(browser);
	browser->follows = true;
	browser_begin(browser);
}

/* How long to wait for a key: not at all with something to draw, for ever with nothing to do. */
static int
browser_patience(const struct browser *browser)
{
	if (browser->is_dirty)
		return 0;
	if (browser->follows)
		return browser->is_typing ? TYPING_MS : FOLLOW_MS;
	return browser_load_patience(browser);
}

static void
browser_idle(struct browser *browser)
{
	if (browser->is_dirty) {
		browser->is_dirty = false;
		browser_draw(browser);
	} else if (browser->follows) {
		browser_follow(browser);
	} else {
		/* Loading goes on; curses sends what changed of the line. */
		browser->is_dirty = true;
	}
}

static void
browser_loop(struct browser *browser)
{
	while (!browser->is_over) {
		struct terminal_input input = browser_input(browser, browser_patience(browser));

		browser_event(browser, input);
		if (browser_load_look(browser)) {
			if (browser->has_failed && browser->visit_count == 0)
				break;
			browser_update(browser);
			browser->is_dirty = true;
		}
		if (browser->is_resized)
			browser_resize(browser);
		else if (input.event == TERMINAL_NOTHING)
			browser_idle(browser);
	}
}

static void
browser_start(struct browser *browser, const struct browser_options *options)
{
	browser->options = options;
	browser->heap_count = options->path_count;
	browser->heaps = xcalloc(browser->heap_count, sizeof(struct heap *));
	for (size_t i = 0; i < browser->heap_count; i++)
		browser->heaps[i] = heap_new(options->paths[i]);
	browser->detail_view = view_find(TEXT("retainers"));
	settings_load(&browser->settings, &browser->message);
	browser->is_error = browser->message.length > 0;
	prompt_history_open(&browser->commands_typed, "commands");
	prompt_history_open(&browser->patterns_typed, "patterns");
	browser_marks_load(browser);
	browser->units = options->has_units ? options->units : browser->settings.units;
	browser->is_ascii = options->ascii || browser->settings.ascii
			    || text_style_of_locale() == TEXT_ASCII;
}

static void
browser_end(struct browser *browser)
{
	browser_load_stop(browser);
	first_look_free(browser->first_look);
	browser_visits_close(browser);
	browser_only_release(browser);
	browser_ignoring_release(browser);
	marks_release(&browser->marks);
	for (size_t i = 0; i < browser->heap_count; i++)
		heap_free(browser->heaps[i]);
	free(browser->heaps);
	free(browser->typed);
	buffer_release(&browser->message);
	buffer_release(&browser->hint);
	buffer_release(&browser->pattern);
	buffer_release(&browser->write_path);
	prompt_close(&browser->prompt);
	prompt_history_release(&browser->commands_typed);
	prompt_history_release(&browser->patterns_typed);
	settings_release(&browser->settings);
	keymap_reset();
}

bool
browser_run(const struct browser_options *options, const char **failed, struct error *error)
{
	struct browser browser = { 0 };
	bool succeeded = true;
	int signal_number;

	*failed = NULL;
	setlocale(LC_CTYPE, "");
	browser_start(&browser, options);
	succeeded = terminal_open(&(struct terminal_options){ browser.settings.mouse,
							      browser.settings.show_cursor },
				  error);
	if (succeeded) {
		theme_open();
		browser_layout(&browser);
		browser_load_start(&browser);
		browser_draw(&browser);
		browser_loop(&browser);
		browser_layout_release(&browser);
	}
	terminal_close();
	if (browser.has_failed && browser.visit_count == 0) {
		*error = browser.loading.error;
		/* The heap was read, but what it is shown in could not be made. */
		if (error->kind == ERROR_NONE)
			error_set(error, ERROR_MEMORY, "%.*s", (int)browser.message.length,
				  browser.message.at == NULL ? "" : browser.message.at);
		*failed = options->paths[atomic_load(&browser.loading_heap)];
		succeeded = false;
	}
	signal_number = browser.is_interrupted ? SIGINT : terminal_deadly_signal();
	browser_end(&browser);
	if (signal_number != 0)
		terminal_die(signal_number);
	return succeeded;
}
