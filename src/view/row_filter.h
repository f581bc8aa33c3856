/*
 * The filter language: which rows of a view to keep, or to find.
 *
 * Words that must all hold:
 *
 *	text          in any text column that people see, in any case, or in what DevTools
 *	              calls the row
 *	"some text"   the same, with blanks in it
 *	/regex/       as in JavaScript (base/text_regex.h); /regex/i in any case
 *	retained>1MB  a column's name or an unambiguous beginning of it, one of
 *	              < <= > >= = !=, and a number, a size (B kB MB GB KiB MiB GiB) or
 *	              a percentage; of text columns, a text
 *	name~text     a text column contains the text, in any case
 *	detached      where there is a column `detachedness`: what is detached
 */

#pragma once

#include "view/view.h"

struct row_filter;

/* Null with ERROR_USAGE for a pattern that makes no sense. */
struct row_filter *row_filter_new(const struct view *view, struct text pattern,
				  struct error *error);
/* Stops with ERROR_CANCELLED within a row, too, when that is cancelled. */
void row_filter_watch(struct row_filter *filter, const struct progress *progress);
bool row_filter_is_empty(const struct row_filter *filter);
/* Whether it keeps the row.  False with ERROR_LIMIT if a regex is too costly on it.  Not from two
 * threads at once. */
bool row_filter_matches(struct row_filter *filter, const struct subject *on, const void *state,
			struct row row, bool *matches, struct error *error);
void row_filter_free(struct row_filter *filter);
