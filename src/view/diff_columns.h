/*
 * Rows and columns of a comparison: diff_view.c says which rows there are, diff_columns.c what
 * stands in them.
 */

#pragma once

#include "heap/comparison.h"
#include "view/references.h"

enum diff_kind {
	DIFF_CONSTRUCTOR,    /* item: a row of the comparison */
	DIFF_ADDED,          /* item: a node of the later heap */
	DIFF_REMOVED,        /* item: a node of the earlier heap */
	DIFF_REFERENCE,      /* item: a node of the later heap, via: the edge to it */
	DIFF_BASE_REFERENCE, /* the same in the earlier heap */
	DIFF_DEEPER,         /* references of what those lead to */
	DIFF_BASE_DEEPER,
};

enum diff_column {
	DIFF_ROW,
	DIFF_NAME,
	DIFF_NEW_COUNT,
	DIFF_DELETED_COUNT,
	DIFF_COUNT_DELTA,
	DIFF_ALLOCATED,
	DIFF_FREED,
	DIFF_SIZE_DELTA,
	DIFF_RETAINED_BEFORE,
	DIFF_RETAINED_AFTER,
	DIFF_RETAINED_DELTA,
	DIFF_ID,
	DIFF_GREW_UNDER,
	DIFF_DOMINATOR,
	DIFF_EDGE,
	DIFF_EDGE_TYPE,
};

/* The constructor's row of the comparison; the object of any other row. */
const struct comparison_row *diff_row(const void *state, struct row row);
struct object diff_object(const struct subject *on, const void *state, struct row row);
static inline bool
diff_is_reference(struct row row)
{
	return row.kind >= DIFF_REFERENCE;
}
/* Whether rows stand by their own size under the column: objects under all three of sizes, what
 * they refer to under two, and what that refers to under none (spec 11.1). */
static inline bool
diff_is_by_size(struct row row, unsigned column)
{
	if (row.kind == DIFF_ADDED || row.kind == DIFF_REMOVED)
		return column >= DIFF_ALLOCATED && column <= DIFF_SIZE_DELTA;
	return (row.kind == DIFF_REFERENCE || row.kind == DIFF_BASE_REFERENCE)
	       && (column == DIFF_ALLOCATED || column == DIFF_FREED);
}
/* By name, ascending; siblings are of one kind. */
int diff_compare_names(const struct subject *on, const void *state, struct row a,
		       struct row b);

extern const struct column diff_columns[];
