/*
 * The inside of an outline, shared by the files that make it up.
 */

#pragma once

#include "view/ancestors.h"
#include "view/branch.h"
#include "view/outline.h"

struct outline {
	const struct view *view;
	struct subject on;
	void *state;
	struct branch *top;
	struct order_rule rule;
	struct arena scratch; /* the rule's */
	char *pattern;        /* of the filter; null: none */
	bitset_word *accepted; /* top rows it lets through, as they were added; or null */

	/* the row asked for last, as the next one is mostly it or beside it; null: not known */
	struct branch *found;
	size_t found_index, found_place;

	struct rows filled; /* by the view; then a branch's */
	struct branch_growth growth;
	struct ancestors ancestors;
};

/* The top branch, whose rows are counted then, and those of all others, too. */
struct branch *outline_counted(struct outline *outline);

/* Where row `index` is to be found. */
struct branch *outline_locate(struct outline *outline, size_t index, size_t *place);
/* The row at a place of a branch. */
struct row outline_row_at(struct outline *outline, struct branch *branch, size_t place);
/* Whether it can be unfolded: it leads on, and is none of the rows above it again. */
bool outline_can_unfold_at(struct outline *outline, struct branch *branch, struct row row);
/* Unfolds the row at a place.  The branch below it, the old one if it is unfolded already; null
 * on failure. */
struct branch *outline_unfold_at(struct outline *outline, struct branch *branch, size_t place,
				 struct progress *progress, struct error *error);
/* Orders a branch and settles its first screen. */
bool outline_order(const struct branch *branch, const struct order_rule *rule,
		   const bitset_word *accepted, struct order *order, struct progress *progress,
		   struct error *error);
/* Forgets what is remembered about branches that may be gone. */
void outline_branches_changed(struct outline *outline);
/* Forgets where a row behind this one is: a branch comes between. */
void outline_branch_added(struct outline *outline, const struct branch *parent, size_t place);
/* From here on, in this thread, the progress can end what takes long in names; returns what could
 * before, to be watched again behind it. */
static inline struct progress *
outline_watch_names(const struct outline *outline, struct progress *progress)
{
	return outline->on.heap == NULL ? NULL : heap_watch_names(outline->on.heap, progress);
}
