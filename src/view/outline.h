/*
 * A view opened: its rows in order, some unfolded.
 *
 * An outline is a list to its users, numbered from 0: rows appear and vanish as rows
 * above them are unfolded and folded.  Inside it is a tree of branches (siblings); only
 * what was unfolded has a branch.  Siblings are sorted as far as they are looked at, so
 * that millions of rows open at once.
 *
 *	row 0   - Map                 branch of the roots
 *	row 1     - Map @5            branch below row 0
 *	row 2       + entries
 *	row 3     + Map @9
 *	row 4   + Set
 *
 * Functions that may take long take a progress and can be cancelled: the outline is then as
 * it was before.
 */

#pragma once

#include "view/view.h"

struct outline;

/* How a row stands in the tree. */
struct outline_row {
	struct row row;
	unsigned depth;      /* 0: a root */
	bool can_unfold;
	bool is_unfolded;
	bool is_last;        /* the last of its siblings */
	bool repeats;        /* one of the rows above it, again */
};

/* Null on failure.  The subject's pointers must outlive the outline. */
struct outline *outline_open(const struct view *view, const struct subject *subject,
			     struct progress *progress, struct error *error);
void outline_close(struct outline *outline);

const struct view *outline_view(const struct outline *outline);
const struct subject *outline_subject(const struct outline *outline);
/* What makes all of it doubtful: a cut file, snapshots in the wrong order.  Empty: nothing. */
struct text outline_warning(const struct outline *outline, struct arena *scratch);
/* A line about all of it, the warning first. */
struct text outline_caption(const struct outline *outline, struct arena *scratch);

/* Rows there are now, and siblings at the top before filtering. */
size_t outline_count(const struct outline *outline);
size_t outline_root_count(const struct outline *outline);
size_t outline_unfiltered_count(const struct outline *outline);
struct outline_row outline_row(struct outline *outline, size_t index);
struct cell outline_cell(struct outline *outline, size_t index, unsigned column,
			 struct arena *scratch);
enum tone outline_tone(struct outline *outline, size_t index);
struct object outline_object(struct outline *outline, size_t index);
/* The words for --only that select what the row counts; empty if it has none. */
struct text outline_only(struct outline *outline, size_t index, struct arena *scratch);
/* What the row is, in the view's own words; empty if it has none. */
struct text outline_words(struct outline *outline, size_t index, struct arena *scratch);
/* The row one level up; the row itself at the top. */
size_t outline_parent(struct outline *outline, size_t index);
/* The vertical lines before a row of depth d: bit i is set if its ancestor at depth i has
 * siblings below (up to depth 63). */
uint64_t outline_lines(struct outline *outline, size_t index);
/* Whether the view finds something that --fail shall tell. */
bool outline_alarms(const struct outline *outline);
/* Sorts the rows from `index` on that are its siblings, `count` of them, ahead of being asked
 * for one by one. */
bool outline_settle(struct outline *outline, size_t index, size_t count,
		    struct progress *progress, struct error *error);

/* Has memory at hand for the rows of the heap's largest constructor, so that unfolding it does not
 * wait for the system.  For a thread with nothing else to do. */
void outline_make_room(const struct heap *heap);
bool outline_unfold(struct outline *outline, size_t index, struct progress *progress,
		    struct error *error);
/* Unfolds the row and, below it, the chain of first rows that view->chain asks for, at most
 * `limit` rows in all (DevTools: 20). */
bool outline_unfold_chain(struct outline *outline, size_t index, unsigned limit,
			  struct progress *progress, struct error *error);
/* What a view with a chain shows when it opens: the chain from its first row on, if it goes on
 * through that row. */
bool outline_open_chain(struct outline *outline, unsigned limit, struct progress *progress,
			struct error *error);
void outline_fold(struct outline *outline, size_t index);
/* Folds the row at this depth that the one above row `index` lies below, or that one itself with
 * nothing below it.  The new number of row `index`. */
size_t outline_fold_behind(struct outline *outline, size_t index, unsigned depth);

unsigned outline_sort_column(const struct outline *outline, bool *descending);
bool outline_sort(struct outline *outline, unsigned column, bool descending,
		  struct progress *progress, struct error *error);

/*
 * Keeps the top rows that match: text (any case, in any text column), /regex/ (as in
 * JavaScript), and terms, all of which must hold:
 *
 *	retained>1MB  count>=100  distance<5  type=closure  constructor~Map  detached
 *
 * with < <= > >= = != on any column (its name or an unambiguous beginning), ~ "contains".
 * An empty pattern keeps all.  ERROR_USAGE for a pattern that makes no sense.
 */
bool outline_filter(struct outline *outline, struct text pattern, struct progress *progress,
		    struct error *error);
struct text outline_filter_pattern(const struct outline *outline);

/* The next (or previous) row at or after `from` that shows the pattern (as above), wrapping
 * around; false if there is none or the pattern is wrong (then error is set).  Looks at
 * all rows that are unfolded. */
bool outline_find(struct outline *outline, struct text pattern, size_t from, bool backwards,
		  size_t *found, struct progress *progress, struct error *error);
/* How many rows match, up to `limit`. */
size_t outline_count_matches(struct outline *outline, struct text pattern, size_t limit,
			     struct progress *progress, struct error *error);

/* A row remembered across sorting, filtering and reopening: the path of rows from the top. */
struct outline_place {
	struct row *path;
	size_t depth;
};
struct outline_place outline_place(struct outline *outline, size_t index);
/* The index of that row now, unfolding what leads to it; SIZE_MAX if it is gone. */
size_t outline_find_place(struct outline *outline, const struct outline_place *place);
void outline_place_release(struct outline_place *place);
/* Unfolds in this outline whatever is unfolded in the other one, of the same view. */
void outline_copy_folds(struct outline *outline, struct outline *from);
/* The first top row (or one below a top row) that stands for the object, unfolding what leads
 * to it; SIZE_MAX if none does. */
size_t outline_find_object(struct outline *outline, struct object object,
			   struct progress *progress, struct error *error);
