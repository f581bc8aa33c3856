/*
 * For people: numbers in columns, what they belong to behind them, where it may be as long as
 * it is; rows of a tree indented below what they belong to.
 */

#include "config.h"

#include "report/report_format.h"
#include "view/cell_fit.h"

enum { SHARE_WIDTH = 5 };

static unsigned
page_column_width(const struct report *report, size_t i)
{
	const struct column *column = report_column(report, i);
	unsigned title = (unsigned)text_width(text_of(column->title));
	unsigned width = column->width + ((column->flags & COLUMN_SHARE) ? SHARE_WIDTH : 0);

	return width > title ? width : title;
}

/* The column that stands last and takes what it needs: the tree's, or else the last without a
 * width. */
static size_t
page_last_column(const struct report *report)
{
	size_t last = report->column_count - 1;

	for (size_t i = 0; i < report->column_count; i++)
		if (report_column(report, i)->flags & COLUMN_TREE)
			return i;
	for (size_t i = 0; i < report->column_count; i++)
		if (report_column(report, i)->width == 0)
			last = i;
	return last;
}

static void
page_add_blanks(struct buffer *out, size_t count)
{
	while (count-- > 0)
		buffer_add_char(out, ' ');
}

/* Numbers are never cut. */
static void
page_add_padded(struct buffer *out, struct text text, unsigned width, bool right)
{
	size_t cells = text_width(text);

	if (right && cells < width)
		page_add_blanks(out, width - cells);
	buffer_add_text(out, text);
	if (!right && cells < width)
		page_add_blanks(out, width - cells);
}

/* The last cell; on a terminal with what room there is: no long string of a snapshot takes the
 * screen. */
static void
page_add_last(struct report *report, const struct cell *cell, size_t start)
{
	struct buffer *out = &report->out;
	size_t i = page_last_column(report), width = report->options->width, used;
	unsigned flags = report_column(report, i)->flags;

	used = text_width(text_from(buffer_text(out), start));
	if (width == 0 || flags & COLUMN_RIGHT)
		report_add_cell(report, i, cell, out);
	else if (used < width)
		cell_fit(cell, flags, &report->options->cells, width - used, out);
}

/* On a terminal a line is a line, however wide its numbers are. */
static void
page_cut(struct report *report, size_t start)
{
	struct buffer *out = &report->out;
	struct text line = text_from(buffer_text(out), start);
	unsigned width = report->options->width;

	if (width == 0 || text_width(line) <= width)
		return;
	out->length = start + text_clip(line, width - 1).length;
	buffer_add_char(out, '~');
}

/* One line: the printed texts of all columns, the last one behind the others. */
static void
page_add_line(struct report *report, const struct buffer *cells, const struct cell *last_cell,
	      unsigned depth)
{
	struct buffer *out = &report->out;
	size_t last = page_last_column(report), start = out->length;

	for (size_t i = 0; i < report->column_count; i++) {
		if (i == last)
			continue;
		page_add_padded(out, buffer_text(&cells[i]), page_column_width(report, i),
				(report_column(report, i)->flags & COLUMN_RIGHT) != 0);
		buffer_add_text(out, TEXT("  "));
	}
	report_add_indent(depth, "  ", out);
	page_add_last(report, last_cell, start);
	page_cut(report, start);
	while (out->length > 0 && out->at[out->length - 1] == ' ')
		out->length--;
	buffer_add_char(out, '\n');
}

/* Buffers for the columns of one line. */
static struct buffer *
page_cells(struct report *report)
{
	struct buffer *cells =
		arena_alloc(&report->scratch, report->column_count * sizeof *cells);

	memset(cells, 0, report->column_count * sizeof *cells);
	return cells;
}

static void
page_cells_release(struct report *report, struct buffer *cells)
{
	for (size_t i = 0; i < report->column_count; i++)
		buffer_release(&cells[i]);
}

static void
page_begin(struct report *report)
{
	struct buffer *cells;
	struct text caption = outline_caption(report->outline, &report->scratch);
	const struct view *view = outline_view(report->outline);
	struct cell last = { .kind = CELL_TEXT };

	buffer_printf(&report->out, "%s", view->title);
	if (caption.length > 0) {
		buffer_add_text(&report->out, TEXT(": "));
		text_escape(&report->out, caption,
			    report->options->cells.ascii ? TEXT_ASCII : TEXT_UTF8);
	}
	buffer_add_char(&report->out, '\n');
	if (report->column_count == 0)
		return;
	cells = page_cells(report);
	for (size_t i = 0; i < report->column_count; i++)
		buffer_add_text(&cells[i], text_of(report_column(report, i)->title));
	last.text = text_of(report_column(report, page_last_column(report))->title);
	page_add_line(report, cells, &last, 0);
	page_cells_release(report, cells);
}

/* A text in a column has the column's width, wherever it is printed. */
static void
page_add_cell(struct report *report, size_t i, const struct cell *cell, struct buffer *out)
{
	unsigned flags = report_column(report, i)->flags;

	if (flags & COLUMN_RIGHT)
		report_add_cell(report, i, cell, out);
	else
		cell_fit(cell, flags, &report->options->cells, page_column_width(report, i), out);
}

static void
page_row(struct report *report, size_t index, const struct outline_row *row)
{
	struct buffer *cells;
	struct cell last = { 0 };

	if (report->column_count == 0)
		return;
	cells = page_cells(report);
	for (size_t i = 0; i < report->column_count; i++) {
		struct cell cell = report_cell(report, index, i);

		if (i == page_last_column(report))
			last = cell;
		else
			page_add_cell(report, i, &cell, &cells[i]);
	}
	page_add_line(report, cells, &last, row->depth);
	page_cells_release(report, cells);
}

const struct report_format report_text = {
	.name = "text",
	.for_people = true,
	.begin = page_begin,
	.row = page_row,
	.end = report_add_left_out,
};
