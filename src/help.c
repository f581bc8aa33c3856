/*
 * Help, made from the tables of views, commands and options.
 */

#include "config.h"

#include "heap/node_filter.h"
#include "options.h"

static void
help_add(struct buffer *out, const char *text)
{
	buffer_add(out, text, strlen(text));
}

static void
help_add_entry(struct buffer *out, const char *name, const char *about)
{
	buffer_printf(out, "  %-28s %s\n", name, about);
}

/* What a view is called with, behind its name. */
static const char *
help_words(const struct view *view)
{
	if (view->needs & NEEDS_TEXT)
		return "SNAPSHOT PATTERN";
	if (view->needs & NEEDS_SERIES)
		return view->needs & NEEDS_BASE ? "BEFORE AFTER..." : "SNAPSHOT...";
	if (view->needs & NEEDS_BASE)
		return "BEFORE AFTER";
	if (view->needs & NEEDS_NODE)
		return "SNAPSHOT @ID";
	return view->needs & TAKES_NODE ? "SNAPSHOT [@ID]" : "SNAPSHOT";
}

static void
help_add_options(struct buffer *out, const struct argument *table)
{
	for (; table->name != NULL; table++) {
		struct buffer name = { 0 };

		buffer_printf(&name, "%s%s", table->name[1] == '\0' ? "-" : "--", table->name);
		if (table->value != NULL)
			buffer_printf(&name, "%s%s", table->name[1] == '\0' ? " " : "=",
				      table->value);
		buffer_add_char(&name, '\0');
		help_add_entry(out, name.at, table->help);
		buffer_release(&name);
	}
}

static void
help_all(struct buffer *out)
{
	help_add(out, "Find memory leaks in V8 heap snapshots.\n\n"
		      "  heaptui SNAPSHOT [@ID]                browse a snapshot, "
		       "from an object on\n"
		      "  heaptui BEFORE AFTER [LATER...] [@ID] browse what changed, oldest first\n"
		      "  heaptui COMMAND [OPTION...] SNAPSHOT... [@ID|PATTERN]\n\n"
		      "Commands:\n");
	for (size_t i = 0; views[i] != NULL; i++)
		help_add_entry(out, views[i]->name, views[i]->summary);
	for (size_t i = 0; program_commands[i] != NULL; i++)
		help_add_entry(out, program_commands[i]->name, program_commands[i]->summary);
	help_add_entry(out, "help [COMMAND]", "print this; the columns and options of a command");
	help_add(out, "\nOptions:\n");
	help_add_options(out, option_table);
	help_add(out, "\nObjects for --only:\n");
	for (const struct node_filter_kind *kind = node_filter_kinds; kind->name != NULL; kind++) {
		struct buffer name = { 0 };

		buffer_printf(&name, "%s%s", kind->name, kind->takes_value ? "=..." : "");
		buffer_add_char(&name, '\0');
		help_add_entry(out, name.at, kind->title);
		buffer_release(&name);
	}
	help_add(out, "\nExamples:\n"
		      "  heaptui before.heapsnapshot after.heapsnapshot\n"
		      "  heaptui suspects 1.heapsnapshot 2.heapsnapshot 3.heapsnapshot\n"
		      "  heaptui objects --constructor=Map --filter='retained>1MB' a.heapsnapshot\n"
		      "  heaptui capture --pid=4711\n");
	help_add(out, "\nA snapshot is a .heapsnapshot or .heaptimeline file, plain or compressed "
		      "(gzip, zstd),\nor - for standard input.  heaptui(1) is the manual.\n");
}

static void
help_view_text(const struct view *view, struct buffer *out)
{
	buffer_printf(out, "heaptui %s [OPTION...] %s\n\n%s: %s\n\nColumns:\n", view->name,
		      help_words(view), view->title, view->summary);
	for (unsigned i = 0; view->columns[i].name != NULL; i++) {
		const struct column *column = &view->columns[i];
		const char *where = column_where(column);
		struct buffer about = { 0 };

		buffer_printf(&about, "%s%s%s%s%s", column->title, *where != '\0' ? " (" : "",
			      where, *where != '\0' ? ")" : "",
			      view->first_sort == i ? ", sorted by at first" : "");
		buffer_add_char(&about, '\0');
		help_add_entry(out, column->name, about.at);
		buffer_release(&about);
	}
	help_add(out, "\nOptions: heaptui --help\n");
}

