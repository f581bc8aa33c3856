#include "config.h"

#include "ui/watch_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/units.h"
#include "live/chart.h"

enum { NAME_CELLS = 22, NUMBER_CELLS = 8, CHART_CELLS_LEAST = 8, INDENT = 3 };

/* Ends the line begun at `from`, cut to the width. */
static void
page_end_line(struct watch_page *page, size_t from, enum role role, const struct page_size *size)
{
	struct text whole = text_from(buffer_text(&page->text), from);
	struct text fitting = text_clip(whole, size->width);

	if (page->count < PAGE_LINES_MAX)
		page->lines[page->count++] =
			(struct page_line){ role, from,
					    from == page->text.length ? 0 : fitting.length };
}

static void
page_add(struct watch_page *page, enum role role, const char *words, const struct page_size *size)
{
	size_t from = page->text.length;

	buffer_add_text(&page->text, text_of(words));
	page_end_line(page, from, role, size);
}

/* Beside the chart: names and numbers with their gaps, and what a brief meaning takes. */
static size_t
page_chart_cells(const struct page_size *size)
{
	size_t others = 1 + NAME_CELLS + 1 + NUMBER_CELLS + 1 + 1 + MEANING_CELLS;
	size_t left = size->width > others ? size->width - others : 0, cells = size->width / 4;

	cells = cells < left ? cells : left;
	return cells < CHART_CELLS_LEAST ? CHART_CELLS_LEAST : cells;
}

/* Name, number, chart, meaning. */
static void
page_row(struct watch_page *page, const char *name, const char *number, const double *values,
	 size_t count, const struct meaning *meaning, const struct page_size *size)
{
	size_t from = page->text.length, cells = page_chart_cells(size), drawn = 0, left;

	buffer_printf(&page->text, " %-*.*s %*s ", NAME_CELLS, NAME_CELLS, name, NUMBER_CELLS,
		      number);
	drawn = count < cells ? count : cells;
	chart_write(values, count, cells, false, size->ascii, &page->text);
	buffer_printf(&page->text, "%*s ", (int)(cells - drawn), "");
	left = 1 + NAME_CELLS + 1 + NUMBER_CELLS + 1 + cells + 1;
	left = size->width > left ? size->width - left : 0;
	buffer_printf(&page->text, "%s", strlen(meaning->whole) <= left ? meaning->whole
									: meaning->brief);
	page_end_line(page, from, ROLE_TEXT, size);
}

/* The last readings, as many as a chart is wide, twice. */
static size_t
page_first_reading(const struct history *history, const struct page_size *size)
{
	size_t shown = 2 * page_chart_cells(size);

	return !size->shows_all && history->count > shown ? history->count - shown : 0;
}

static void
page_sizes(struct watch_page *page, const struct history *history, const struct page_size *size)
{
	const struct reading *last = &history->readings[history->count - 1];
	size_t first = page_first_reading(history, size), count = history->count - first;
	double *values = xreallocarray(NULL, count, sizeof(*values));
	char number[UNITS_LENGTH];

	for (enum size_kind kind = 0; kind < SIZES; kind++) {
		if (last->sizes[kind] == 0)
			continue;
		for (size_t i = 0; i < count; i++)
			values[i] = (double)history->readings[first + i].sizes[kind];
		page_row(page, size_name(kind),
			 units_bytes(number, last->sizes[kind], UNITS_DECIMAL), values, count,
			 size_meaning(kind), size);
	}
	free(values);
}

/* What a space held in a reading; spaces keep their order. */
static double
space_used(const struct reading *reading, size_t index)
{
	return index < reading->space_count ? (double)reading->spaces[index].used : 0;
}

static void
page_spaces(struct watch_page *page, const struct history *history, const struct page_size *size)
{
	const struct reading *last = &history->readings[history->count - 1];
	size_t first = page_first_reading(history, size), count = history->count - first;
	double *values = xreallocarray(NULL, count, sizeof(*values));
	char number[UNITS_LENGTH], name[sizeof(last->spaces[0].name)];

	for (size_t s = 0; s < last->space_count; s++) {
		const struct space *space = &last->spaces[s];
		struct buffer safe = { 0 };

		if (space->used == 0)
			continue;
		text_escape(&safe, text_of(space->name), TEXT_ASCII);
		snprintf(name, sizeof(name), "%.*s", (int)safe.length, safe.at);
		buffer_release(&safe);
		for (size_t i = 0; i < count; i++)
			values[i] = space_used(&history->readings[first + i], s);
		page_row(page, name, units_bytes(number, space->used, UNITS_DECIMAL), values, count,
			 space_meaning(space->name), size);
	}
	free(values);
}

