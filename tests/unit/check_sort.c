#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sort.h"
#include "unit/random.h"
#include "unit/suites.h"

/* An element is a 16-bit key, a 16-bit place in the original order, and filling. */
struct shape {
	size_t size;
	size_t compared;
};

static uint16_t
key_of(const void *element)
{
	uint16_t key;

	memcpy(&key, element, sizeof(key));
	return key;
}

static int
compare_keys(const void *a, const void *b, void *context)
{
	((struct shape *)context)->compared++;
	return (key_of(a) > key_of(b)) - (key_of(a) < key_of(b));
}

/* Insertion, one by one, behind what is equal: the definition of a stable sort. */
static void
sort_naively(unsigned char *at, size_t count, size_t size)
{
	unsigned char element[64];

	for (size_t i = 1; i < count; i++) {
		size_t place = i;

		memcpy(element, at + i * size, size);
		for (; place > 0 && key_of(at + (place - 1) * size) > key_of(element); place--)
			memcpy(at + place * size, at + (place - 1) * size, size);
		memcpy(at + place * size, element, size);
	}
}

static const size_t element_sizes[] = { 4, 8, 16, 7, 24, 64 };

START_TEST(sorted_as_a_naive_sort_does_and_stable)
{
	struct shape shape = { .size = element_sizes[_i] };
	uint64_t random = 20240101;

	for (uint16_t count = 0; count < 300; count++) {
		unsigned char *at = xcalloc(count, shape.size);
		unsigned char *naive = xcalloc(count, shape.size);

		for (uint16_t i = 0; i < count; i++) {
			uint16_t key = (uint16_t)random_below(&random, 1 + count / 3u);

			memcpy(at + i * shape.size, &key, 2);
			memcpy(at + i * shape.size + 2, &i, 2);
		}
		if (count > 0)
			memcpy(naive, at, count * shape.size);
		sort_naively(naive, count, shape.size);
		sort_stable(at, count, shape.size, compare_keys, &shape);
		ck_assert_int_eq(memcmp(at, naive, count * shape.size), 0);
		free(at);
		free(naive);
	}
}
END_TEST

START_TEST(what_is_in_order_already_takes_about_one_comparison_each)
{
	enum { COUNT = 60000 };
	struct shape shape = { .size = 4 };
	uint16_t (*at)[2] = xcalloc(COUNT, 4);

	for (uint16_t i = 0; i < COUNT; i++)
		at[i][0] = i;
	sort_stable(at, COUNT, 4, compare_keys, &shape);
	ck_assert_uint_lt(shape.compared, COUNT * 2);
	free(at);
}
END_TEST

START_TEST(the_worst_order_stays_near_n_log_n)
{
	enum { COUNT = 60000 };
	struct shape shape = { .size = 4 };
	uint16_t (*at)[2] = xcalloc(COUNT, 4);

	for (uint16_t i = 0; i < COUNT; i++)
		at[i][0] = (uint16_t)(COUNT - i);
	sort_stable(at, COUNT, 4, compare_keys, &shape);
	for (uint16_t i = 1; i < COUNT; i++)
		if (at[i - 1][0] >= at[i][0])
			ck_abort_msg("%u before %u", at[i - 1][0], at[i][0]);
	ck_assert_uint_lt(shape.compared, COUNT * 20);
	free(at);
}
END_TEST

static int
compare_first_numbers(const void *a, const void *b, void *context)
{
	uint32_t x, y;

	(void)context;
	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return (x > y) - (x < y);
}

/* Keys of few bits, so that many are equal, to all 32. */
START_TEST(by_number_as_by_comparing_and_as_stable)
{
	static const uint32_t masks[] = { 0, 7, 0x7ff, 0xfffff, UINT32_MAX };
	uint32_t mask = masks[_i % 5];
	size_t size = 4u << _i / 5, counts[] = { 0, 1, 2, 1000, 4099 };
	uint64_t random = 17;

	for (unsigned n = 0; n < 5; n++) {
		size_t bytes = counts[n] * size;
		char *at = xcalloc(counts[n] + 1, size), *compared = xcalloc(counts[n] + 1, size);

		for (uint32_t i = 0; i < counts[n]; i++) {
			uint32_t key = (uint32_t)random_below(&random, UINT32_MAX) & mask;

			memcpy(at + i * size, &key, 4);
			if (size > 4)
				memcpy(at + i * size + 4, &i, 4);
		}
		memcpy(compared, at, bytes);
		sort_stable(compared, counts[n], size, compare_first_numbers, NULL);
		ck_assert(sort_by_number(at, counts[n], size, NULL));
		ck_assert_int_eq(memcmp(at, compared, bytes), 0);
		free(at);
		free(compared);
	}
}
END_TEST

START_TEST(a_column_is_sorted_or_without_memory_as_it_was)
{
	uint32_t at[] = { 3, 1, 2 };
	struct error error = { 0 };

	memory_fail_at(1);
	ck_assert(!sort_column(at, 3, sizeof *at, compare_first_numbers, NULL, &error));
	ck_assert_int_eq(error.kind, ERROR_MEMORY);
	ck_assert_uint_eq(at[0], 3);
	ck_assert(sort_column(at, 3, sizeof *at, compare_first_numbers, NULL, &error));
	ck_assert(at[0] == 1 && at[1] == 2 && at[2] == 3);
}
END_TEST

START_TEST(a_number_is_found_where_it_stands_first)
{
	static const uint32_t sorted[] = { 2, 3, 3, 7, UINT32_MAX };
	size_t count = sizeof(sorted) / sizeof(*sorted);

	ck_assert_uint_eq(sorted_place(sorted, count, 0), 0);
	ck_assert_uint_eq(sorted_place(sorted, count, 3), 1);
	ck_assert_uint_eq(sorted_place(sorted, count, 4), 3);
	ck_assert_uint_eq(sorted_place(sorted, 4, UINT32_MAX), 4);
	ck_assert(sorted_has(sorted, count, 2));
	ck_assert(sorted_has(sorted, count, UINT32_MAX));
	ck_assert(!sorted_has(sorted, count, 4));
	ck_assert(!sorted_has(sorted, 4, UINT32_MAX));
	ck_assert(!sorted_has(NULL, 0, 0));
}
END_TEST

Suite *
check_sort(void)
{
	Suite *suite = suite_create("sort");
	TCase *tests = tcase_create("sort");

	tcase_add_test(tests, a_number_is_found_where_it_stands_first);
	tcase_add_loop_test(tests, sorted_as_a_naive_sort_does_and_stable, 0,
	                    (int)(sizeof(element_sizes) / sizeof(*element_sizes)));
	tcase_add_test(tests, what_is_in_order_already_takes_about_one_comparison_each);
	tcase_add_test(tests, the_worst_order_stays_near_n_log_n);
	tcase_add_loop_test(tests, by_number_as_by_comparing_and_as_stable, 0, 20);
	tcase_add_test(tests, a_column_is_sorted_or_without_memory_as_it_was);
	suite_add_tcase(suite, tests);
	return suite;
}