static void
help_command_text(const struct command *command, struct buffer *out)
{
	buffer_printf(out, "heaptui %s\n\n%s\n\nOptions:\n", command->usage, command->summary);
	help_add_options(out, command->arguments);
}

/* ---- for scripts: completions, and the test that reads the manual ---- */

static void
json_add(struct buffer *out, const char *key, const char *value)
{
	buffer_printf(out, "\"%s\":\"", key);
	text_escape_json(out, text_of(value));
	buffer_add_char(out, '"');
}

static void
json_add_options(struct buffer *out, const struct argument *table)
{
	help_add(out, "\"options\":[");
	for (const struct argument *row = table; row->name != NULL; row++) {
		help_add(out, row == table ? "\n{" : ",\n{");
		json_add(out, "name", row->name);
		help_add(out, ",");
		json_add(out, "value", row->value == NULL ? "" : row->value);
		help_add(out, ",");
		json_add(out, "help", row->help);
		help_add(out, "}");
	}
	help_add(out, "]");
}

static void
json_add_view(struct buffer *out, const struct view *view)
{
	help_add(out, "{");
	json_add(out, "command", view->name);
	help_add(out, ",");
	json_add(out, "arguments", help_words(view));
	help_add(out, ",");
	json_add(out, "title", view->title);
	help_add(out, ",");
	json_add(out, "summary", view->summary);
	help_add(out, ",\"columns\":[");
	for (unsigned i = 0; view->columns[i].name != NULL; i++)
		buffer_printf(out, "%s\"%s\"", i > 0 ? "," : "", view->columns[i].name);
	help_add(out, "]}");
}

static void
json_add_command(struct buffer *out, const struct command *command)
{
	help_add(out, "{");
	json_add(out, "command", command->name);
	help_add(out, ",");
	json_add(out, "summary", command->summary);
	help_add(out, ",");
	json_add_options(out, command->arguments);
	help_add(out, "}");
}

static void
help_all_json(struct buffer *out)
{
	help_add(out, "{");
	json_add(out, "heaptui", PACKAGE_VERSION);
	help_add(out, ",\"views\":[");
	for (size_t i = 0; views[i] != NULL; i++) {
		help_add(out, i > 0 ? ",\n" : "\n");
		json_add_view(out, views[i]);
	}
	help_add(out, "],\n\"commands\":[");
	for (size_t i = 0; program_commands[i] != NULL; i++) {
		help_add(out, i > 0 ? ",\n" : "\n");
		json_add_command(out, program_commands[i]);
	}
	help_add(out, "],\n");
	json_add_options(out, option_table);
	help_add(out, "}\n");
}

bool
help_print(const char *name, bool as_json, struct buffer *out, struct error *error)
{
	const struct view *view = name == NULL ? NULL : view_find(text_of(name));
	const struct command *command = name == NULL ? NULL : command_find(name);

	if (name != NULL && view == NULL && command == NULL)
		return command_unknown(name, error);
	if (name == NULL) {
		if (as_json)
			help_all_json(out);
		else
			help_all(out);
	} else if (as_json) {
		if (view != NULL)
			json_add_view(out, view);
		else
			json_add_command(out, command);
		buffer_add_char(out, '\n');
	} else if (view != NULL) {
		help_view_text(view, out);
	} else {
		help_command_text(command, out);
	}
	return true;
}

int
program_help(const struct command *command)
{
	struct buffer out = { 0 };
	int status;

	help_command_text(command, &out);
	status = program_print(buffer_text(&out));
	buffer_release(&out);
	return status;
}

void
help_add_commands(struct buffer *out)
{
	for (size_t i = 0; views[i] != NULL; i++)
		buffer_printf(out, "%s, ", views[i]->name);
	for (size_t i = 0; program_commands[i] != NULL; i++)
		buffer_printf(out, "%s, ", program_commands[i]->name);
	help_add(out, "help");
}
