#include "config.h"

#include "ui/browser_state.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "ui/clipboard.h"
#include "ui/editor.h"
#include "view/object_text.h"

/* The selected row as it stands on the screen: its cells, separated by tabs. */
static void
add_row(struct browser *browser, struct buffer *out)
{
	const struct visit *visit = browser_visit(browser);
	const struct column *columns = outline_view(visit->outline)->columns;
	struct cell_format format = { browser->units, browser->is_ascii };
	struct arena scratch = { 0 };

	for (unsigned i = 0; columns[i].name != NULL; i++) {
		struct cell cell;

		if (columns[i].flags & COLUMN_SCRIPT)
			continue;
		if (out->length > 0)
			buffer_add_char(out, '\t');
		cell = outline_cell(visit->outline, visit->table.cursor, i, &scratch);
		cell_print(&cell, &format, out);
	}
	arena_release(&scratch);
}

/* Why the key copies nothing. */
static const char *
no_copy(struct object object, int key)
{
	if (key != 'i' && key != 'p')
		return "not copied: that takes i, p or r";
	if (object.node == NODE_NONE)
		return "this row stands for no object";
	return "there is no way to it that a program could write";
}

/* Who has to pass it on is named: tmux does so only if it is told to. */
static const char *
sent_where(bool sent)
{
	if (!sent)
		return "this terminal has no clipboard for us";
	if (clipboard_multiplexer() == MULTIPLEXER_TMUX)
		return "sent to tmux, for the clipboard if its set-clipboard is on";
	return "sent to the terminal's clipboard";
}

static void
copy_key(struct browser *browser, int key)
{
	struct object object = browser_object(browser);
	struct buffer text = { 0 };
	struct arena scratch = { 0 };

	if (key == 'i' && object.node != NODE_NONE)
		buffer_printf(&text, "@%u", heap_node_id(object.heap, object.node));
	else if (key == 'p' && object.node != NODE_NONE)
		text_escape(&text, object_expression(object, &scratch), browser_style(browser));
	else if (key == 'r')
		add_row(browser, &text);
	if (text.length == 0) {
		browser_say(browser, "%s", no_copy(object, key));
	} else {
		bool sent = clipboard_send(buffer_text(&text));

		for (size_t i = 0; i < text.length; i++)
			text.at[i] = text.at[i] == '\t' ? ' ' : text.at[i];
		browser_say(browser, "%s: %.*s", sent_where(sent), (int)text.length, text.at);
	}
	arena_release(&scratch);
	buffer_release(&text);
}

void
command_copy(struct browser *browser)
{
	const struct visit *visit = browser_visit(browser);

	if (visit == NULL)
		return;
	if (outline_count(visit->outline) == 0) {
		browser_say(browser, "there is no row to copy");
		return;
	}
	browser_say(browser, "copy: i id  p path  r row");
	browser->grab = copy_key;
}

/* Writing, on the thread of a job. */
struct writing {
	const struct browser *browser;
	struct outline *outline;
	const char *path;
};

/* With what "~" stands for: there is no shell here to say it.  Ends with a NUL behind it. */
static void
add_path(struct buffer *out, struct text path)
{
	const char *home = getenv("HOME");

	if (text_starts_with(path, TEXT("~/")) && home != NULL) {
		buffer_add_text(out, text_of(home));
		path = text_from(path, 1);
	}
	buffer_printf(out, "%.*s", (int)path.length, path.at);
}

static bool
writing_run(void *argument, struct progress *progress, struct error *error)
{
	const struct writing *writing = argument;

	return writing->browser->options->write(writing->outline, writing->path, progress,
						error);
}

static void
write_rows(struct browser *browser, struct outline *outline)
{
	struct writing writing = { browser, outline, browser->write_path.at };

	if (browser_work(browser, writing_run, &writing))
		browser_say(browser, "written to %s", writing.path);
}

/* Printing, on the thread of a job. */
struct printing {
	const struct browser *browser;
	const struct request *request;
	struct subject subject;
	const char *path;
};

static bool
printing_run(void *argument, struct progress *progress, struct error *error)
{
	const struct printing *printing = argument;

	return printing->browser->options->print(&printing->subject, printing->request,
						 printing->path, progress, error);
}

