/*
 * The growing list that views fill with rows.
 *
 * Twelve bytes a row; lists of millions are columns of their own.  Adding never fails for the
 * view: a list that could not grow says so in `failed`, and the outline looks.
 */

#pragma once

#include "view/view.h"

struct rows {
	struct row *at; /* a column */
	struct error *error; /* borrowed while it is filled */
	size_t count, capacity;
	bool failed;
};

/* Rows when all have been added. */
struct row_list {
	struct row *at; /* a column, or null if there are none */
	uint32_t count;
};

/* Begins anew, in the room there is. */
void rows_begin(struct rows *rows, struct error *error);
/* Makes a list of what was added, with no room to spare; false if it cannot, or something could not
 * be added. */
bool rows_end(struct rows *rows, struct row_list *list);
void rows_release(struct rows *rows);
