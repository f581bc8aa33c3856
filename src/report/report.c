#include "config.h"

#include "report/report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/packed_file.h"
#include "heap/distances.h"
#include "report/report_format.h"

/* Output is handed on in pieces of about this size; rows are sorted so many ahead. */
enum { PIECE = 1 << 16, AHEAD = 1 << 14 };
/* DevTools opens chains of 20, the object itself among them. */
enum { CHAIN = 19 };
/*
 * Thirty thousand objects may have one name of half a megabyte.  So texts are printed whole as long
 * as all long ones together are not longer than all strings of the snapshot, twice, and this much;
 * from then on they are cut.
 */
enum { LONG_TEXT = 256, LONG_TEXTS_LEAST = 16 << 20 };

static const struct report_format *const formats[] = {
	&report_text, &report_json, &report_ndjson, &report_csv, &report_markdown,
};

const struct report_format *
report_format_find(struct text name)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (text_equal(text_of(formats[i]->name), name))
			return formats[i];
	return NULL;
}

const char *
report_format_name(size_t n)
{
	return n < sizeof formats / sizeof formats[0] ? formats[n]->name : NULL;
}

/* What is behind the last dot, or nothing. */
static struct text
name_ending(struct text name)
{
	size_t start = name.length;

	while (start > 0 && name.at[start - 1] != '.')
		start--;
	return start == 0 ? TEXT("") : (struct text){ name.at + start, name.length - start };
}

const struct report_format *
report_format_of_file(const char *path)
{
	struct text ending = name_ending(text_of(path));
	const struct report_format *format;

	/* The one before says what is compressed: "rows.csv.gz". */
	if (text_equal(ending, TEXT("gz")) || text_equal(ending, TEXT("zst")))
		ending = name_ending((struct text){ path, strlen(path) - ending.length - 1 });
	if (text_equal(ending, TEXT("md")))
		return &report_markdown;
	format = report_format_find(ending);
	return format == NULL ? &report_text : format;
}

static struct text
report_cut_text(struct report *report, struct text text)
{
	if (text.length <= LONG_TEXT)
		return text;
	if (text.length <= report->long_left) {
		report->long_left -= text.length;
		return text;
	}
	return ARENA_JOIN(&report->scratch, text_cut(text, LONG_TEXT), TEXT("…"));
}

/* The id behind a name stays. */
static void
report_cut_cell(struct report *report, struct cell *cell)
{
	size_t rest = cell->text.length - cell->tail;
	struct text cut = report_cut_text(report, (struct text){ cell->text.at, rest });

	if (cut.at == cell->text.at)
		return;
	cell->text = ARENA_JOIN(&report->scratch, cut,
				(struct text){ cell->text.at + rest, cell->tail });
	if (cell->lead > cut.length)
		cell->lead = (unsigned)cut.length;
}

static struct cell_step *
report_cut_steps(struct report *report, const struct cell *cell)
{
	struct cell_step *steps = arena_alloc(&report->scratch, cell->steps.count * sizeof *steps);

	for (size_t i = 0; i < cell->steps.count; i++) {
		steps[i] = cell->steps.at[i];
		steps[i].edge = report_cut_text(report, steps[i].edge);
		steps[i].name = report_cut_text(report, steps[i].name);
	}
	return steps;
}

struct cell
report_cell(struct report *report, size_t index, size_t i)
{
	struct cell cell = outline_cell(report->outline, index, report->columns[i],
					&report->scratch);

	if (cell.kind == CELL_TEXT)
		report_cut_cell(report, &cell);
	else if (cell.kind == CELL_STEPS)
		cell.steps.at = report_cut_steps(report, &cell);
	return cell;
}

void
report_add_cell(struct report *report, size_t i, const struct cell *cell, struct buffer *out)
{
	char share[UNITS_LENGTH];

	cell_print(cell, &report->options->cells, out);
	if (view_share(outline_subject(report->outline), report_column(report, i), cell, share))
		buffer_printf(out, " %4s", share);
}

/* The fewest digits that read back as this number, 0.4 and not 0.40000000000000002.  With a point,
 * since main() sets no locale for numbers. */
static void
report_add_fraction(double fraction, struct buffer *out)
{
	enum { DIGITS_SURE = 15, DIGITS_EXACT = 17 };
	char digits[32];

	for (int count = DIGITS_SURE; count <= DIGITS_EXACT; count++) {
		snprintf(digits, sizeof digits, "%.*g", count, fraction);
		if (strtod(digits, NULL) == fraction)
			break;
	}
	buffer_add_text(out, text_of(digits));
}

