#include "config.h"

#include "heap/trend.h"
#include "unit/suites.h"

enum { N = 5, ENTRY = 200 };

/* Judges entries of 200 bytes each, all of one class, none of which ever goes. */
static struct trend
judge(const int64_t *entries, size_t count)
{
	int64_t bytes[N], code[N] = { 0 };
	const int64_t *classes[] = { entries };

	for (size_t i = 0; i < count; i++)
		bytes[i] = entries[i] * ENTRY;
	return trend_judge(&(struct series){
		.count = count, .bytes = bytes, .entries = entries, .code = code,
		.classes = classes, .class_count = 1, .survival = 1,
	});
}

static enum verdict
verdict_of(const int64_t *entries)
{
	return judge(entries, N).verdict;
}

START_TEST(even_growth_leaks)
{
	struct trend trend = judge((int64_t[]){ 0, 40, 80, 120, 160 }, N);

	ck_assert_int_eq(trend.verdict, VERDICT_LEAKS);
	ck_assert_uint_eq(trend.since, 0);
	ck_assert_int_eq(trend.total, 160 * ENTRY);
	ck_assert_int_eq((int64_t)trend.entries_per_step, 40);
	ck_assert_int_eq((int64_t)trend.bytes_per_step, 40 * ENTRY);
}
END_TEST

START_TEST(three_snapshots_are_enough)
{
	ck_assert_int_eq(judge((int64_t[]){ 0, 40, 80 }, 3).verdict, VERDICT_LEAKS);
}
END_TEST

START_TEST(two_snapshots_only_grew)
{
	ck_assert_int_eq(judge((int64_t[]){ 0, 40 }, 2).verdict, VERDICT_GREW);
}
END_TEST

/* A pool that warms up by two connections a step, each with a dozen objects inside. */
START_TEST(what_is_inside_does_not_make_few_entries_many)
{
	const int64_t entries[] = { 2, 4, 6 }, inside[] = { 24, 48, 72 };
	const int64_t bytes[] = { 8000, 16000, 24000 }, code[3] = { 0 };
	const int64_t *classes[] = { entries, inside };
	struct series series = {
		.count = 3, .bytes = bytes, .entries = entries, .code = code,
		.classes = classes, .class_count = 2, .survival = 1,
	};

	ck_assert_int_eq(trend_judge(&series).verdict, VERDICT_FEW);
	/* Of one thing that is replaced, what is inside is all there is to count. */
	series.entries = (const int64_t[]){ 1, 1, 1 };
	ck_assert_int_eq(trend_judge(&series).verdict, VERDICT_LEAKS);
}
END_TEST

START_TEST(a_step_back_is_a_sawtooth)
{
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 80, 10, 90, 20 }), VERDICT_SAWTOOTH);
	ck_assert_int_eq(verdict_of((int64_t[]){ 100, 140, 180, 220, 110 }), VERDICT_SAWTOOTH);
}
END_TEST

START_TEST(what_came_and_stayed_is_no_saw)
{
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 100, 100, 100, 100 }), VERDICT_LEVELLING);
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 100, 200, 200, 199 }), VERDICT_LEVELLING);
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 20, 20, 140, 140 }), VERDICT_BURST);
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 50, 50, 100, 150 }), VERDICT_BURST);
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 100, 200, 200, 180 }), VERDICT_SAWTOOTH);
}
END_TEST

START_TEST(what_fills_levels_off)
{
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 80, 150, 185, 200 }), VERDICT_LEVELLING);
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 100, 180, 240, 285 }), VERDICT_LEVELLING);
	ck_assert_int_eq(judge((int64_t[]){ 0, 100, 140 }, 3).verdict, VERDICT_LEVELLING);
}
END_TEST

START_TEST(a_full_cache_does_not_leak)
{
	ck_assert_int_eq(verdict_of((int64_t[]){ 500, 500, 500, 500, 500 }), VERDICT_NONE);
	ck_assert_int_ne(verdict_of((int64_t[]){ 0, 100, 200, 200, 200 }), VERDICT_LEAKS);
}
END_TEST

START_TEST(a_leak_may_start_late)
{
	struct trend trend = judge((int64_t[]){ 0, 0, 40, 80, 120 }, N);

	ck_assert_int_eq(trend.verdict, VERDICT_LEAKS);
	ck_assert_uint_eq(trend.since, 1);
}
END_TEST

START_TEST(one_large_step_is_a_burst)
{
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 5, 400, 405, 700 }), VERDICT_BURST);
}
END_TEST

START_TEST(uneven_growth_leaks_if_every_step_has_a_part_in_it)
{
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 90, 790, 950, 1350 }), VERDICT_LEAKS);
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 20, 320, 470, 550 }), VERDICT_LEVELLING);
	ck_assert_int_eq(judge((int64_t[]){ 0, 90, 790 }, 3).verdict, VERDICT_BURST);
}
END_TEST

/* One list, copied at each change: what came is inside it. */
static enum verdict
verdict_of_copied(const int64_t *inside)
{
	int64_t entries[N] = { 1, 1, 1, 1, 1 }, bytes[N], code[N] = { 0 };
	const int64_t *classes[] = { entries, inside };

	for (size_t i = 0; i < N; i++)
		bytes[i] = inside[i] * ENTRY;
	return trend_judge(&(struct series){
		.count = N, .bytes = bytes, .entries = entries, .code = code,
		.classes = classes, .class_count = 2, .survival = 1,
	}).verdict;
}