void
browser_print(struct browser *browser, const struct request *request)
{
	struct printing printing = { browser, request, browser_first_subject(browser), NULL };
	struct object object = browser_object(browser);
	struct buffer path = { 0 };

	if (browser->ready != HEAP_ALL) {
		browser_say(browser, "%s has to wait until all is computed", request->view->title);
		return;
	}
	printing.subject.shows_way = printing.subject.hide_internals = false;
	printing.subject.units = UNITS_DECIMAL;
	if (!request->has_id && object.node != NODE_NONE
	    && request->view->needs & (NEEDS_NODE | TAKES_NODE)) {
		printing.subject.heap = object.heap;
		printing.subject.node = object.node;
	}
	add_path(&path, text_of(request->output));
	printing.path = path.at;
	if (browser_work(browser, printing_run, &printing))
		browser_say(browser, "written to %s", path.at);
	buffer_release(&path);
}

static void
overwrite_key(struct browser *browser, int key)
{
	const struct visit *visit = browser_visit(browser);

	if (key == 'y' && visit != NULL)
		write_rows(browser, visit->outline);
	else
		browser_say(browser, "not written");
}

/* One key is asked for, where a name that was there already would lose what it had. */
void
browser_write_to(struct browser *browser, struct text path)
{
	const struct visit *visit = browser_visit(browser);
	struct stat status;

	if (visit == NULL || path.length == 0)
		return;
	buffer_clear(&browser->write_path);
	add_path(&browser->write_path, path);
	if (stat(browser->write_path.at, &status) != 0 || !S_ISREG(status.st_mode)) {
		write_rows(browser, visit->outline);
		return;
	}
	browser_say(browser, "%s exists: y overwrites it, any other key leaves it",
		    browser->write_path.at);
	browser->grab = overwrite_key;
}

void
command_write(struct browser *browser)
{
	static const struct prompt_use use = { "write to: ", browser_write_to, NULL, NULL };
	const struct visit *visit = browser_visit(browser);
	struct buffer name = { 0 };

	if (visit == NULL)
		return;
	buffer_printf(&name, "%s.csv", outline_view(visit->outline)->name);
	browser_ask(browser, &use, buffer_text(&name), NULL, NULL);
	buffer_release(&name);
}

/* "file:line:column" taken apart.  False if there is no line in it. */
static bool
source_split(struct text source, char **file, long *line)
{
	size_t colons = 0, end = source.length, first = 0;

	while (end > 0 && colons < 2) {
		if (source.at[--end] == ':') {
			colons++;
			first = end;
		} else if (!isdigit((unsigned char)source.at[end])) {
			return false;
		}
	}
	if (colons < 2 || first == 0)
		return false;
	*line = strtol(source.at + first + 1, NULL, 10);
	*file = xmalloc(first + 1);
	memcpy(*file, source.at, first);
	(*file)[first] = '\0';
	return true;
}

/* What the row's own column says: of a function of a stack, a suspect, an object. */
static struct text
row_source(struct browser *browser, struct arena *scratch)
{
	struct visit *visit = browser_visit(browser);
	unsigned column = COLUMN_NONE;
	struct cell cell;

	if (visit != NULL && outline_count(visit->outline) > 0)
		column = view_column_find(outline_view(visit->outline), TEXT("source"));
	if (column == COLUMN_NONE)
		return TEXT("");
	cell = outline_cell(visit->outline, visit->table.cursor, column, scratch);
	return cell.kind == CELL_TEXT ? cell.text : TEXT("");
}

void
command_edit_source(struct browser *browser)
{
	struct object object = browser_object(browser);
	struct arena scratch = { 0 };
	struct text source;
	char *file = NULL;
	long line;

	source = row_source(browser, &scratch);
	if (source.length == 0 && object.node != NODE_NONE)
		source = object_source_near(object, &scratch);
	if (source.length == 0) {
		browser_say(browser, "the snapshot does not say where this was made");
	} else if (!source_split(source, &file, &line) || *file != '/'
		   || access(file, R_OK) != 0) {
		browser_say(browser, "not on this machine: %.*s", (int)source.length, source.at);
	} else if (editor_run(file, line)) {
		browser_say(browser, "%.*s", (int)source.length, source.at);
	} else {
		browser_say(browser, "%s cannot be run; EDITOR says what to edit with",
			    editor_wanted());
	}
	browser->is_resized = true;
	free(file);
	arena_release(&scratch);
}
