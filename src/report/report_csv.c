/*
 * For spreadsheets: RFC 4180.  Text that a spreadsheet would take for a formula gets an
 * apostrophe before it.
 */

#include "config.h"

#include "report/report_format.h"

static void
csv_add_text(struct buffer *out, struct text text)
{
	bool is_quoted = memchr(text.at, '"', text.length) != NULL
			 || memchr(text.at, ',', text.length) != NULL
			 || memchr(text.at, '\n', text.length) != NULL
			 || memchr(text.at, '\r', text.length) != NULL;

	if (is_quoted)
		buffer_add_char(out, '"');
	if (text.length > 0 && memchr("=+-@\t\r", text.at[0], 6) != NULL)
		buffer_add_char(out, '\'');
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] == '"')
			buffer_add_char(out, '"');
		buffer_add_char(out, text.at[i]);
	}
	if (is_quoted)
		buffer_add_char(out, '"');
}

/* Text through the one way out, into a buffer of its own, then quoted. */
static void
csv_add_escaped(struct buffer *out, const struct cell *cell)
{
	static const struct cell_format format = { .units = UNITS_DECIMAL };
	struct buffer text = { 0 };

	cell_print(cell, &format, &text);
	if (text.length > 0)
		csv_add_text(out, buffer_text(&text));
	buffer_release(&text);
}

static void
csv_add_cell(struct buffer *out, const struct cell *cell)
{
	if (cell->kind == CELL_TEXT || cell->kind == CELL_STEPS)
		csv_add_escaped(out, cell);
	else if (cell->kind == CELL_NUMBERS)
		report_add_numbers(cell, " ", out);
	else
		report_add_number(cell, out);
}

static void
csv_begin(struct report *report)
{
	struct buffer *out = &report->out;

	if (report->has_depth)
		buffer_add_text(out, TEXT("depth"));
	for (size_t i = 0; i < report->column_count; i++) {
		if (i > 0 || report->has_depth)
			buffer_add_char(out, ',');
		buffer_add_text(out, text_of(report_column(report, i)->name));
	}
	buffer_add_text(out, TEXT("\r\n"));
}

static void
csv_row(struct report *report, size_t index, const struct outline_row *row)
{
	struct buffer *out = &report->out;

	if (report->has_depth)
		buffer_printf(out, "%u", row->depth);
	for (size_t i = 0; i < report->column_count; i++) {
		struct cell cell = report_cell(report, index, i);

		if (i > 0 || report->has_depth)
			buffer_add_char(out, ',');
		csv_add_cell(out, &cell);
	}
	buffer_add_text(out, TEXT("\r\n"));
}

static void
csv_end(struct report *report)
{
	(void)report;
}

const struct report_format report_csv = {
	.name = "csv",
	.begin = csv_begin,
	.row = csv_row,
	.end = csv_end,
};
