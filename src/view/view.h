/*
 * A view is a table or a tree of rows over a heap: what there is to see, and nothing of
 * where it is seen.  An outline (outline.h) opens, sorts, filters and folds it; a report
 * prints the outline, the browser draws it.
 *
 * To add a view: write one file that ends in a struct view, and name it in views.c.  Its
 * command, key, help and completion follow from the struct; check-manual tells you to
 * describe it in the manual.
 */

#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/progress.h"
#include "heap/heap.h"
#include "view/cell.h"

struct growth_source;

/* What a view is opened on.  Borrowed throughout; the outline copies the struct. */
struct subject {
	const struct heap *const *heaps; /* all snapshots, oldest first */
	size_t heap_count;
	/* Where they come from one at a time, if not all are in memory; then only the last of
	 * `heaps` is loaded.  Null: all are. */
	const struct growth_source *series;
	const struct heap *heap; /* the one looked at: usually the last */
	const struct heap *base; /* the earlier one of a comparison, or null */
	node_ix node;            /* the object in question, or NODE_NONE */
	struct text text;        /* a pattern (search), a constructor (objects); may be empty */
	bool match_case;         /* of text */
	const bitset_word *accepted; /* which objects count (node_filter.h); null: all */
	struct text only;            /* the words that made `accepted`, for titles */
	const bitset_word *ignored;  /* retainers ignored by hand (spec 11.2), or null */
	const int32_t *distance;     /* distances without the ignored, or null: the heap's own */
	enum units units;            /* of sizes in sentences, as its reader has those of cells */
	bool shows_way;              /* for reading: where a view has a best way to the roots it
				      * comes first, runs folded.  Reports list as DevTools does */
	bool hide_internals;         /* V8's own references and objects are left out where
	                              * the view knows how */
};

/* One row: what it shows, and the reference that led to it, if one did. */
struct row {
	uint32_t item; /* means what the view's kind says: a node_ix, a class_ix ... */
	edge_ix via;   /* or EDGE_NONE */
	uint32_t kind; /* the view's own; rows of one kind stand for the same sort of thing.
	                * Sorted siblings of a lower kind stand before those of a higher one */
};

struct rows; /* a growing list, the outline's */
void rows_add(struct rows *rows, struct row row);
/* Room for `count` rows at once, for views that fill millions.  Null when out of memory. */
struct row *rows_extend(struct rows *rows, size_t count);

/* An object of one of the heaps. */
struct object {
	const struct heap *heap;
	node_ix node; /* NODE_NONE: none */
};

/* How a row stands out; a role in the browser's theme, nothing in a report. */
enum tone {
	TONE_PLAIN,
	TONE_DIM,       /* V8's own, or cannot be the reason */
	TONE_NEW,
	TONE_DELETED,
	TONE_SUSPECT,   /* the reference that most likely should not be there */
	TONE_HEADING,
	TONE_DETACHED,
};

enum column_flags {
	COLUMN_RIGHT = 1 << 0,   /* numbers: flush right */
	COLUMN_PEOPLE = 1 << 1,  /* only on screen and in text: composed of others */
	COLUMN_SCRIPT = 1 << 2,  /* only in JSON and CSV, or if asked for with --columns */
	COLUMN_TREE = 1 << 3,    /* the fold marks stand in this one */
	COLUMN_SHARE = 1 << 4,   /* bytes: people also see the percentage of the heap */
	COLUMN_ASCENDING = 1 << 5, /* first sorted ascending (names, distances) */
	COLUMN_DEEP = 1 << 6,    /* of rows below the top only: with COLUMN_SCRIPT, left out of
				  * reports that do not unfold, unless asked for */
	COLUMN_WIDE = 1 << 7,    /* with COLUMN_SCRIPT: people see it too, where a screen is wide */
	COLUMN_TAIL = 1 << 8,    /* cut short at its beginning: the end of a path says most */
	COLUMN_SERIES = 1 << 9,  /* people see it only where there are several snapshots */
	COLUMN_FOUND = 1 << 10,  /* with COLUMN_SCRIPT: what DevTools calls the row, which people
				  * look for although they see it shortened */
};

