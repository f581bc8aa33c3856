/*
 * A parsed filter: the parser (row_filter_parse.c) makes it, row_filter.c applies it.
 */

#pragma once

#include "base/text_regex.h"
#include "view/row_filter.h"

enum row_filter_operator {
	FILTER_LESS,
	FILTER_LESS_EQUAL,
	FILTER_GREATER,
	FILTER_GREATER_EQUAL,
	FILTER_EQUAL,
	FILTER_NOT_EQUAL,
	FILTER_CONTAINS,
};

struct row_filter_term {
	unsigned column; /* COLUMN_NONE: any that people read as text */
	enum row_filter_operator operator;
	bool is_percent; /* number is one: of the heap where it is compared with bytes */
	struct text_regex *regex; /* or null */
	struct text text; /* the filter's own */
	long double number;
};

/* What a term said of a long text of the heap: thousands of objects may have it. */
struct row_filter_verdict {
	const struct row_filter_term *term;
	struct text text;
	bool holds;
};

struct row_filter {
	const struct view *view;
	struct row_filter_term *terms;
	size_t count;
	bool *is_searched; /* by column: bare words are looked for in it */
	struct row_filter_verdict *verdicts; /* null until the first long text */
	struct arena arena, scratch;
	struct buffer buffer;
};

bool row_filter_parse(struct row_filter *filter, struct text pattern, struct error *error);
