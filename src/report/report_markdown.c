/*
 * For tickets: a table that GitHub and its like draw.
 */

#include "config.h"

#include "report/report_format.h"

/* What would end the cell, or mean something, is written as itself. */
static void
markdown_add(struct buffer *out, struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		char c = text.at[i];

		if (c == '&')
			buffer_add_text(out, TEXT("&amp;"));
		else if (c == '<')
			buffer_add_text(out, TEXT("&lt;"));
		else if (memchr("\\`*_{}[]|#~@", c, 12) != NULL) {
			buffer_add_char(out, '\\');
			buffer_add_char(out, c);
		} else {
			buffer_add_char(out, c);
		}
	}
}

static void
markdown_begin(struct report *report)
{
	struct buffer *out = &report->out, caption = { 0 };
	struct text raw = outline_caption(report->outline, &report->scratch);

	text_escape(&caption, raw, TEXT_UTF8);
	buffer_printf(out, "**%s**", outline_view(report->outline)->title);
	if (caption.length > 0)
		buffer_add_text(out, TEXT(": "));
	markdown_add(out, buffer_text(&caption));
	buffer_release(&caption);
	if (outline_view(report->outline)->card_depth > 0) {
		buffer_add_char(out, '\n');
		return;
	}
	buffer_add_text(out, TEXT("\n\n|"));
	for (size_t i = 0; i < report->column_count; i++)
		buffer_printf(out, " %s |", report_column(report, i)->title);
	buffer_add_text(out, TEXT("\n|"));
	for (size_t i = 0; i < report->column_count; i++)
		buffer_add_text(out, report_column(report, i)->flags & COLUMN_RIGHT
					     ? TEXT(" ---: |")
					     : TEXT(" --- |"));
	buffer_add_char(out, '\n');
}

/* A card: the row as a heading, the lines about it as a list. */
static void
markdown_card(struct report *report, size_t index, const struct outline_row *row)
{
	struct buffer *out = &report->out, printed = { 0 };

	if (row->depth == 0)
		buffer_add_text(out, TEXT("\n### "));
	for (unsigned level = 1; level < row->depth; level++)
		buffer_add_text(out, TEXT("  "));
	for (size_t i = 0; i < report->column_count; i++) {
		struct cell cell;

		if (!(report_column(report, i)->flags & COLUMN_TREE))
			continue;
		cell = report_cell(report, index, i);
		report_add_cell(report, i, &cell, &printed);
	}
	/* A line that goes on from the one above starts with blanks. */
	if (row->depth > 0 && printed.length > 0 && printed.at[0] != ' ')
		buffer_add_text(out, TEXT("- "));
	markdown_add(out, buffer_text(&printed));
	buffer_add_char(out, '\n');
	buffer_release(&printed);
}

static void
markdown_row(struct report *report, size_t index, const struct outline_row *row)
{
	struct buffer *out = &report->out, printed = { 0 };

	if (outline_view(report->outline)->card_depth > 0) {
		markdown_card(report, index, row);
		return;
	}
	buffer_add_char(out, '|');
	for (size_t i = 0; i < report->column_count; i++) {
		struct cell cell = report_cell(report, index, i);

		buffer_add_char(out, ' ');
		if (report_column(report, i)->flags & COLUMN_TREE)
			report_add_indent(row->depth, "&emsp;", out);
		buffer_clear(&printed);
		report_add_cell(report, i, &cell, &printed);
		markdown_add(out, buffer_text(&printed));
		buffer_add_text(out, TEXT(" |"));
	}
	buffer_add_char(out, '\n');
	buffer_release(&printed);
}

static void
markdown_end(struct report *report)
{
	if (report->left_out > 0)
		buffer_add_char(&report->out, '\n');
	report_add_left_out(report);
}

const struct report_format report_markdown = {
	.name = "markdown",
	.for_people = true,
	.begin = markdown_begin,
	.row = markdown_row,
	.end = markdown_end,
};
