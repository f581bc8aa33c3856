#include "config.h"

#include "ui/table_layout.h"

#include <string.h>

enum {
	TREE_MIN = 18,    /* what the column with the fold marks needs */
	CHAIN_SHARE = 60, /* percent of the width it needs where chains are read in it */
	NAME_SHARE = 60,  /* percent it gets at most where names have a width of their own */
	TREE_SHARE = 43,  /* percent it gets before percentages are shown */
	TEXT_SHARE = 42,  /* percent of the width a text needs that stands in no tree */
	TEXT_WIDTH = 24,  /* of a further column that takes what is left */
	WIDE_MIN = 130,   /* cells from which on a screen is wide */
};

/* Whether the list of names has this one, and where. */
static bool
list_position(struct text list, struct text name, unsigned *position)
{
	*position = 0;
	while (list.length > 0) {
		if (text_equal(text_take(&list, ','), name))
			return true;
		++*position;
	}
	return false;
}

static bool
takes_rest(const struct column *column)
{
	return column->width == 0;
}

/* The one that is sorted by has a mark behind its title. */
static unsigned
column_width(const struct column *column, bool is_sorted)
{
	unsigned title = (unsigned)text_width(text_of(column->title)) + (is_sorted ? 2 : 0);

	if (takes_rest(column))
		return TEXT_WIDTH;
	if (column->least > 0)
		return column->least > title ? column->least : title;
	return column->width > title ? column->width : title;
}

static void
layout_add(struct table_layout *layout, const struct outline *outline, unsigned index)
{
	bool descending;
	bool is_sorted = outline_sort_column(outline, &descending) == index;

	if (layout->count < TABLE_COLUMNS_MAX)
		layout->at[layout->count++] = (struct placed_column){
			index, column_width(&outline_view(outline)->columns[index], is_sorted),
			false
		};
}

static void
layout_choose_usual(struct table_layout *layout, const struct outline *outline, int width)
{
	const struct column *columns = outline_view(outline)->columns;

	for (unsigned i = 0; columns[i].name != NULL; i++) {
		if (view_shows(outline_subject(outline), &columns[i], width >= WIDE_MIN))
			layout_add(layout, outline, i);
	}
}

static void
layout_choose_wanted(struct table_layout *layout, const struct outline *outline,
		     struct text wanted)
{
	const struct column *columns = outline_view(outline)->columns;
	const char *title = "";
	unsigned position;

	/* Without the fold marks one would not know where one is. */
	for (unsigned i = 0; columns[i].name != NULL; i++) {
		if (columns[i].flags & COLUMN_TREE
		    && !list_position(wanted, text_of(columns[i].name), &position)) {
			layout_add(layout, outline, i);
			title = columns[i].title;
		}
	}
	for (unsigned turn = 0; turn < TABLE_COLUMNS_MAX; turn++) {
		for (unsigned i = 0; columns[i].name != NULL; i++) {
			/* "constructor", which scripts have, says what stands there already */
			if (list_position(wanted, text_of(columns[i].name), &position)
			    && position == turn && strcmp(columns[i].title, title) != 0)
				layout_add(layout, outline, i);
		}
	}
}

/* The column that takes what the others leave: the one with the fold marks, or else the first
 * without a width of its own. */
static unsigned
layout_flexible(const struct table_layout *layout, const struct view *view)
{
	for (unsigned i = 0; i < layout->count; i++) {
		if (view->columns[layout->at[i].column].flags & COLUMN_TREE)
			return i;
	}
	for (unsigned i = 0; i < layout->count; i++) {
		if (takes_rest(&view->columns[layout->at[i].column]))
			return i;
	}
	return 0;
}

/* What is left for the flexible column; negative if the others need more than there is. */
static int
layout_rest(const struct table_layout *layout, unsigned flexible, int width)
{
	int rest = width - 1; /* the margin */

	for (unsigned i = 0; i < layout->count; i++) {
		rest -= i > 0;
		if (i != flexible)
			rest -= (int)placed_column_cells(&layout->at[i]);
	}
	return rest;
}

