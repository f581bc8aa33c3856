#include "config.h"

#include "ui/help_view.h"

#include <string.h>

#include "ui/browser_commands.h"
#include "ui/keymap.h"

enum { VIEW_NAME_WIDTH = 13 };

/* Kinds of rows.  The item is a position in browser_commands[], in views[], or among the
 * columns of the view that help is for; a heading's is that of the first row below it. */
enum { HELP_COMMAND, HELP_VIEW, HELP_COLUMN, HELP_HEADING };

static struct cell
cell_of(const char *string)
{
	return cell_of_text(text_of(string));
}

static const char *
section_of(struct row row)
{
	return row.item < browser_command_count ? browser_commands[row.item].section
						: "Views to open";
}

static const struct column *
column_of(const struct subject *on, struct row row)
{
	return &view_find(on->text)->columns[row.item];
}

/* All keys of a command, as they are bound now. */
static struct text
keys_of(const struct browser_command *command, struct arena *scratch)
{
	struct text keys = keymap_key(command, 0), key;

	for (unsigned i = 1; (key = keymap_key(command, i)).length > 0; i++)
		keys = ARENA_JOIN(scratch, keys, TEXT(" "), key);
	return keys;
}

static struct cell
keys_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	struct text keys;

	(void)state;
	if (row.kind == HELP_HEADING)
		return cell_of(section_of(row));
	if (row.kind == HELP_COMMAND)
		keys = keys_of(&browser_commands[row.item], scratch);
	else
		keys = keymap_letter(row.kind == HELP_VIEW ? views[row.item]->key
							   : column_of(on, row)->key, scratch);
	return cell_of_text(keys);
}

static struct cell
name_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on, (void)state, (void)scratch;
	if (row.kind == HELP_HEADING || row.kind == HELP_COLUMN)
		return cell_of_nothing();
	if (row.kind == HELP_COMMAND)
		return cell_of(browser_commands[row.item].name);
	return cell_of(views[row.item]->name);
}

static struct cell
help_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)state;
	if (row.kind == HELP_HEADING)
		return cell_of_nothing();
	if (row.kind == HELP_COMMAND)
		return cell_of(browser_commands[row.item].help);
	if (row.kind == HELP_COLUMN)
		return cell_of_text(arena_printf(scratch, "sort by %s; again: reverse",
						 column_of(on, row)->title));
	return cell_of_text(arena_printf(scratch, "%-*s%s", VIEW_NAME_WIDTH,
					 views[row.item]->name, views[row.item]->summary));
}

static const struct column help_columns[] = {
	{ .name = "keys", .title = "Keys", .width = 14, .flags = COLUMN_ASCENDING,
	  .value = keys_value },
	{ .name = "help", .title = "What it does", .flags = COLUMN_ASCENDING,
	  .value = help_value },
	/* for who binds keys: where it is narrow it would double the bytes of a page */
	{ .name = "name", .title = "Command", .width = 16, .rank = 1,
	  .flags = COLUMN_ASCENDING | COLUMN_SCRIPT | COLUMN_WIDE, .value = name_value },
	{ .name = NULL },
};

/* What sorts the view that help is for, behind what sorts any. */
static void
add_columns(const struct subject *on, struct rows *rows)
{
	const struct view *view = view_find(on->text);

	for (uint32_t i = 0; view != NULL && view->columns[i].name != NULL; i++) {
		if (view->columns[i].key != 0 && !(view->columns[i].flags & COLUMN_SCRIPT))
			rows_add(rows, (struct row){ i, EDGE_NONE, HELP_COLUMN });
	}
}

static bool
help_roots(const struct subject *on, const void *state, struct rows *rows,
	   struct progress *progress, struct error *error)
{
	const char *section = "";

	(void)state, (void)progress, (void)error;
	for (uint32_t i = 0; i < browser_command_count; i++) {
		if (strcmp(browser_commands[i].section, section) != 0)
			rows_add(rows, (struct row){ i, EDGE_NONE, HELP_HEADING });
		section = browser_commands[i].section;
		rows_add(rows, (struct row){ i, EDGE_NONE, HELP_COMMAND });
		if (browser_commands[i].run == command_sort_previous)
			add_columns(on, rows);
	}
	rows_add(rows, (struct row){ browser_command_count, EDGE_NONE, HELP_HEADING });
	for (uint32_t i = 0; views[i] != NULL; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, HELP_VIEW });
	return true;
}

static enum tone
help_tone(const struct subject *on, const void *state, struct row row)
{
	(void)on, (void)state;
	return row.kind == HELP_HEADING ? TONE_HEADING : TONE_PLAIN;
}

const struct view help_view = {
	.name = "help",
	.title = "Help",
	.summary = "keys and commands of the browser",
	.needs = NEEDS_HEAP,
	.columns = help_columns,
	.first_sort = COLUMN_NONE,
	.roots = help_roots,
	.tone = help_tone,
};
