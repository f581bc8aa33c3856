#include "config.h"

#include "view/view.h"

unsigned
view_column_count(const struct view *view)
{
	unsigned count = 0;

	while (view->columns[count].name != NULL)
		count++;
	return count;
}

unsigned
view_column_find(const struct view *view, struct text name)
{
	for (unsigned i = 0; view->columns[i].name != NULL; i++)
		if (text_equal(text_of(view->columns[i].name), name))
			return i;
	return COLUMN_NONE;
}

bool
view_shows(const struct subject *on, const struct column *column, bool is_wide)
{
	if (column->flags & COLUMN_SCRIPT)
		return column->flags & COLUMN_WIDE && is_wide;
	return !(column->flags & COLUMN_SERIES) || on->heap_count > 1;
}

const char *
column_where(const struct column *column)
{
	if (column->flags & COLUMN_PEOPLE)
		return "for people";
	if (column->flags & COLUMN_DEEP)
		return "below the top rows, or if asked";
	return column->flags & COLUMN_SCRIPT ? "scripts, or if asked" : "";
}

bool
view_share(const struct subject *on, const struct column *column, const struct cell *cell,
	   char out[UNITS_LENGTH])
{
	uint64_t total;

	if (!(column->flags & COLUMN_SHARE) || cell->kind != CELL_BYTES)
		return false;
	total = heap_total_size(on->heap);
	/* A sum of what several keep alive, some of it the same, may be more than there is. */
	if (cell->number > total)
		return false;
	units_percent(out, cell->number, total);
	return true;
}

uint64_t
view_text_bytes(const struct subject *on)
{
	return on->heap == NULL ? 0 : on->heap->snapshot.strings.length;
}

const struct view *
view_find(struct text name)
{
	for (size_t i = 0; views[i] != NULL; i++)
		if (text_equal(text_of(views[i]->name), name))
			return views[i];
	return NULL;
}