static void
page_collections(struct watch_page *page, const struct history *history,
		 const struct page_size *size)
{
	static const char *const names[] = { "scavenges", "full collections" };
	size_t first = page_first_reading(history, size), count = history->count - first;
	double *values = xreallocarray(NULL, count, sizeof(*values));
	char number[UNITS_LENGTH], freed[UNITS_LENGTH], brief[80], whole[160];
	const struct meaning meaning = { brief, whole };

	for (int kind = 0; kind < COLLECTION_KINDS; kind++) {
		const struct collections *all = &history->totals[kind];

		for (size_t i = 0; i < count; i++)
			values[i] = history->readings[first + i].collections[kind].seconds;
		snprintf(brief, sizeof(brief), "%.0f ms in all, %s came back", all->seconds * 1000,
			 units_bytes(freed, units_size(all->freed), UNITS_DECIMAL));
		snprintf(whole, sizeof(whole), "%s; the chart: how long", brief);
		page_row(page, names[kind], units_count(number, all->count), values, count,
			 &meaning, size);
	}
	free(values);
}

/* The line that matters. */
static void
page_outlook(struct watch_page *page, const struct history *history, const struct page_size *size)
{
	struct outlook outlook = history_outlook(history);
	size_t from, count = history->remaining_count;
	double *values = xreallocarray(NULL, count + 1, sizeof(*values));
	char number[UNITS_LENGTH];
	static const struct meaning remains = { "heap after full collections",
						"heap after full collections: "
						"what is really kept" },
				    lowest = { "least in use of every ten readings",
					       "the least heap in use of every ten readings" };

	for (size_t i = 0; i < count; i++)
		values[i] = history->remaining[i].value;
	if (count > 0)
		page_row(page, history->has_full ? "REMAINS" : "LOWEST",
			 units_bytes(number, units_size(values[count - 1]), UNITS_DECIMAL), values,
			 count, history->has_full ? &remains : &lowest, size);
	free(values);
	from = page->text.length;
	buffer_add_char(&page->text, ' ');
	outlook_describe(&outlook, history, &page->text);
	page_end_line(page, from, outlook.kind == OUTLOOK_GROWING ? ROLE_SUSPECT : ROLE_HEADING,
		      size);
}

static void
page_history(struct watch_page *page, const struct history *history,
	     const struct page_size *size)
{
	if (history->count == 0)
		return;
	page_outlook(page, history, size);
	page_add(page, ROLE_TEXT, "", size);
	page_sizes(page, history, size);
	if (history->totals[COLLECTION_SCAVENGE].count + history->totals[COLLECTION_FULL].count > 0
	    || history->readings[history->count - 1].has_collections)
		page_collections(page, history, size);
	page_spaces(page, history, size);
}

void
history_page_compose(struct watch_page *page, const char *title, const struct history *history,
		     const struct page_size *size)
{
	buffer_clear(&page->text);
	page->count = 0;
	page_add(page, ROLE_TITLE, title, size);
	page_history(page, history, size);
}

static void
page_title(struct watch_page *page, const struct watch *watch, const struct page_size *size)
{
	const struct attachment *attachment = &watch->attachment;
	size_t from = page->text.length;

	buffer_add_char(&page->text, ' ');
	text_escape(&page->text, text_of(attachment->target.title),
		    size->ascii ? TEXT_ASCII : TEXT_UTF8);
	if (attachment->pid != 0)
		buffer_printf(&page->text, "  process %ld", (long)attachment->pid);
	if (attachment->endpoint.port != 0)
		buffer_printf(&page->text, "  %s:%u", attachment->endpoint.host,
			      attachment->endpoint.port);
	page_end_line(page, from, ROLE_TITLE, size);
}

