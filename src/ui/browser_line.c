#include "config.h"

#include "ui/browser_state.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "ui/columns_view.h"
#include "ui/help_view.h"

enum { WORDS_MAX = 64 };

static const struct object NO_OBJECT = { NULL, NODE_NONE };

const struct view *
browser_first_view(const struct browser *browser)
{
	/* From the best for so many snapshots to what there is always. */
	static const char *const several[] = { "suspects", "growth", "diff" };
	const struct view *view = NULL;

	for (size_t i = 0; browser->heap_count > 2 && view == NULL && i < 3; i++)
		view = view_find(text_of(several[i]));
	if (browser->heap_count == 2)
		view = view_find(TEXT("diff"));
	return view != NULL ? view : view_find(TEXT("summary"));
}

static void
pattern_accept(struct browser *browser, struct text text)
{
	struct request request = { .view = browser->asked_view, .text = text };

	if (text.length > 0)
		browser_open(browser, &request, NO_OBJECT);
}

void
browser_open_view(struct browser *browser, const struct view *view)
{
	static const struct prompt_use use = { "for: ", pattern_accept, NULL, NULL };
	struct request request = { .view = view };
	struct object object = browser_object(browser);
	struct arena scratch = { 0 };
	bool counts;

	if (view->needs & NEEDS_NODE && object.node == NODE_NONE) {
		browser_say(browser, "%s is of one object: %s", view->title,
			    browser_can_open(browser) ? "open a row and select one"
						      : "none is selected");
		return;
	}
	if (view->needs & NEEDS_TEXT) {
		browser->asked_view = view;
		browser_ask(browser, &use, TEXT(""), &browser->patterns_typed, NULL);
		return;
	}
	/* From a stack, a stretch of time, a native context one comes to its objects. */
	counts = view == view_find(TEXT("summary")) || view == view_find(TEXT("objects"));
	if (counts)
		request.only = browser_only(browser, &scratch);
	if (counts && request.only.length == 0 && browser_visit(browser) != NULL
	    && browser_visit(browser)->has_range)
		browser_say(browser, "these rows do not follow one another: sort them by time");
	else
		browser_open(browser, &request, object);
	arena_release(&scratch);
}

/* Shows the object: in the view above if it has a row for it, or else in one of its own. */
static void
go_to_object(struct browser *browser, struct object object)
{
	struct visit *visit = browser->visits[browser->visit_now];
	struct request request = { .view = view_find(TEXT("object")) };
	size_t row = SIZE_MAX;

	if (outline_subject(visit->outline)->heap == object.heap)
		row = outline_find_object(visit->outline, object, NULL, NULL);
	if (row == SIZE_MAX) {
		browser_open(browser, &request, object);
		return;
	}
	table_select(&visit->table, visit->outline, row);
	browser->focus = UPPER;
	browser->follows = true;
}

void
browser_go_to_id(struct browser *browser, const struct heap *heap, uint64_t id)
{
	struct object object = { heap, snapshot_find_id(&heap->snapshot, id) };

	if (object.node == NODE_NONE)
		browser_say(browser, "no object @%" PRIu64 " in this snapshot", id);
	else
		go_to_object(browser, object);
}

static void
id_accept(struct browser *browser, struct text text)
{
	uint64_t id;

	if (text.length == 0 || text_equal(text, TEXT("@")))
		return;
	if (!text_parse_id(text, &id)) {
		browser_say(browser, "an id is a number, as in @1234");
		return;
	}
	browser_go_to_id(browser, browser_subject(browser)->heap, id);
}

void
command_go_to_id(struct browser *browser)
{
	static const struct prompt_use use = { "@", id_accept, NULL, NULL };

	browser_ask(browser, &use, TEXT(""), NULL, NULL);
}

/* A line taken apart at blanks; quotes and backslashes keep them.  The words stand in `memory`,
 * NUL-terminated. */
