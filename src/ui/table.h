/*
 * The one widget: an outline in a rectangle.
 *
 *	 Constructor            Count  Distance  Retained size v   header
 *	  - Map                     2         3    1.2 MB  40%
 *	!   - Map @5                          3    1.1 MB  38%      ! most likely wrong
 *	      + entries in ...                4    1.1 MB  38%
 *
 * Only rows that are to be seen are asked for their cells.  Where it is narrow, percentages
 * go first and then the columns, by rank.  The tone of a row ends with its name, and of a
 * selected one less than half is shown to be: that is what a step costs on a slow line.
 */

#pragma once

#include <curses.h>

#include "view/outline.h"

/* Where one is in an outline: the selected row and the first one to be seen. */
struct table {
	size_t cursor, top;
	/* The first one to be seen before its window became another, from then until a key. */
	size_t top_before;
	bool is_squeezed;
};

struct table_style {
	struct cell_format format;
	bool has_focus;
	struct text title;   /* over the first column instead of its own title; may be empty */
	struct text columns; /* names separated by commas, which and in this order; or empty */
	/* A character for the margin of an object's row, ' ' for none; may be null. */
	char (*margin)(void *context, struct object object);
	void *context;
	bool has_range;      /* these rows are marked in the margin */
	size_t range_first, range_last;
};

void table_draw_header(const struct outline *outline, const struct table_style *style,
		       WINDOW *window, int line, int width);
/* How many of them the title has room for. */
size_t table_title_cells(const struct outline *outline, const struct table_style *style, int width);
/* Fills the window; the cursor is left on the selected row. */
void table_draw(struct table *table, struct outline *outline, const struct table_style *style,
		WINDOW *window);
/* The column over the cell x of a table so many cells wide, or COLUMN_NONE. */
unsigned table_column_at(const struct outline *outline, const struct table_style *style,
			 int width, int x);

/* Whether the cell x of a row that can be unfolded is its fold mark, or beside it. */
bool table_is_mark(struct outline *outline, const struct table_style *style, int width,
		   size_t row, int x);

/* Moves the selection by so many rows, as far as there are any. */
void table_step(struct table *table, const struct outline *outline, long by);
/* Moves the view, and the selection with it, by so many rows. */
void table_page(struct table *table, const struct outline *outline, long by, int lines);
void table_select(struct table *table, const struct outline *outline, size_t row);
/* Its window has become another: what was at the top is there again, if there is room. */
void table_resized(struct table *table);
/* Moves the view as little as needed for the selection to be among its lines. */
void table_keep_visible(struct table *table, const struct outline *outline, int lines);
