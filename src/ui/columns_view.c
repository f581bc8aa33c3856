#include "config.h"

#include "ui/columns_view.h"

#include "ui/keymap.h"

static const struct column *
column_of(const struct subject *on, struct row row)
{
	return &view_find(on->text)->columns[row.item];
}

static struct cell
name_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)state, (void)scratch;
	return cell_of_text(text_of(column_of(on, row)->name));
}

static struct cell
key_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)state;
	return cell_of_text(keymap_letter(column_of(on, row)->key, scratch));
}

static struct cell
title_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)state, (void)scratch;
	return cell_of_text(text_of(column_of(on, row)->title));
}

static struct cell
where_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)state, (void)scratch;
	return cell_of_text(text_of(column_where(column_of(on, row))));
}

static const struct column columns[] = {
	{ .name = "column", .title = "Column", .width = 16, .flags = COLUMN_ASCENDING,
	  .value = name_value },
	{ .name = "key", .title = "Key", .width = 3, .rank = 1, .flags = COLUMN_ASCENDING,
	  .value = key_value },
	{ .name = "title", .title = "Title", .width = 20, .flags = COLUMN_ASCENDING,
	  .value = title_value },
	{ .name = "where", .title = "Where", .width = 31, .rank = 2, .flags = COLUMN_ASCENDING,
	  .value = where_value },
	{ .name = NULL },
};

static bool
columns_roots(const struct subject *on, const void *state, struct rows *rows,
	      struct progress *progress, struct error *error)
{
	(void)state, (void)progress, (void)error;
	for (unsigned i = 0; i < view_column_count(view_find(on->text)); i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, 0 });
	return true;
}

static struct text
columns_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	(void)state, (void)scratch;
	return text_of(view_find(on->text)->summary);
}

const struct view columns_view = {
	.name = "columns",
	.title = "Columns of",
	.summary = "the columns of a view",
	.needs = NEEDS_TEXT,
	.columns = columns,
	.first_sort = COLUMN_NONE,
	.roots = columns_roots,
	.caption = columns_caption,
};
