/*
 * What is asked of a view in words: by a command line of the program, or by one typed in the
 * browser.  Texts are the words' own.
 */

#pragma once

#include "view/view.h"

struct request {
	const struct view *view;
	bool has_id;
	uint64_t id;         /* @ID */
	struct text text;    /* the pattern of a search, the constructor of objects */
	bool match_case;
	struct text only;    /* which objects count (node_filter.h) */
	struct text filter;  /* which rows are kept (outline_filter) */
	struct text columns; /* names separated by commas; empty: the usual ones */
	struct text ignore;  /* retainers that shall not count: "@12,@34"; may be empty */
	struct text sort;    /* a column's name, "-" before it for descending; may be empty */
	unsigned depth;      /* levels to unfold; 0: as the view opens */
	const char *output;  /* file to write to, or null: show it */
};
