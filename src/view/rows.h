/*
 * The growing list that views fill with rows.
 *
 * Twelve bytes a row; lists of millions are columns of their own.  Adding never fails for the
 * view: a list that could not grow remembers it, and rows_failed() tells the outline.
 */

#pragma once

#include "view/view.h"

struct rows {
	struct row *at; /* a column */
	size_t count, capacity;
	bool failed;
	struct error *error;
};

void rows_init(struct rows *rows, struct error *error);
/* The list lives on without the error it was filled under. */
static inline bool
rows_failed(const struct rows *rows)
{
	return rows->failed;
}
void rows_release(struct rows *rows);
