/*
 * When what is still alive was allocated: stretches of equal time, and under each its
 * samples.
 */

#include "config.h"

#include <stdio.h>

#include "heap/timeline.h"
#include "view/view.h"

enum { STRETCHES_MAX = 60 };

enum row_kind { ROW_STRETCH, ROW_SAMPLE };

struct stretch {
	uint32_t first, end; /* samples */
	uint64_t size, count;
};

struct timeline_state {
	struct timeline timeline;
	uint64_t width_us; /* of a stretch */
	struct stretch stretches[STRETCHES_MAX + 2];
	uint32_t stretch_count;
	uint64_t largest;  /* size of a stretch; what was there before does not count */
	uint64_t largest_sample;
};

/* 1, 2 or 5 times a power of ten of milliseconds: such that there are at most that many. */
static uint64_t
stretch_width(uint64_t total_us, uint64_t most)
{
	uint64_t width = 1000;

	while (total_us / width >= most && width < UINT64_MAX / 10) {
		if (total_us / (2 * width) < most)
			return 2 * width;
		if (total_us / (5 * width) < most)
			return 5 * width;
		width *= 10;
	}
	return width;
}

static struct stretch
timeline_row(const void *state, struct row row)
{
	const struct timeline_state *s = state;

	if (row.kind == ROW_STRETCH)
		return s->stretches[row.item];
	return (struct stretch){
		row.item,
		row.item + 1,
		s->timeline.at[row.item].size,
		s->timeline.at[row.item].count,
	};
}

/* When the row begins and ends: a sample reaches back to the one before, and so does a stretch,
 * or what it counts would not be what was allocated in it. */
static uint64_t
timeline_start_us(const void *state, struct row row)
{
	const struct timeline_state *s = state;
	uint32_t first = timeline_row(state, row).first;

	return first == 0 ? 0 : s->timeline.at[first - 1].time_us;
}

static uint64_t
timeline_end_us(const void *state, struct row row)
{
	const struct timeline_state *s = state;

	return s->timeline.at[timeline_row(state, row).end - 1].time_us;
}

static struct cell
timeline_time(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	const struct timeline_state *s = state;
	uint64_t start = timeline_start_us(state, row), end = timeline_end_us(state, row);
	uint64_t last = s->timeline.at[s->timeline.count - 1].time_us;
	/* As wide as the longest, so that points stand below each other. */
	int width = snprintf(NULL, 0, "%.2f", (double)last / 1e6);

	(void)on;
	if (timeline_row(state, row).end == 1)
		return cell_of_text(TEXT("before the recording"));
	return cell_of_text(arena_printf(scratch, "%*.2f - %.2f s", width, (double)start / 1e6,
					 (double)end / 1e6));
}

/* The text's own order would put 10 before 9. */
static int
timeline_compare_time(const struct subject *on, const void *state, struct row a, struct row b,
		      bool descending)
{
	uint64_t x = timeline_start_us(state, a), y = timeline_start_us(state, b);
	int order = (x > y) - (x < y);

	(void)on;
	return descending ? -order : order;
}

static struct cell
timeline_start(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_count(timeline_start_us(state, row));
}

static struct cell
timeline_end(const struct subject *on, const void *state, struct row row,
	     struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_count(timeline_end_us(state, row));
}

static struct cell
timeline_min_id(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	const struct timeline_state *s = state;

	(void)on;
	(void)scratch;
	return cell_of_count(s->timeline.at[timeline_row(state, row).first].min_id);
}

static struct cell
timeline_max_id(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	const struct timeline_state *s = state;

	(void)on;
	(void)scratch;
	return cell_of_count(s->timeline.at[timeline_row(state, row).end - 1].max_id);
}

static struct cell
timeline_count(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_count(timeline_row(state, row).count);
}

static struct cell
timeline_size(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_bytes(timeline_row(state, row).size);
}

static struct cell
timeline_bar(const struct subject *on, const void *state, struct row row,
	     struct arena *scratch)
{
	const struct timeline_state *s = state;
	uint64_t largest = row.kind == ROW_STRETCH ? s->largest : s->largest_sample;

	(void)on;
	(void)scratch;
	/* its bar would be as long as the longest of the recording, or leave those no length */
	if (timeline_row(state, row).first == 0)
		return cell_of_nothing();
	return (struct cell){
		.kind = CELL_BAR,
		.fraction = largest == 0 ? 0.0
					 : (double)timeline_row(state, row).size / (double)largest,
	};
}

