#include "config.h"

#include "ui/help_view.h"

#include "ui/keymap.h"

/* Kinds of rows; the item is a position in commands[] or views[]. */
enum { HELP_COMMAND, HELP_VIEW };

static struct text
row_keys(struct row row, struct arena *scratch)
{
	char key;

	if (row.kind == HELP_COMMAND)
		return text_of(commands[row.item].keys);
	key = views[row.item]->key;
	return key == 0 ? TEXT("") : arena_text(scratch, (struct text){ &key, 1 });
}

static struct cell
cell_of_text(struct text text)
{
	return (struct cell){ .kind = CELL_TEXT, .text = text };
}

static struct cell
section_value(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	(void)on, (void)state, (void)scratch;
	return cell_of_text(row.kind == HELP_COMMAND ? text_of(commands[row.item].section)
						     : TEXT("Views to open"));
}

static struct cell
keys_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on, (void)state;
	return cell_of_text(row_keys(row, scratch));
}

static struct cell
name_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on, (void)state, (void)scratch;
	return cell_of_text(text_of(row.kind == HELP_COMMAND ? commands[row.item].name
							     : views[row.item]->name));
}

static struct cell
help_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on, (void)state, (void)scratch;
	return cell_of_text(text_of(row.kind == HELP_COMMAND ? commands[row.item].help
							     : views[row.item]->summary));
}

static const struct column help_columns[] = {
	{ .name = "keys", .title = "Keys", .width = 16, .flags = COLUMN_ASCENDING,
	  .value = keys_value },
	{ .name = "help", .title = "What it does", .rank = 0, .flags = COLUMN_ASCENDING,
	  .value = help_value },
	{ .name = "section", .title = "Section", .width = 14, .rank = 2,
	  .flags = COLUMN_ASCENDING, .value = section_value },
	{ .name = "name", .title = "Command", .width = 16, .rank = 1,
	  .flags = COLUMN_ASCENDING, .value = name_value },
	{ .name = NULL },
};

static bool
help_roots(const struct subject *on, const void *state, struct rows *rows,
	   struct progress *progress, struct error *error)
{
	(void)on, (void)state, (void)progress, (void)error;
	for (unsigned i = 0; i < command_count; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, HELP_COMMAND });
	for (uint32_t i = 0; views[i] != NULL; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, HELP_VIEW });
	return true;
}

const struct view help_view = {
	.name = "help",
	.title = "Help",
	.summary = "keys and commands of the browser",
	.needs = NEEDS_HEAP,
	.columns = help_columns,
	.first_sort = COLUMN_NONE,
	.roots = help_roots,
};
