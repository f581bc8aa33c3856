/*
 * A view, printed: the rows of an outline, walked to a depth and a limit, in a format.
 *
 * Rows are printed as they are reached and folded again when they are left, so that a report
 * of millions of rows needs no more memory than its siblings.
 */

#pragma once

#include "view/outline.h"

struct report_format;
extern const struct report_format report_text, report_json, report_ndjson, report_csv,
	report_markdown;

/* The format of that name, or null; the n-th one's name, or null. */
const struct report_format *report_format_find(struct text name);
const char *report_format_name(size_t n);
/* The format that a file name asks for by its ending; text if it asks for none. */
const struct report_format *report_format_of_file(const char *path);

/* Where a report goes.  write() takes all or fails. */
struct report_sink {
	bool (*write)(void *to, const void *bytes, size_t length, struct error *error);
	void *to;
};

struct report_options {
	const struct report_format *format;
	struct text columns;       /* names, separated by commas; empty: the usual ones */
	bool has_limit;
	size_t limit;              /* rows; 0: all */
	unsigned depth;            /* levels; 0: as the view has it */
	bool as_shown;             /* the rows that are unfolded now, all of them: nothing is
	                            * unfolded or folded */
	struct cell_format cells;  /* for people */
	unsigned width;            /* text lines are cut here; 0: never */
	const char *const *snapshots; /* the names of the files, for JSON */
	size_t snapshot_count;
};

/* ERROR_USAGE for columns that the view has not. */
bool report_print(struct outline *outline, const struct report_options *options,
		  const struct report_sink *sink, struct progress *progress,
		  struct error *error);
/* The same into a file, whole or not at all. */
bool report_write(struct outline *outline, const struct report_options *options,
		  const char *path, struct progress *progress, struct error *error);