struct column {
	const char *name;  /* for --sort, --columns, CSV and JSON: "retained_size" */
	const char *title; /* above the column: "Retained size" */
	unsigned width;    /* cells a report or a wide screen gives it; 0: what is left */
	unsigned least;    /* cells of a text where it is narrow; 0: as on a wide screen */
	unsigned rank;     /* when it is narrow the highest rank goes first; 0 never goes */
	char key;          /* sorts by it in the browser; 0: none */
	unsigned flags;    /* enum column_flags */
	/* Text in the cell may live in scratch; raw, not escaped. */
	struct cell (*value)(const struct subject *on, const void *state, struct row row,
			     struct arena *scratch);
	/* Order of two sibling rows under this column where the values' own order is not it.
	 * The result is final: `descending` is the column's business.  May be null. */
	int (*compare)(const struct subject *on, const void *state, struct row a, struct row b,
		       bool descending);
	/* The cell_sort_key() of many rows of one kind at once, where that is faster than asking
	 * for each cell.  May be null. */
	void (*keys)(const struct subject *on, const void *state, const struct row *rows,
		     size_t count, uint64_t *keys);
};

enum view_repeats {
	REPEATS_NOTHING, /* wherever it stands */
	REPEATS_ITS_ID,  /* below a row of the same one */
	REPEATS_SUBJECT, /* what the view was opened on, which is above all rows */
};

/* What the report and the browser say above and below the rows. */
struct view {
	const char *name;    /* "dominators": the command */
	const char *title;   /* "Dominators" */
	const char *summary; /* one line for help, menu and manual */
	char key;            /* opens it on the row under the cursor; 0: only by command */
	enum view_needs {
		NEEDS_HEAP = 0,
		NEEDS_NODE = 1 << 0,   /* an object: @ID */
		NEEDS_BASE = 1 << 1,   /* an earlier snapshot */
		NEEDS_SERIES = 1 << 2, /* takes any number of snapshots */
		NEEDS_TEXT = 1 << 3,   /* a pattern */
		TAKES_NODE = 1 << 4,   /* may be opened on an object */
		TAKES_ONLY = 1 << 5,   /* counts what `accepted` says (--only) */
		TAKES_IGNORED = 1 << 6, /* leaves out what `ignored` says (--ignore) */
	} needs;
	unsigned parts; /* enum heap_part that must be ready before it can open */

	const struct column *columns; /* up to one without a name */
	unsigned first_sort;          /* the column it opens sorted by; COLUMN_NONE: as made */
	unsigned reading_sort;        /* the same where one reads (shows_way), if reports list as
				       * DevTools does and people look for what is large; 0: the
				       * first one */
	unsigned report_limit;        /* rows a text report prints unless --limit; 0: all */
	unsigned report_depth;        /* levels a report prints unless --depth; 0: one, and rows
	                        * carry no depth (a table whose rows happen to unfold) */
	unsigned card_depth;          /* if the rows below the top are only lines to read about the
				       * row above: levels that a report for people prints;
				       * reports for scripts leave them out.  0: they are not */

	/* Whatever the view computes once, from open to close.  All three are left out by a
	 * view that only looks things up.  `state` comes zeroed; close is called after a
	 * failed open, too. */
	size_t state_size;
	bool (*open)(const struct subject *on, void *state, struct progress *progress,
		     struct error *error);
	void (*close)(void *state);

	/* Children are asked for when a row is unfolded, never before: the tree of retainers
	 * has no end.  A plain table leaves them out. */
	bool (*roots)(const struct subject *on, const void *state, struct rows *rows,
		      struct progress *progress, struct error *error);
	bool (*has_children)(const struct subject *on, const void *state, struct row row);
	bool (*children)(const struct subject *on, const void *state, struct row row,
			 struct rows *rows, struct progress *progress, struct error *error);

