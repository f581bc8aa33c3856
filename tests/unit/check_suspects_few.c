/*
 * Suspects of fewer than three snapshots: what is most suspicious comes first.
 */

#include "config.h"

#include "unit/drawn_leaks.h"
#include "unit/suites.h"

enum { HOLDER = 13, OTHER = 15 };

/* The first suspect, by its holder's id and its pattern. */
static void
expect_first(drawing *draw, int count, uint32_t holder, const char *pattern)
{
	struct series_of_heaps series = { .count = count };

	leaks_find(&series, draw);
	ck_assert_uint_ge(series.suspects.count, 1);
	ck_assert_uint_eq(heap_node_id(series.heaps[count - 1], series.suspects.at[0].holder),
			  holder);
	ck_assert_str_eq(series.suspects.at[0].pattern->name, pattern);
	leaks_release(&series);
}

/* The queue is longer than before, but nothing of what was in it is there any more; the array
 * has all it had. */
static void
draw_queue_beside_leak(struct buffer *out, int at)
{
	int kept = (at + 1) * STEP, first = 10 * STEP + at * STEP, queued = (2 * at + 1) * STEP;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> kept queue\n"
			   "kept:32 name=\"Array\" @13 -> $keptElements\n"
			   "keptElements:%d array name=\"(object elements)\" @%d ->", kept * 8,
		      id_of_time(at));
	add_edges(out, 0, kept);
	buffer_printf(out, "queue:32 name=\"Array\" @15 -> $queueElements\n"
			   "queueElements:%d array name=\"(object elements)\" @%d ->", queued * 8,
		      id_of_time(at) + 2);
	add_edges(out, first, queued);
	add_entries(out, 0, kept, "Kept");
	add_entries(out, first, queued, "Queued");
}

START_TEST(what_lost_all_it_had_comes_behind_what_kept_it)
{
	expect_first(draw_queue_beside_leak, 2, HOLDER, "growing-array");
}
END_TEST

/* Four connections with a large buffer each, and twenty small things more than before. */
static void
draw_pool_beside_leak(struct buffer *out, int at)
{
	int kept = (2 * at + 1) * STEP, pooled = 2 + 4 * at;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> kept pool\n"
			   "kept:32 name=\"Array\" @13 -> $keptElements\n"
			   "keptElements:%d array name=\"(object elements)\" @%d ->", kept * 8,
		      id_of_time(at));
	add_edges(out, 0, kept);
	buffer_printf(out, "pool:32 name=\"Array\" @15 -> $poolElements\n"
			   "poolElements:%d array name=\"(object elements)\" @%d ->", pooled * 8,
		      id_of_time(at) + 2);
	for (int i = 0; i < pooled; i++)
		buffer_printf(out, " !c%d[%d]", i, i);
	buffer_add_char(out, '\n');
	add_entries(out, 0, kept, "Kept");
	for (int i = 0; i < pooled; i++)
		buffer_printf(out, "c%d:2000 name=\"Connection\" @%d\n", i,
			      id_of(i < 2 ? i : STEP + i) + 100);
}

START_TEST(a_few_large_things_come_behind_many_small_ones)
{
	expect_first(draw_pool_beside_leak, 2, HOLDER, "growing-array");
}
END_TEST

/* Two arrays hold the same subscribers, so that only what has both dominates them. */
static void
draw_held_twice(struct buffer *out, int at)
{
	int count = 5 * STEP;

	buffer_printf(out, "root -> subject\nsubject:50 name=\"Subject\" @11 -> observers current\n"
			   "observers:32 name=\"Array\" @13 -> $elements\n"
			   "current:32 name=\"Array\" @15 -> $elements2\n"
			   "elements:400 array name=\"(object elements)\" @%d ->", id_of_time(at));
	add_edges(out, 0, count);
	buffer_printf(out, "elements2:400 array name=\"(object elements)\" @%d ->",
		      id_of_time(at) + 2);
	add_edges(out, 0, count);
	add_entries(out, 0, count, "Subscriber");
}

START_TEST(what_two_collections_hold_is_found_at_one_of_them)
{
	expect_first(draw_held_twice, 1, HOLDER, "subscription");
}
END_TEST

/* Ports that the runtime holds, each by a handle of its own. */
static void
draw_ports_of_root(struct buffer *out, int at)
{
	(void)at;
	buffer_printf(out, "root ->");
	add_edges(out, 0, 5 * STEP);
	add_entries(out, 0, 5 * STEP, "MessagePort");
}

START_TEST(what_the_runtime_holds_is_told_by_its_class)
{
	expect_first(draw_ports_of_root, 1, 1, "message-ports");
}
END_TEST

static void
draw_rows_of_root(struct buffer *out, int at)
{
	(void)at;
	buffer_printf(out, "root ->");
	add_edges(out, 0, 5 * STEP);
	add_entries(out, 0, 5 * STEP, "Row");
}

START_TEST(what_hangs_on_the_root_and_says_nothing_is_not_shown)
{
	struct series_of_heaps series = { .count = 1 };

	leaks_find(&series, draw_rows_of_root);
	ck_assert_uint_eq(series.suspects.count, 0);
	leaks_release(&series);
}
END_TEST

static void
draw_numbers(struct buffer *out, int at)
{
	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> seen\n"
			   "seen:32 name=\"Map\" @13 -> $table\n"
			   "table:40000 array name=\"\" @%d\n", id_of_time(at));
}

START_TEST(a_large_table_of_numbers_is_shown)
{
	expect_first(draw_numbers, 1, HOLDER, "number-table");
}
END_TEST

/* Each piece was made of the one before and a little more. */
static void
draw_text(struct buffer *out, int at)
{
	(void)at;
	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> t99.log\n");
	for (int i = 99; i > 0; i--)
		buffer_printf(out, "t%d:32 concatenated_string name=\"text %d\" @%d"
				   " -> $t%d.first $p%d.second\n"
				   "p%d:32 string name=\"line %d\" @%d\n", i, i, 2 * i + 1001,
				   i - 1,
			      i, i, i, 2 * i + 2001);
	buffer_printf(out, "t0:32 string name=\"\" @1001\n");
}

START_TEST(a_text_of_many_pieces_is_shown)
{
	expect_first(draw_text, 1, 2 * 99 + 1001, "growing-text");
}
END_TEST

Suite *
check_suspects_few(void)
{
	Suite *suite = suite_create("suspects_few");
	TCase *tests = tcase_create("suspects_few");

	tcase_add_test(tests, what_lost_all_it_had_comes_behind_what_kept_it);
	tcase_add_test(tests, a_few_large_things_come_behind_many_small_ones);
	tcase_add_test(tests, what_two_collections_hold_is_found_at_one_of_them);
	tcase_add_test(tests, what_the_runtime_holds_is_told_by_its_class);
	tcase_add_test(tests, what_hangs_on_the_root_and_says_nothing_is_not_shown);
	tcase_add_test(tests, a_large_table_of_numbers_is_shown);
	tcase_add_test(tests, a_text_of_many_pieces_is_shown);
	suite_add_tcase(suite, tests);
	return suite;
}