static bool
layout_drop_one(struct table_layout *layout, const struct view *view, unsigned flexible)
{
	unsigned worst = TABLE_COLUMNS_MAX, rank = 0;

	for (unsigned i = 0; i < layout->count; i++) {
		unsigned r = view->columns[layout->at[i].column].rank;

		if (i != flexible && r > 0 && r >= rank) {
			worst = i;
			rank = r;
		}
	}
	if (worst == TABLE_COLUMNS_MAX)
		return false;
	layout->count--;
	for (unsigned i = worst; i < layout->count; i++)
		layout->at[i] = layout->at[i + 1];
	return true;
}

/* Percentages, the last column's first, while that leaves enough for the texts. */
static void
layout_add_shares(struct table_layout *layout, const struct view *view, unsigned flexible,
		  int width, int enough)
{
	for (unsigned i = layout->count; i-- > 0;) {
		if (view->columns[layout->at[i].column].flags & COLUMN_SHARE
		    && layout_rest(layout, flexible, width) - TABLE_SHARE_WIDTH >= enough)
			layout->at[i].has_share = true;
	}
}

/* Texts that are narrower than they may be get what the flexible column can spare. */
static void
layout_widen(struct table_layout *layout, const struct view *view, unsigned flexible, int width,
	     int enough)
{
	for (unsigned i = 0; i < layout->count; i++) {
		const struct column *column = &view->columns[layout->at[i].column];
		int spare = layout_rest(layout, flexible, width) - enough;
		int wanted = (int)column->width - (int)layout->at[i].width;

		if (i != flexible && column->least > 0 && spare > 0 && wanted > 0)
			layout->at[i].width += (unsigned)(wanted < spare ? wanted : spare);
	}
}

struct table_layout
table_layout(const struct outline *outline, struct text wanted, int width)
{
	const struct view *view = outline_view(outline);
	struct table_layout layout = { .count = 0 };
	int chain = width * CHAIN_SHARE / 100, enough = width * TREE_SHARE / 100, rest;
	unsigned flexible;
	int least = TREE_MIN;
	bool is_narrow = false;

	if (wanted.length > 0)
		layout_choose_wanted(&layout, outline, wanted);
	else
		layout_choose_usual(&layout, outline, width);
	flexible = layout_flexible(&layout, view);
	/* Of rows that do not unfold this is all there will ever be of their texts. */
	if (takes_rest(&view->columns[layout.at[flexible].column]) && view->has_children == NULL)
		least = width * TEXT_SHARE / 100 > TREE_MIN ? width * TEXT_SHARE / 100 : TREE_MIN;
	while (layout_rest(&layout, flexible, width) < least
	       && layout_drop_one(&layout, view, flexible)) {
		flexible = layout_flexible(&layout, view);
		is_narrow = true;
	}
	if (view->chain != NULL && takes_rest(&view->columns[layout.at[flexible].column])) {
		enough = chain;
		while (layout_rest(&layout, flexible, width) < chain
		       && layout_drop_one(&layout, view, flexible))
			flexible = layout_flexible(&layout, view);
	}
	if (!is_narrow)
		layout_add_shares(&layout, view, flexible, width, enough);
	layout_widen(&layout, view, flexible, width, enough);
	rest = layout_rest(&layout, flexible, width);
	/* More of a long name would make a page dear and the way to its numbers long. */
	if (!takes_rest(&view->columns[layout.at[flexible].column])
	    && rest > width * NAME_SHARE / 100)
		rest = width * NAME_SHARE / 100;
	if (layout.count > 0)
		layout.at[flexible].width = rest > 0 ? (unsigned)rest : 1;
	return layout;
}

unsigned
placed_column_cells(const struct placed_column *placed)
{
	return placed->width + (placed->has_share ? TABLE_SHARE_WIDTH : 0);
}