static size_t
line_split(struct text line, struct buffer *memory, char *words[WORDS_MAX])
{
	size_t starts[WORDS_MAX], count = 0;
	char quote = '\0';
	bool in_word = false;

	for (size_t i = 0; i <= line.length; i++) {
		char c = i < line.length ? line.at[i] : '\0';
		bool ends = i == line.length || (quote == '\0' && c == ' ');

		if (ends) {
			if (in_word)
				buffer_add_char(memory, '\0');
			in_word = false;
			continue;
		}
		if (!in_word) {
			if (count == WORDS_MAX)
				return 0;
			starts[count++] = memory->length;
			in_word = true;
		}
		if (quote == '\0' && (c == '"' || c == '\'')) {
			quote = c;
		} else if (quote != '\0' && c == quote) {
			quote = '\0';
		} else {
			if (c == '\\' && quote != '\'' && i + 1 < line.length)
				c = line.at[++i];
			buffer_add_char(memory, c);
		}
	}
	for (size_t i = 0; i < count; i++)
		words[i] = memory->at + starts[i];
	return count;
}

static const struct browser_command *
command_of_name(struct text name)
{
	for (unsigned i = 0; i < browser_command_count; i++) {
		if (text_equal(name, text_of(browser_commands[i].name)))
			return &browser_commands[i];
	}
	return NULL;
}

static void
request_run(struct browser *browser, const struct request *request)
{
	/* Asked to write it: that is all that was asked. */
	if (request->output != NULL)
		browser_print(browser, request);
	else
		browser_open(browser, request,
			     request->has_id ? NO_OBJECT : browser_object(browser));
}

/* Whether the line may be a command's: of a view, or what a key does, which has been looked for. */
static bool
word_is_known(const struct browser *browser, const char *word, struct error *error)
{
	struct nearest nearest = nearest_of(text_of(word));

	if (*word == '@')
		return error_set(error, ERROR_USAGE, "%s: expected an id, as in @1234", word);
	if (*word == '-' || view_find(text_of(word)) != NULL)
		return true;
	if (browser->options->is_for_shell(word))
		return error_set(error, ERROR_USAGE,
				 "%s is not for the browser: in a shell, heaptui %s", word, word);
	for (size_t i = 0; views[i] != NULL; i++)
		nearest_look(&nearest, views[i]->name);
	for (unsigned i = 0; i < browser_command_count; i++)
		nearest_look(&nearest, browser_commands[i].name);
	if (nearest.name == NULL)
		return error_set(error, ERROR_USAGE, "no such command: %s", word);
	return error_set(error, ERROR_USAGE, "no such command: %s; did you mean %s?", word,
			 nearest.name);
}

/* Two commands of the browser take a word: "help retainers", "write rows.csv". */
static bool
command_run_with(struct browser *browser, const struct browser_command *command,
		 struct text word)
{
	const struct view *view = view_find(word);
	struct error error = { 0 };

	if (command->run == command_write) {
		browser_write_to(browser, word);
		return true;
	}
	if (command->run != command_help
	    || (view == NULL && (command_of_name(word) != NULL
				 || word_is_known(browser, word.at, &error))))
		return false;
	if (view == NULL)
		browser_fail(browser, &error);
	else
		browser_open(browser, &(struct request){ .view = &columns_view,
							 .text = text_of(view->name) },
			     NO_OBJECT);
	return true;
}

static void
words_run(struct browser *browser, size_t count, char **words)
{
	const struct browser_command *command = command_of_name(text_of(words[0]));
	struct request request = { 0 };
	struct error error = { 0 };
	uint64_t id;

	if (command != NULL && count == 2 && command_run_with(browser, command, text_of(words[1])))
		return;
	/* A word alone may be both: "search" then asks for the pattern. */
	if (command != NULL && (count == 1 || view_find(text_of(words[0])) == NULL))
		command->run(browser);
	else if (count == 1 && text_parse_id(text_of(words[0]), &id))
		browser_go_to_id(browser, browser_subject(browser)->heap, id);
	else if (word_is_known(browser, words[0], &error)
		 && browser->options->parse(&request, count, words, &error))
		request_run(browser, &request);
	else
		browser_fail(browser, &error);
}

