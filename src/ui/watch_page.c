#include "config.h"

#include "ui/watch_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/units.h"
#include "live/chart.h"

enum { NAME_CELLS = 18, NUMBER_CELLS = 9, CHART_CELLS_LEAST = 12 };

/* Ends the line begun at `from`, cut to the width. */
static void
page_end_line(struct watch_page *page, size_t from, enum role role, const struct page_size *size)
{
	struct text whole = { page->text.at + from, page->text.length - from };
	struct text fitting = text_clip(whole, size->width);

	if (page->count < PAGE_LINES_MAX)
		page->lines[page->count++] =
			(struct page_line){ role, from, from == page->text.length ? 0 : fitting.length };
}

static void
page_add(struct watch_page *page, enum role role, const char *words, const struct page_size *size)
{
	size_t from = page->text.length;

	buffer_add_text(&page->text, text_of(words));
	page_end_line(page, from, role, size);
}

static size_t
page_chart_cells(const struct page_size *size)
{
	size_t cells = size->width / 4;

	return cells < CHART_CELLS_LEAST ? CHART_CELLS_LEAST : cells;
}

/* Name, number, chart, meaning. */
static void
page_row(struct watch_page *page, const char *name, const char *number, const double *values,
	 size_t count, const char *meaning, const struct page_size *size)
{
	size_t from = page->text.length, cells = page_chart_cells(size), drawn;

	buffer_printf(&page->text, " %-*.*s %*s  ", NAME_CELLS, NAME_CELLS, name, NUMBER_CELLS,
		      number);
	drawn = count < cells ? count : cells;
	chart_write(values, count, cells, false, size->ascii, &page->text);
	buffer_printf(&page->text, "%*s  %s", (int)(cells - drawn), "", meaning);
	page_end_line(page, from, ROLE_TEXT, size);
}

/* The last readings, as many as a chart is wide, twice. */
static size_t
page_first_reading(const struct history *history, const struct page_size *size)
{
	size_t shown = 2 * page_chart_cells(size);

	return history->count > shown ? history->count - shown : 0;
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
		page_row(page, size_name(kind), units_bytes(number, last->sizes[kind], UNITS_DECIMAL),
			 values, count, size_meaning(kind), size);
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
	char number[UNITS_LENGTH], freed[UNITS_LENGTH], meaning[160];

	for (int kind = 0; kind < COLLECTION_KINDS; kind++) {
		const struct collections *all = &history->totals[kind];

		for (size_t i = 0; i < count; i++)
			values[i] = history->readings[first + i].collections[kind].seconds;
		snprintf(meaning, sizeof(meaning), "%.0f ms in all, %s came back%s",
			 all->seconds * 1000,
			 units_bytes(freed, all->freed < 0 ? 0 : (uint64_t)all->freed, UNITS_DECIMAL),
			 kind == COLLECTION_FULL ? "; the chart: time" : "");
		page_row(page, names[kind], units_count(number, all->count), values, count, meaning,
			 size);
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

	for (size_t i = 0; i < count; i++)
		values[i] = history->remaining[i].value;
	if (count > 0)
		page_row(page, history->has_full ? "REMAINS" : "LOWEST",
			 units_bytes(number, (uint64_t)values[count - 1], UNITS_DECIMAL), values, count,
			 history->has_full ? "heap after full collections: what is really kept"
					   : "the least heap in use of every ten readings",
			 size);
	free(values);
	from = page->text.length;
	buffer_add_char(&page->text, ' ');
	outlook_describe(&outlook, history, &page->text);
	page_end_line(page, from, outlook.kind == OUTLOOK_GROWING ? ROLE_SUSPECT : ROLE_HEADING, size);
}

void
history_page_compose(struct watch_page *page, const struct history *history,
		     const struct page_size *size)
{
	if (history->count == 0)
		return;
	page_outlook(page, history, size);
	page_add(page, ROLE_TEXT, "", size);
	page_sizes(page, history, size);
	if (history->readings[history->count - 1].has_collections)
		page_collections(page, history, size);
	page_spaces(page, history, size);
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

static void
page_snapshots(struct watch_page *page, const struct watch *watch, const struct page_size *size)
{
	char heap[UNITS_LENGTH], file[UNITS_LENGTH];

	for (size_t i = 0; i < watch->snapshot_count; i++) {
		const struct watch_snapshot *snapshot = &watch->snapshots[i];
		size_t from = page->text.length;

		buffer_printf(&page->text, " %-*s %*s  %s in %.1f s  ", NAME_CELLS,
			      i == 0 ? "snapshots" : "", NUMBER_CELLS,
			      units_bytes(heap, snapshot->heap, UNITS_DECIMAL),
			      units_bytes(file, snapshot->captured.written, UNITS_DECIMAL),
			      snapshot->captured.seconds);
		text_escape(&page->text, text_of(snapshot->path),
			    size->ascii ? TEXT_ASCII : TEXT_UTF8);
		page_end_line(page, from, ROLE_TEXT, size);
	}
}

/* Lines that the program itself printed: escaped already. */
static void
page_suspects(struct watch_page *page, struct text suspects, const struct page_size *size)
{
	while (suspects.length > 0) {
		const char *end = memchr(suspects.at, '\n', suspects.length);
		size_t length = end == NULL ? suspects.length : (size_t)(end - suspects.at);
		size_t from = page->text.length;

		buffer_add_char(&page->text, ' ');
		buffer_add(&page->text, suspects.at, length);
		page_end_line(page, from, ROLE_TEXT, size);
		length += end != NULL;
		suspects = (struct text){ suspects.at + length, suspects.length - length };
	}
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
	if (notes->suspects.length > 0) {
		page_suspects(page, notes->suspects, size);
		page_add(page, ROLE_TEXT, "", size);
	}
	history_page_compose(page, &watch->history, size);
	page_snapshots(page, watch, size);
}

void
watch_page_release(struct watch_page *page)
{
	buffer_release(&page->text);
	memset(page, 0, sizeof(*page));
}