START_TEST(uneven_growth_of_what_is_copied_leaks_the_same)
{
	ck_assert_int_eq(verdict_of_copied((int64_t[]){ 40, 130, 830, 990, 1390 }), VERDICT_LEAKS);
	ck_assert_int_eq(verdict_of_copied((int64_t[]){ 40, 130, 140, 840, 1100 }), VERDICT_BURST);
}
END_TEST

static enum verdict
verdict_of_one(const int64_t *bytes)
{
	int64_t entries[N] = { 1, 1, 1, 1, 1 }, none[N] = { 0 };

	return trend_judge(&(struct series){
		.count = N, .bytes = bytes, .entries = entries, .code = none, .survival = 0,
	}).verdict;
}

START_TEST(one_buffer_that_gets_larger_leaks)
{
	ck_assert_int_eq(verdict_of_one((int64_t[]){ 12000, 24000, 36000, 48000, 60000 }),
			 VERDICT_LEAKS);
	ck_assert_int_ne(verdict_of_one((int64_t[]){ 12000, 24000, 30000, 33000, 34000 }),
			 VERDICT_LEAKS);
	ck_assert_int_ne(verdict_of_one((int64_t[]){ 12000, 24000, 13000, 48000, 60000 }),
			 VERDICT_LEAKS);
	ck_assert_int_ne(verdict_of_one((int64_t[]){ 1200, 1300, 1400, 1500, 1600 }),
			 VERDICT_LEAKS);
}
END_TEST

START_TEST(one_small_thing_a_step_is_too_few_in_three_snapshots)
{
	ck_assert_int_eq(judge((int64_t[]){ 0, 2, 4 }, 3).verdict, VERDICT_FEW);
}
END_TEST

START_TEST(two_things_in_each_of_four_steps_leak)
{
	ck_assert_int_eq(verdict_of((int64_t[]){ 0, 2, 4, 6, 8 }), VERDICT_LEAKS);
}
END_TEST

START_TEST(what_came_earlier_must_still_be_there)
{
	int64_t entries[] = { 60, 90, 130 }, bytes[] = { 12000, 18000, 26000 }, code[3] = { 0 };
	const int64_t *classes[] = { entries };
	struct series series = {
		.count = 3, .bytes = bytes, .entries = entries, .code = code,
		.classes = classes, .class_count = 1, .survival = 1,
	};

	ck_assert_int_eq(trend_judge(&series).verdict, VERDICT_LEAKS);
	series.survival = 0.1;
	ck_assert_int_eq(trend_judge(&series).verdict, VERDICT_TURNOVER);
}
END_TEST

START_TEST(modules_are_loaded_not_leaked)
{
	int64_t entries[] = { 0, 1, 2, 3 }, bytes[] = { 0, 60000, 110000, 170000 };
	int64_t code[] = { 0, 30000, 50000, 80000 }, functions[] = { 0, 30, 60, 90 };
	const int64_t *classes[] = { functions };

	ck_assert_int_eq(trend_judge(&(struct series){
		.count = 4, .bytes = bytes, .entries = entries, .code = code,
		.classes = classes, .class_count = 1, .survival = 1,
	}).verdict, VERDICT_LOADING);
}
END_TEST

static enum verdict
verdict_of_table(const int64_t *bytes)
{
	int64_t none[N] = { 0 };

	return trend_judge(&(struct series){
		.count = N, .bytes = bytes, .entries = none, .code = none, .survival = 1,
		.is_storage = true,
	}).verdict;
}

START_TEST(a_table_of_numbers_grows_in_jumps)
{
	ck_assert_int_eq(verdict_of_table((int64_t[]){ 8000, 16000, 16000, 32000, 32000 }),
			 VERDICT_LEAKS);
	ck_assert_int_eq(verdict_of_table((int64_t[]){ 8000, 8000, 16000, 16000, 16000 }),
			 VERDICT_BURST);
	ck_assert_int_eq(verdict_of_table((int64_t[]){ 8000, 16000, 32000, 32000, 32000 }),
			 VERDICT_LEVELLING);
	ck_assert_int_eq(verdict_of_table((int64_t[]){ 32000, 64000, 16000, 32000, 64000 }),
			 VERDICT_SAWTOOTH);
}
END_TEST

Suite *
check_trend(void)
{
	Suite *suite = suite_create("trend");
	TCase *tests = tcase_create("trend");

	tcase_add_test(tests, even_growth_leaks);
	tcase_add_test(tests, three_snapshots_are_enough);
	tcase_add_test(tests, two_snapshots_only_grew);
	tcase_add_test(tests, what_is_inside_does_not_make_few_entries_many);
	tcase_add_test(tests, a_step_back_is_a_sawtooth);
	tcase_add_test(tests, what_came_and_stayed_is_no_saw);
	tcase_add_test(tests, what_fills_levels_off);
	tcase_add_test(tests, a_full_cache_does_not_leak);
	tcase_add_test(tests, a_leak_may_start_late);
	tcase_add_test(tests, one_large_step_is_a_burst);
	tcase_add_test(tests, uneven_growth_leaks_if_every_step_has_a_part_in_it);
	tcase_add_test(tests, uneven_growth_of_what_is_copied_leaks_the_same);
	tcase_add_test(tests, one_buffer_that_gets_larger_leaks);
	tcase_add_test(tests, one_small_thing_a_step_is_too_few_in_three_snapshots);
	tcase_add_test(tests, two_things_in_each_of_four_steps_leak);
	tcase_add_test(tests, what_came_earlier_must_still_be_there);
	tcase_add_test(tests, modules_are_loaded_not_leaked);
	tcase_add_test(tests, a_table_of_numbers_grows_in_jumps);
	suite_add_tcase(suite, tests);
	return suite;
}
