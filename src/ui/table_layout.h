/*
 * Which columns of an outline are to be seen in so many cells, and how wide each is.
 *
 * Where it is narrow, percentages go first, then texts get narrower, then columns go by rank;
 * where it is wide there is room for columns that are otherwise only for scripts.
 */

#pragma once

#include "view/outline.h"

enum { TABLE_COLUMNS_MAX = 32, TABLE_SHARE_WIDTH = 5 /* " 100%" */ };

struct placed_column {
	unsigned column;
	unsigned width; /* without the share */
	bool has_share;
};

struct table_layout {
	struct placed_column at[TABLE_COLUMNS_MAX];
	unsigned count;
};

/* `wanted`: names separated by commas, in this order; empty: the usual ones.  The column with
 * the fold marks is there in any case. */
struct table_layout table_layout(const struct outline *outline, struct text wanted, int width);
/* Cells of a column, its share included. */
unsigned placed_column_cells(const struct placed_column *placed);
