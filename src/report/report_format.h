/*
 * What a format of reports is: how to begin, to print a row, to end.
 */

#pragma once

#include "base/buffer.h"
#include "report/report.h"

struct report {
	struct outline *outline;
	const struct report_options *options;
	const unsigned *columns; /* of the view, in the order to print */
	size_t column_count;
	bool has_depth; /* rows are at several levels */
	size_t printed; /* rows so far */
	size_t left_out; /* at the end: rows at the top that the limit cut off */
	uint64_t long_left; /* bytes that long texts may still have; then they are cut */
	struct buffer out; /* on its way to the sink */
	struct arena scratch;
};

struct report_format {
	const char *name;
	bool for_people; /* has the people's columns, and the view's own limit of rows */
	void (*begin)(struct report *report);
	void (*row)(struct report *report, size_t index, const struct outline_row *row);
	void (*end)(struct report *report);
};

static inline const struct column *
report_column(const struct report *report, size_t i)
{
	return &outline_view(report->outline)->columns[report->columns[i]];
}

/* The cell under the i-th printed column, valid until the next row. */
struct cell report_cell(struct report *report, size_t index, size_t i);
/* The cell as people read it: text, with the share of the heap where there is one. */
void report_add_cell(struct report *report, size_t i, const struct cell *cell,
		     struct buffer *out);
/* For scripts: the cell's number, exact.  False, and nothing added, if it has none to say. */
bool report_add_number(const struct cell *cell, struct buffer *out);
/* The same of its several numbers. */
void report_add_numbers(const struct cell *cell, const char *separator, struct buffer *out);
/* For people: a blank a level.  Of levels far down, which would take more blanks than text, the
 * number is said. */
void report_add_indent(unsigned depth, const char *blank, struct buffer *out);
/* "1,234 more", or nothing. */
void report_add_left_out(struct report *report);