static const struct column timeline_columns[] = {
	{ .name = "time", .title = "Allocated at", .width = 24, .key = 'c',
	  .flags = COLUMN_TREE | COLUMN_PEOPLE | COLUMN_ASCENDING, .value = timeline_time,
	  .compare = timeline_compare_time },
	{ .name = "start_us", .title = "From", .width = 12, .flags = COLUMN_SCRIPT | COLUMN_RIGHT,
	  .value = timeline_start },
	{ .name = "end_us", .title = "To", .width = 12, .flags = COLUMN_SCRIPT | COLUMN_RIGHT,
	  .value = timeline_end },
	{ .name = "min_id", .title = "Above id", .width = 10,
	  .flags = COLUMN_SCRIPT | COLUMN_RIGHT, .value = timeline_min_id },
	{ .name = "max_id", .title = "Up to id", .width = 10,
	  .flags = COLUMN_SCRIPT | COLUMN_RIGHT, .value = timeline_max_id },
	{ .name = "count", .title = "Live", .width = 9, .rank = 1, .key = 't',
	  .flags = COLUMN_RIGHT, .value = timeline_count },
	{ .name = "size", .title = "Live size", .width = 10, .key = 's',
	  .flags = COLUMN_RIGHT | COLUMN_SHARE, .value = timeline_size },
	{ .name = "bar", .title = "", .width = 20, .rank = 2, .flags = COLUMN_PEOPLE,
	  .value = timeline_bar },
	{ .name = NULL },
};

/* Cuts the samples into stretches.  The first sample stands alone: it counts what was there
 * before.  Times never go back in a recording, and where they do the sample stays with those
 * before it. */
static void
timeline_cut(struct timeline_state *s)
{
	const struct timeline *timeline = &s->timeline;
	size_t most = timeline->count < STRETCHES_MAX ? timeline->count : STRETCHES_MAX;
	uint64_t last = 0;

	s->width_us = stretch_width(timeline->at[timeline->count - 1].time_us, most);
	for (uint32_t i = 0; i < timeline->count; i++) {
		const struct timeline_sample *sample = &timeline->at[i];
		uint64_t stretch = sample->time_us / s->width_us;

		if (i <= 1 || (stretch > last && s->stretch_count < STRETCHES_MAX + 2)) {
			s->stretches[s->stretch_count++] = (struct stretch){ .first = i };
			last = stretch;
		}
		struct stretch *current = &s->stretches[s->stretch_count - 1];
		current->end = i + 1;
		size_add_to(&current->size, sample->size);
		current->count += sample->count;
		if (i > 0 && sample->size > s->largest_sample)
			s->largest_sample = sample->size;
		if (i > 0 && current->size > s->largest)
			s->largest = current->size;
	}
}

static bool
timeline_open(const struct subject *on, void *state, struct progress *progress,
	      struct error *error)
{
	struct timeline_state *s = state;

	if (!timeline_build(&s->timeline, on->heap, progress, error))
		return false;
	if (s->timeline.count > 0)
		timeline_cut(s);
	return true;
}

static void
timeline_close(void *state)
{
	struct timeline_state *s = state;

	timeline_release(&s->timeline);
}

static bool
timeline_roots(const struct subject *on, const void *state, struct rows *rows,
	       struct progress *progress, struct error *error)
{
	const struct timeline_state *s = state;

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < s->stretch_count; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, ROW_STRETCH });
	return true;
}

static bool
timeline_has_children(const struct subject *on, const void *state, struct row row)
{
	(void)on;
	(void)state;
	return row.kind == ROW_STRETCH;
}

static bool
timeline_children(const struct subject *on, const void *state, struct row row,
		  struct rows *rows, struct progress *progress, struct error *error)
{
	struct stretch stretch = timeline_row(state, row);

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = stretch.first; i < stretch.end; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, ROW_SAMPLE });
	return true;
}

static struct text
timeline_only(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	const struct timeline_state *s = state;
	struct stretch stretch = timeline_row(state, row);

	(void)on;
	return arena_printf(scratch, "ids=%llu..%llu",
			    (unsigned long long)s->timeline.at[stretch.first].min_id,
			    (unsigned long long)s->timeline.at[stretch.end - 1].max_id);
}

static struct text
timeline_words(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on;
	(void)scratch;
	if (timeline_row(state, row).end == 1)
		return TEXT("What was there before the recording began, and still is. M counts "
			    "only that.");
	return TEXT("What was allocated in this time and was still there at the end. M counts only "
		    "that; V begins a range of such rows.");
}

static struct text
timeline_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct timeline_state *s = state;
	uint64_t size = 0;
	char sized[UNITS_LENGTH];

	if (s->timeline.count == 0)
		return TEXT("no timeline: it is in recordings, not in single snapshots");
	for (uint32_t i = 1; i < s->stretch_count; i++)
		size_add_to(&size, s->stretches[i].size);
	return arena_printf(scratch, "%zu samples in %.1f s; of what they saw %s lives",
			    s->timeline.count,
			    (double)s->timeline.at[s->timeline.count - 1].time_us / 1e6,
			    units_bytes(sized, size, on->units));
}

const struct view timeline_view = {
	.name = "timeline",
	.title = "Timeline",
	.summary = "live bytes by time of allocation (recordings)",
	.key = 'L',
	.needs = NEEDS_HEAP,
	.parts = HEAP_GRAPH,
	.columns = timeline_columns,
	.first_sort = COLUMN_NONE,
	.state_size = sizeof(struct timeline_state),
	.open = timeline_open,
	.close = timeline_close,
	.roots = timeline_roots,
	.has_children = timeline_has_children,
	.children = timeline_children,
	.only = timeline_only,
	.words = timeline_words,
	.caption = timeline_caption,
};