static const char *
path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static void
page_snapshots(struct watch_page *page, const struct watch *watch, const struct page_size *size)
{
	char heap[UNITS_LENGTH], file[UNITS_LENGTH];

	for (size_t i = 0; i < watch->snapshot_count; i++) {
		const struct watch_snapshot *snapshot = &watch->snapshots[i];
		size_t from = page->text.length;

		buffer_printf(&page->text, " %-*s %*s ", NAME_CELLS, i == 0 ? "snapshots" : "",
			      NUMBER_CELLS, units_bytes(heap, snapshot->heap, UNITS_DECIMAL));
		buffer_printf(&page->text, "%s in %.1f s ",
			      units_bytes(file, snapshot->captured.written, UNITS_DECIMAL),
			      snapshot->captured.seconds);
		text_escape(&page->text, text_of(path_name(snapshot->path)),
			    size->ascii ? TEXT_ASCII : TEXT_UTF8);
		page_end_line(page, from, ROLE_TEXT, size);
	}
}

/* Words over as many lines as it takes, indented. */
static void
page_wrap(struct watch_page *page, enum role role, const char *words,
	  const struct page_size *size)
{
	size_t width = size->width > 2 * INDENT ? size->width - INDENT : INDENT;
	struct buffer safe = { 0 };
	struct text left;

	text_escape(&safe, text_of(words), size->ascii ? TEXT_ASCII : TEXT_UTF8);
	left = buffer_text(&safe);
	while (left.length > 0) {
		struct text line = text_clip(left, width);
		size_t from = page->text.length, end = line.length;

		while (line.length < left.length && end > 0 && left.at[end] != ' ')
			end--;
		if (end == 0)
			end = line.length;
		if (end == 0)
			break;
		buffer_printf(&page->text, "%*s%.*s", INDENT, "", (int)end, left.at);
		page_end_line(page, from, role, size);
		while (end < left.length && left.at[end] == ' ')
			end++;
		left = text_from(left, end);
	}
	buffer_release(&safe);
}

static void
page_suspect(struct watch_page *page, const struct suspect_found *suspect, size_t number,
	     const struct page_size *size)
{
	char growth[UNITS_LENGTH];
	size_t from = page->text.length;
	enum text_style style = size->ascii ? TEXT_ASCII : TEXT_UTF8;

	buffer_printf(&page->text, " %zu ", number);
	text_escape(&page->text, text_of(suspect->verdict), style);
	if (suspect->growth > 0)
		buffer_printf(&page->text, " +%s a step",
			      units_bytes(growth, units_size(suspect->growth), UNITS_DECIMAL));
	buffer_printf(&page->text, ": ");
	text_escape(&page->text, text_of(suspect->where), style);
	page_end_line(page, from, ROLE_SUSPECT, size);
	/* all of the worst one; the others in the browser */
	if (number > 1)
		return;
	page_wrap(page, ROLE_TEXT, suspect->explanation, size);
	page_wrap(page, ROLE_HEADING, suspect->fix, size);
}

static void
page_suspects(struct watch_page *page, const struct page_notes *notes,
	      const struct page_size *size)
{
	char line[80];

	if (notes->suspects->count == 0) {
		snprintf(line, sizeof(line), " of %zu snapshots none shows a leak",
			 notes->looked_at);
		page_add(page, ROLE_MESSAGE, line, size);
	}
	for (size_t i = 0; i < notes->suspects->count; i++)
		page_suspect(page, &notes->suspects->at[i], i + 1, size);
	page_add(page, ROLE_TEXT, "", size);
}

void
watch_page_compose(struct watch_page *page, const struct watch *watch,
		   const struct page_notes *notes, const struct page_size *size)
{
	buffer_clear(&page->text);
	page->count = 0;
	page_title(page, watch, size);
	if (notes->last_event[0] != '\0')
		page_add(page, notes->is_bad ? ROLE_ERROR : ROLE_MESSAGE, notes->last_event, size);
	/* once it is known who leaks, that comes first */
	if (notes->suspects != NULL)
		page_suspects(page, notes, size);
	page_history(page, &watch->history, size);
	page_snapshots(page, watch, size);
}

void
watch_page_release(struct watch_page *page)
{
	buffer_release(&page->text);
	memset(page, 0, sizeof(*page));
}
