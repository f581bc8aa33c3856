/*
 * For scripts: a JSON object a row.  Written as it goes, without ever holding the rows.
 */

#include "config.h"

#include "report/report_format.h"

static void
json_add_string(struct buffer *out, struct text text)
{
	buffer_add_char(out, '"');
	text_escape_json(out, text);
	buffer_add_char(out, '"');
}

static void
json_add_literal(struct buffer *out, const char *literal)
{
	buffer_add(out, literal, strlen(literal));
}

static void
json_add_steps(struct buffer *out, const struct cell *cell)
{
	buffer_add_char(out, '[');
	for (size_t i = 0; i < cell->steps.count; i++) {
		json_add_literal(out, i > 0 ? ",{\"edge\":" : "{\"edge\":");
		json_add_string(out, cell->steps.at[i].edge);
		json_add_literal(out, ",\"name\":");
		json_add_string(out, cell->steps.at[i].name);
		buffer_add_char(out, '}');
	}
	buffer_add_char(out, ']');
}

static void
json_add_cell(struct buffer *out, const struct cell *cell)
{
	if (cell->kind == CELL_TEXT) {
		json_add_string(out, cell->text);
	} else if (cell->kind == CELL_STEPS) {
		json_add_steps(out, cell);
	} else if (cell->kind == CELL_NUMBERS) {
		buffer_add_char(out, '[');
		report_add_numbers(cell, ",", out);
		buffer_add_char(out, ']');
	} else if (!report_add_number(cell, out)) {
		json_add_literal(out, "null");
	}
}

static void
json_add_row(struct report *report, size_t index, const struct outline_row *row)
{
	struct buffer *out = &report->out;

	buffer_add_char(out, '{');
	if (report->has_depth)
		buffer_printf(out, "\"depth\":%u", row->depth);
	for (size_t i = 0; i < report->column_count; i++) {
		struct cell cell = report_cell(report, index, i);

		if (i > 0 || report->has_depth)
			buffer_add_char(out, ',');
		json_add_string(out, text_of(report_column(report, i)->name));
		buffer_add_char(out, ':');
		json_add_cell(out, &cell);
	}
	buffer_add_char(out, '}');
}

static void
json_begin(struct report *report)
{
	struct buffer *out = &report->out;

	json_add_literal(out, "{\"heaptui\":");
	json_add_string(out, TEXT(PACKAGE_VERSION));
	json_add_literal(out, ",\"view\":");
	json_add_string(out, text_of(outline_view(report->outline)->name));
	json_add_literal(out, ",\"snapshots\":[");
	for (size_t i = 0; i < report->options->snapshot_count; i++) {
		if (i > 0)
			buffer_add_char(out, ',');
		json_add_string(out, text_of(report->options->snapshots[i]));
	}
	json_add_literal(out, "],\"rows\":[");
}

static void
json_row(struct report *report, size_t index, const struct outline_row *row)
{
	json_add_literal(&report->out, report->printed > 0 ? ",\n" : "\n");
	json_add_row(report, index, row);
}

static void
json_end(struct report *report)
{
	json_add_literal(&report->out, "\n]}\n");
}

static void
ndjson_begin(struct report *report)
{
	(void)report;
}

static void
ndjson_row(struct report *report, size_t index, const struct outline_row *row)
{
	json_add_row(report, index, row);
	buffer_add_char(&report->out, '\n');
}

const struct report_format report_json = {
	.name = "json",
	.begin = json_begin,
	.row = json_row,
	.end = json_end,
};

const struct report_format report_ndjson = {
	.name = "ndjson",
	.begin = ndjson_begin,
	.row = ndjson_row,
	.end = ndjson_begin,
};