static void
line_accept(struct browser *browser, struct text text)
{
	struct buffer memory = { 0 };
	char *words[WORDS_MAX];
	size_t count = line_split(text, &memory, words);

	if (count > 0)
		words_run(browser, count, words);
	buffer_release(&memory);
}

/* Completes the last word: the first one with views and commands, the others as the program's
 * own completion would. */
static bool
line_complete(void *context, struct text line, size_t n, struct buffer *out)
{
	const struct browser *browser = context;
	struct buffer memory = { 0 }, word = { 0 };
	char *words[WORDS_MAX + 1];
	size_t count = line_split(line, &memory, words), kept = line.length;
	bool found;

	if (count == 0 || line.at[line.length - 1] == ' ')
		words[count++] = "";
	found = browser->options->complete(count, words, n, &word);
	while (kept > 0 && line.at[kept - 1] != ' ')
		kept--;
	buffer_add(out, line.at, kept);
	buffer_add_text(out, buffer_text(&word));
	buffer_release(&memory);
	buffer_release(&word);
	return found;
}

void
command_command_line(struct browser *browser)
{
	static const struct prompt_use use = { ":", line_accept, NULL, NULL };

	browser_ask(browser, &use, TEXT(""), &browser->commands_typed, line_complete);
}

void
command_help(struct browser *browser)
{
	const struct visit *visit = browser_visit(browser);
	struct request request = { .view = &help_view };

	if (visit != NULL && outline_view(visit->outline) == &help_view)
		return;
	/* of the program's views: what sorts them */
	if (visit != NULL && view_find(text_of(outline_view(visit->outline)->name)) != NULL)
		request.text = text_of(outline_view(visit->outline)->name);
	browser_open(browser, &request, NO_OBJECT);
}

/* Retainers, then what else there is to see of an object. */
void
command_turn_pane(struct browser *browser)
{
	const struct view *next;
	size_t at = 0;

	while (views[at] != NULL && views[at] != browser->detail_view)
		at++;
	do {
		at = views[at] == NULL || views[at + 1] == NULL ? 0 : at + 1;
		next = views[at];
		assert(next != NULL); /* there are views */
	} while (next != browser->detail_view && !(next->needs & (NEEDS_NODE | TAKES_NODE)));
	browser->detail_view = next;
	browser->follows = true;
	browser_say(browser, "below: %s, %s", next->title, next->summary);
}

/* From here to wherever the selection goes; again: no range any more. */
void
command_select_range(struct browser *browser)
{
	struct visit *visit = browser_visit(browser);
	struct arena scratch = { 0 };

	if (visit == NULL || outline_count(visit->outline) == 0)
		return;
	if (visit->has_range) {
		visit->has_range = false;
	} else if (outline_only(visit->outline, visit->table.cursor, &scratch).length == 0) {
		browser_say(browser, "ranges are of rows that count objects: of times, of stacks");
	} else {
		visit->has_range = true;
		visit->range_start = visit->table.cursor;
		browser_say(browser, "from here; move to the other end, then %c for what it holds",
			    view_find(TEXT("summary"))->key);
	}
	arena_release(&scratch);
}

void
command_cancel(struct browser *browser)
{
	struct visit *visit = browser_visit(browser);

	if (visit != NULL)
		visit->has_range = false;
	buffer_clear(&browser->message);
	buffer_clear(&browser->pattern);
}

void
command_quit(struct browser *browser)
{
	if (browser->closes_message)
		return;
	if (browser->focus == LOWER) {
		browser->focus = UPPER;
	} else if (browser->visit_now > 0) {
		command_back(browser);
	} else {
		browser->is_over = true;
	}
}

void
command_quit_at_once(struct browser *browser)
{
	browser->is_over = true;
}