bool
report_add_number(const struct cell *cell, struct buffer *out)
{
	switch (cell->kind) {
	case CELL_COUNT:
	case CELL_BYTES:
	case CELL_ID:
		buffer_add_number(out, cell->number);
		return true;
	case CELL_DISTANCE:
	case CELL_IGNORED:
		if (cell->delta < 0 || cell->delta >= DISTANCE_SYSTEM)
			return false;
		buffer_add_number(out, (uint64_t)cell->delta);
		return true;
	case CELL_COUNT_DELTA:
	case CELL_BYTES_DELTA:
		buffer_printf(out, "%" PRId64, cell->delta);
		return true;
	case CELL_PERCENT:
	case CELL_FRACTION:
	case CELL_BAR:
		if (!isfinite(cell->fraction))
			return false;
		report_add_fraction(cell->fraction, out);
		return true;
	case CELL_NOTHING:
	case CELL_PENDING:
	case CELL_TEXT:
	case CELL_STEPS:
	case CELL_NUMBERS:
		break;
	}
	return false;
}

void
report_add_numbers(const struct cell *cell, const char *separator, struct buffer *out)
{
	for (size_t i = 0; i < cell->numbers.count; i++)
		buffer_printf(out, "%s%" PRId64, i > 0 ? separator : "", cell->numbers.at[i]);
}

void
report_add_indent(unsigned depth, const char *blank, struct buffer *out)
{
	enum { INDENTED = 64 };

	for (unsigned level = 0; level < depth && level < INDENTED; level++)
		buffer_add_text(out, text_of(blank));
	if (depth > INDENTED)
		buffer_printf(out, "(level %u) ", depth + 1);
}

void
report_add_left_out(struct report *report)
{
	char count[UNITS_LENGTH];

	if (report->left_out > 0)
		buffer_printf(&report->out, "%s more; --limit=0 prints all\n",
			      units_count(count, report->left_out));
}

/* ---- columns ---- */

static bool
report_has_column(const struct report *report, const struct column *column, unsigned depth)
{
	if (column->flags & COLUMN_DEEP)
		return !report->options->format->for_people && depth != 1;
	return report->options->format->for_people
		       ? view_shows(outline_subject(report->outline), column, false)
		       : !(column->flags & COLUMN_PEOPLE);
}

/* The named columns, in their order.  False if there is no such column. */
static bool
report_name_columns(struct report *report, unsigned *columns, struct error *error)
{
	const struct view *view = outline_view(report->outline);
	struct text left = report->options->columns;

	while (left.length > 0) {
		struct text name = text_take(&left, ',');
		unsigned column = view_column_find(view, name);

		if (text_equal(name, TEXT("depth")))
			report->has_depth = true;
		else if (column == COLUMN_NONE)
			return error_set(error, ERROR_USAGE, "%s has no column \"%.*s\"",
					 view->name, (int)name.length, name.at);
		else if (report->column_count < view_column_count(view))
			columns[report->column_count++] = column;
	}
	return true;
}

static bool
report_choose_columns(struct report *report, unsigned *columns, unsigned depth,
		      struct error *error)
{
	const struct view *view = outline_view(report->outline);

	report->columns = columns;
	if (report->options->columns.length > 0)
		return report_name_columns(report, columns, error);
	for (unsigned i = 0; view->columns[i].name != NULL; i++)
		if (report_has_column(report, &view->columns[i], depth))
			columns[report->column_count++] = i;
	return true;
}

/* ---- the walk ---- */

struct report_walk {
	struct report *report;
	const struct report_sink *sink;
	unsigned depth;  /* levels to print; 0: only the chain of first rows */
	size_t limit;    /* rows; SIZE_MAX: all */
	size_t settled;  /* top rows sorted so far */
	struct progress *progress;
	struct error *error;
};

static bool
report_flush(struct report_walk *walk, size_t at_least)
{
	struct buffer *out = &walk->report->out;

	if (out->length == 0 || out->length < at_least)
		return true;
	if (!walk->sink->write(walk->sink->to, out->at, out->length, walk->error))
		return false;
	buffer_clear(out);
	return true;
}

/* Opens the row if the walk goes on below it; then *level is that of the rows there, if there are
 * any. */
