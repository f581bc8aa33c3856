#include "config.h"

#include "unit/drawn_leaks.h"

#include <check.h>

#include "unit/picture.h"

void
leaks_find(struct series_of_heaps *series, drawing *draw)
{
	int count = series->count > 0 ? series->count : SNAPSHOTS;
	struct growth_heaps heaps = { (const struct heap *const *)series->heaps, (size_t)count };
	struct growth_source source = growth_source_of(&heaps);
	struct error error = { .kind = ERROR_NONE };

	for (int at = 0; at < count; at++) {
		struct buffer drawn = { 0 };

		draw(&drawn, at);
		buffer_add_char(&drawn, '\0');
		series->heaps[at] = drawn_heap(drawn.at);
		buffer_release(&drawn);
	}
	ck_assert_msg(suspects_find(&series->suspects, &source, NULL, &error), "%s",
		      error.message);
}

void
leaks_release(struct series_of_heaps *series)
{
	suspects_release(&series->suspects);
	for (int at = 0; at < SNAPSHOTS && series->heaps[at] != NULL; at++)
		heap_free(series->heaps[at]);
}

void
expect_leak(drawing *draw, uint32_t holder, const char *pattern)
{
	struct series_of_heaps series = { 0 };
	const struct suspect *first;

	leaks_find(&series, draw);
	ck_assert_msg(series.suspects.count == 1, "%zu suspects, the second: %.*s",
		      series.suspects.count,
		      series.suspects.count < 2 ? 0 : (int)series.suspects.at[1].title.length,
		      series.suspects.count < 2 ? "" : series.suspects.at[1].title.at);
	first = &series.suspects.at[0];
	ck_assert_int_eq(first->trend.verdict, VERDICT_LEAKS);
	ck_assert_uint_eq(heap_node_id(series.heaps[SNAPSHOTS - 1], first->holder), holder);
	ck_assert_str_eq(first->pattern->name, pattern);
	ck_assert(suspects_leak(&series.suspects));
	leaks_release(&series);
}

void
expect_no_leak(drawing *draw)
{
	struct series_of_heaps series = { 0 };

	leaks_find(&series, draw);
	ck_assert_msg(series.suspects.count == 0, "%.*s",
		      series.suspects.count == 0 ? 0 : (int)series.suspects.at[0].title.length,
		      series.suspects.count == 0 ? "" : series.suspects.at[0].title.at);
	ck_assert(!suspects_leak(&series.suspects));
	leaks_release(&series);
}

int
id_of(int entry)
{
	return 10001 + entry / STEP * 1000 + entry % STEP * 2;
}

int
id_of_time(int at)
{
	return 10501 + at * 1000;
}

void
add_entries(struct buffer *out, int first, int count, const char *class)
{
	for (int i = first; i < first + count; i++)
		buffer_printf(out, "e%d:200 name=\"%s\" @%d\n", i, class, id_of(i));
}

void
add_edges(struct buffer *out, int first, int count)
{
	for (int i = first; i < first + count; i++)
		buffer_printf(out, " !e%d[%d]", i, i);
	buffer_add_char(out, '\n');
}
