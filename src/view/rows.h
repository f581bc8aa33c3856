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
	size_t count, capacity;
	bool failed;
	struct error *error; /* borrowed while it is filled */
};

void rows_init(struct rows *rows, struct error *error);
void rows_release(struct rows *rows);