static bool
report_unfold(struct report_walk *walk, size_t index, const struct outline_row *row,
	      unsigned *level)
{
	struct outline *outline = walk->report->outline;

	if (!row->can_unfold || row->is_unfolded || walk->report->options->as_shown)
		return true;
	if (row->depth + 1 >= walk->depth)
		return true;
	++*level;
	return outline_unfold(outline, index, walk->progress, walk->error);
}

static bool
report_settle(struct report_walk *walk, size_t index, unsigned level)
{
	size_t ahead = walk->limit < AHEAD ? walk->limit : SIZE_MAX;

	if (level > 0 || walk->report->printed < walk->settled)
		return true;
	/* the first page alone, then all: a short report sorts little */
	if (walk->report->printed == 0 && ahead > AHEAD)
		ahead = AHEAD;
	walk->settled = ahead;
	return outline_settle(walk->report->outline, index, ahead, walk->progress, walk->error);
}

static bool
report_rows(struct report_walk *walk)
{
	struct report *report = walk->report;
	struct outline *outline = report->outline;
	unsigned level = 0;

	for (size_t i = 0; i < outline_count(outline) && report->printed < walk->limit; i++) {
		struct outline_row row = outline_row(outline, i);

		if (row.depth < level && walk->depth > 0 && !report->options->as_shown) {
			/* what the walk has left behind */
			i = outline_fold_behind(outline, i, row.depth);
			row = outline_row(outline, i);
		}
		level = row.depth;
		if (!report_settle(walk, i, level)
		    || (report->printed % 1024 == 0
			&& !progress_advance(walk->progress, report->printed, walk->error)))
			return false;
		arena_reset(&report->scratch);
		report->options->format->row(report, i, &row);
		report->printed++;
		if (row.depth == 0)
			report->left_out--;
		if (!report_flush(walk, PIECE) || !report_unfold(walk, i, &row, &level))
			return false;
	}
	return true;
}

static bool
report_run(struct report_walk *walk)
{
	struct report *report = walk->report;

	report->left_out = outline_root_count(report->outline);
	progress_begin(walk->progress, "Printing", outline_count(report->outline));
	report->options->format->begin(report);
	if (walk->depth == 0 && !report->options->as_shown
	    && !outline_open_chain(report->outline, CHAIN, walk->progress, walk->error))
		return false;
	if (!report_rows(walk))
		return false;
	report->options->format->end(report);
	return report_flush(walk, 0);
}

bool
report_print(struct outline *outline, const struct report_options *options,
	     const struct report_sink *sink, struct progress *progress, struct error *error)
{
	const struct view *view = outline_view(outline);
	unsigned usual = view->chain != NULL && view->report_depth < 2 ? 0
			 : options->format->for_people && view->card_depth > 0 ? view->card_depth
			 : view->report_depth > 0 ? view->report_depth : 1;
	unsigned depth = options->depth > 0 ? options->depth : usual;
	size_t limit = options->has_limit ? options->limit
		       : options->format->for_people && !options->as_shown ? view->report_limit
									   : 0;
	struct report report = {
		.outline = outline,
		.options = options,
		.long_left = LONG_TEXTS_LEAST + 2 * view_text_bytes(outline_subject(outline)),
		.has_depth = view->has_children != NULL
			     && (depth != 1 || view->report_depth > 0 || options->as_shown),
	};
	struct report_walk walk = {
		.report = &report,
		.sink = sink,
		.depth = depth,
		.limit = limit == 0 ? SIZE_MAX : limit,
		.progress = progress,
		.error = error,
	};
	unsigned *columns = xcalloc(view_column_count(view) + 1, sizeof *columns);
	bool is_done = report_choose_columns(&report, columns, depth, error) && report_run(&walk);

	free(columns);
	buffer_release(&report.out);
	arena_release(&report.scratch);
	return is_done;
}

static bool
report_write_file(void *to, const void *bytes, size_t length, struct error *error)
{
	return packed_file_write(to, bytes, length, error);
}

bool
report_write(struct outline *outline, const struct report_options *options, const char *path,
	     struct progress *progress, struct error *error)
{
	struct packed_file *file = packed_file_open(path, error);
	struct report_sink sink = { report_write_file, file };

	if (file == NULL)
		return false;
	if (report_print(outline, options, &sink, progress, error))
		return packed_file_commit(file, error);
	packed_file_abandon(file);
	return false;
}