	/* Second key: order of two sibling rows whose values in `column` are equal.  Rows equal
	 * here too stay in the order they were added.  May be null. */
	int (*tie)(const struct subject *on, const void *state, unsigned column, struct row a,
		   struct row b);
	/* The same as ascending keys of many rows at once; false where tie() must be asked (a
	 * tie by name).  All rows are siblings of one kind.  May be null. */
	bool (*tie_keys)(const struct subject *on, const void *state, unsigned column,
			 const struct row *rows, size_t count, uint64_t *keys);

	/* The object a row stands for: from there other views can be opened. */
	struct object (*object)(const struct subject *on, const void *state, struct row row);
	/* The way to an object: rows from the top down to one that stands for it, at most
	 * VIEW_PATH_MAX.  Returns how many, 0 if the view does not show the object.  Left out by
	 * views whose top rows are the objects. */
	size_t (*path)(const struct subject *on, const void *state, struct object object,
		       struct row *path);
	/* The words for --only (node_filter.h) that select the objects a row counts: a time, a
	 * stack, a native context.  From there their Summary can be opened.  Empty if the row has
	 * none; may be null. */
	struct text (*only)(const struct subject *on, const void *state, struct row row,
			    struct arena *scratch);
	/* Whether the chain goes on through this row when the row above it is opened (DevTools
	 * unfolds the first row of a retainer chain by itself, spec 11.2).  May be null. */
	bool (*chain)(const struct subject *on, const void *state, struct row row);
	/* What the row would repeat below another one: it is dimmed then and cannot be unfolded
	 * (spec 11.1).  *id is set if it is that.  May be null. */
	enum view_repeats (*repeats)(const struct subject *on, const void *state, struct row row,
				     uint32_t *id);
	enum tone (*tone)(const struct subject *on, const void *state, struct row row);
	/* In plain words, what a row is that stands for no object.  Left out where the text under
	 * the fold marks is a constructor's name, which heap/explain.h may know.  Raw text. */
	struct text (*words)(const struct subject *on, const void *state, struct row row,
			     struct arena *scratch);
	bool leads_on; /* one looks here first: with nothing in it the browser names other views */
	/* Whether --fail ends a report with status 3.  May be null. */
	bool (*alarms)(const struct subject *on, const void *state);
	/* What makes all of it doubtful, such as snapshots in the wrong order: said before the
	 * caption, and wherever there is no room for that.  Empty: nothing does; may be null. */
	struct text (*warning)(const struct subject *on, const void *state, struct arena *scratch);
	/* A line about all of it: "1,234 objects, 12.3 MB".  Raw text.  May be null. */
	struct text (*caption)(const struct subject *on, const void *state, struct arena *scratch);
};

#define COLUMN_NONE UINT32_MAX
enum { VIEW_PATH_MAX = 4 };

unsigned view_column_count(const struct view *view);
/* The column of that name, or COLUMN_NONE. */
unsigned view_column_find(const struct view *view, struct text name);
/* Whether people see the column unless they ask for others, on a screen that is wide or not. */
bool view_shows(const struct subject *on, const struct column *column, bool is_wide);
/* Where it is to be seen, for help: "scripts, or if asked"; empty: everywhere. */
const char *column_where(const struct column *column);
/* What a COLUMN_SHARE cell is of the whole heap, for people: "12%".  False for other columns. */
bool view_share(const struct subject *on, const struct column *column, const struct cell *cell,
		char out[UNITS_LENGTH]);
/* Bytes of all strings of the snapshot, as the file has them. */
uint64_t view_text_bytes(const struct subject *on);

extern const struct view *const views[]; /* views.c; ends with a null */
const struct view *view_find(struct text name);
