#include "config.h"

#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/bitset.h"
#include "base/memory.h"
#include "base/spare_pages.h"
#include "unit/suites.h"

/* Both kinds: from malloc, and mapped on their own. */
static const size_t sizes[] = { 0, 1, 64, 4096, 1000003, 1 << 20, (1 << 21) + 5, 9999999 };

static bool
is_all(const unsigned char *at, size_t count, unsigned char value)
{
	for (size_t i = 0; i < count; i++)
		if (at[i] != value)
			return false;
	return true;
}

START_TEST(a_column_is_zero_aligned_and_readable_behind_its_end)
{
	size_t bytes = sizes[_i];
	unsigned char *column = column_alloc(bytes, 1, NULL);

	ck_assert_uint_eq((uintptr_t)column % 64, 0);
	ck_assert(is_all(column, bytes + COLUMN_SLACK, 0));
	memset(column, 7, bytes);
	column_free(column);
}
END_TEST

START_TEST(a_large_column_begins_a_huge_page)
{
	char *column = column_alloc(3 << 20, 1, NULL);

	ck_assert_uint_eq((uintptr_t)column % (2 << 20), 0);
	column_free(column);
}
END_TEST

START_TEST(growing_keeps_what_was_there_and_adds_zeroes)
{
	unsigned char *column = NULL;
	size_t before = 0;

	for (size_t count = 1; count < 20000000; count = count * 5 / 3 + 1) {
		ck_assert(column_grow(&column, count, 1, NULL));
		ck_assert_uint_eq((uintptr_t)column % 64, 0);
		ck_assert(is_all(column, before, 9));
		ck_assert(is_all(column + before, count - before, 0));
		memset(column + before, 9, count - before);
		before = count;
	}
	column_free(column);
}
END_TEST

START_TEST(growing_one_by_one_is_linear)
{
	uint32_t *column = NULL;
	size_t moves = 0;

	for (uint32_t i = 0; i < 1000000; i++) {
		uint32_t *old = column;

		ck_assert(column_grow(&column, i + 1, sizeof(*column), NULL));
		moves += column != old;
		column[i] = i;
	}
	for (uint32_t i = 0; i < 1000000; i++)
		if (column[i] != i)
			ck_abort_msg("element %u is %u", i, column[i]);
	ck_assert_uint_lt(moves, 100);
	column_free(column);
}
END_TEST

START_TEST(a_list_has_room_as_long_as_its_capacity_says_so)
{
	uint32_t *list = NULL;
	size_t capacity = 0, times = 0;

	for (uint32_t i = 0; i < 100000; i++) {
		size_t before = capacity;

		ck_assert(column_reserve(&list, &capacity, (size_t)i + 1, sizeof *list, NULL));
		ck_assert_uint_gt(capacity, i);
		times += capacity != before;
		list[i] = i;
	}
	ck_assert_uint_lt(times, 30);
	for (uint32_t i = 0; i < 100000; i++)
		ck_assert_uint_eq(list[i], i);
	column_free(list);
}
END_TEST

START_TEST(a_list_that_finds_no_room_is_what_it_was)
{
	uint32_t *list = NULL, *before;
	size_t capacity = 0, room;

	ck_assert(column_reserve(&list, &capacity, 1, sizeof *list, NULL));
	list[0] = 7;
	before = list;
	room = capacity;
	memory_fail_at(1);
	ck_assert(!column_reserve(&list, &capacity, room + 1, sizeof *list, NULL));
	ck_assert_ptr_eq(list, before);
	ck_assert_uint_eq(capacity, room);
	ck_assert_uint_eq(list[0], 7);
	column_free(list);
}
END_TEST

START_TEST(a_shrunk_column_stays_where_it_is)
{
	size_t bytes = sizes[_i];
	unsigned char *column = column_alloc(bytes, 1, NULL);

	memset(column, 3, bytes);
	ck_assert_ptr_eq(column_shrink(column, bytes / 3, 1), column);
	ck_assert(is_all(column, bytes / 3, 3));
	/* and what it grows back to is zero again */
	ck_assert(column_grow(&column, bytes, 1, NULL));
	ck_assert(is_all(column, bytes / 3, 3));
	ck_assert(is_all(column + bytes / 3, bytes - bytes / 3, 0));
	column_free(column);
}
END_TEST

START_TEST(shrinking_gives_pages_back)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *column = column_alloc(64 * page + (4 << 20), 1, NULL);
#ifdef __linux__
	unsigned char resident;
#endif

	memset(column, 1, 64 * page + (4 << 20));
	column_shrink(column, page, 1);
#ifdef __linux__
	/* not mapped any more, which is what mincore fails for */
	ck_assert_int_eq(mincore(column, page, &resident), 0);
	ck_assert_int_ne(mincore(column + 32 * page, page, &resident), 0);
#endif
	column_free(column);
}
END_TEST

START_TEST(a_list_keeps_its_elements_at_any_size)
{
	size_t bytes = sizes[_i] + 3;
	unsigned char *list = column_alloc_list(3, 1, NULL);

	memset(list, 4, 3);
	ck_assert(column_grow(&list, bytes, 1, NULL));
	ck_assert(is_all(list, 3, 4));
	ck_assert(is_all(list + 3, bytes - 3, 0));
	memset(list, 6, bytes);
	list = column_shrink(list, bytes / 2, 1);
	ck_assert(is_all(list, bytes / 2, 6));
	memory_fail_at(1);
	ck_assert(!column_grow(&list, bytes * 4, 1, NULL));
	ck_assert(is_all(list, bytes / 2, 6));
	column_free(list);
}
END_TEST

START_TEST(a_size_that_overflows_is_refused_with_a_message)
{
	struct error error = { 0 };

	ck_assert_ptr_null(column_alloc(SIZE_MAX / 2, 16, &error));
	ck_assert_int_eq(error.kind, ERROR_MEMORY);
	ck_assert_ptr_nonnull(strstr(error.message, "out of memory"));
	error = (struct error){ 0 };
	ck_assert_ptr_null(column_alloc(SIZE_MAX - 100, 1, &error));
	ck_assert_int_eq(error.kind, ERROR_MEMORY);
	ck_assert_ptr_null(column_alloc(SIZE_MAX / 8 * 7, 1, NULL));
}
END_TEST

START_TEST(a_failed_growth_leaves_the_column)
{
	size_t bytes = sizes[_i];
	struct error error = { 0 };
	unsigned char *column = column_alloc(bytes, 1, NULL);

	memset(column, 5, bytes);
	ck_assert(!column_grow(&column, SIZE_MAX / 3, 2, &error));
	ck_assert_int_eq(error.kind, ERROR_MEMORY);
	memory_fail_at(1);
	ck_assert(!column_grow(&column, bytes * 4 + 1, 1, NULL));
	ck_assert(is_all(column, bytes, 5));
	column_free(column);
}
END_TEST

/* Leaves pages behind that are not zero. */
static void
leave_pages(size_t bytes)
{
	unsigned char *column = column_alloc_unset(bytes, 1, NULL);

	memset(column, 9, bytes);
	column_free(column);
}

START_TEST(a_column_of_used_pages_is_zero_too)
{
	const size_t bytes = 5 * (size_t)HUGE_PAGE + 100;
	unsigned char *column;

	leave_pages(3 * HUGE_PAGE);
	column = column_alloc(bytes, 1, NULL);
	ck_assert(is_all(column, bytes + COLUMN_SLACK, 0));
	memset(column, 8, bytes);
	ck_assert(column_grow(&column, 2 * bytes, 1, NULL));
	ck_assert(is_all(column, bytes, 8));
	ck_assert(is_all(column + bytes, bytes + COLUMN_SLACK, 0));
	column_free(column);
}
END_TEST

START_TEST(an_unset_column_is_zero_behind_its_end)
{
	const size_t bytes = 2 * (size_t)HUGE_PAGE - COLUMN_SLACK - 100;
	unsigned char *column;

	leave_pages(3 * HUGE_PAGE);
	column = column_alloc_unset(bytes, 1, NULL);
	ck_assert(is_all(column + bytes, COLUMN_SLACK, 0));
	column = column_shrink(column, bytes / 2, 1);
	ck_assert(is_all(column + bytes / 2, COLUMN_SLACK, 0));
	column_free(column);
}
END_TEST

#ifdef MREMAP_FIXED
START_TEST(pages_are_kept_up_to_the_limit)
{
	char *column;

	spare_pages_limit(0);
	spare_pages_limit(SIZE_MAX);
	leave_pages(4 * HUGE_PAGE);
	spare_pages_limit(2 * HUGE_PAGE);
	column = mmap(NULL, 5 * HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		      0);
	ck_assert_ptr_ne(column, MAP_FAILED);
	ck_assert_uint_eq(spare_pages_take(column, 5 * HUGE_PAGE), 2 * HUGE_PAGE);
	ck_assert_int_eq(column[0], 9);
	ck_assert_int_eq(column[2 * HUGE_PAGE - 1], 9);
	ck_assert_uint_eq(spare_pages_take(column, 5 * HUGE_PAGE), 0);
	spare_pages_limit(0);
	spare_pages_keep(column, 5 * HUGE_PAGE);
	column = column_alloc(HUGE_PAGE, 2, NULL);
	ck_assert(is_all((unsigned char *)column, 2 * HUGE_PAGE, 0));
	column_free(column);
}
END_TEST

START_TEST(pages_never_written_to_are_not_kept)
{
	char *column = column_alloc(HUGE_PAGE, 4, NULL);
	char into[1];

	spare_pages_limit(0);
	spare_pages_limit(SIZE_MAX);
	column_free(column);
	ck_assert_uint_eq(spare_pages_take(into, SIZE_MAX), 0);
}
END_TEST
#endif

/* Pages that were used before are mappings of their own, each of which moves alone. */
START_TEST(a_column_of_used_pages_moves_without_a_copy)
{
	enum { PAGES = 6, BYTES = PAGES * HUGE_PAGE };
	char *others[PAGES], *column, *in_the_way;
	size_t wrong = 0;
	uint64_t peak;

	spare_pages_limit(SIZE_MAX);
	for (size_t i = 0; i < PAGES; i++) {
		others[i] = column_alloc(2 * HUGE_PAGE, 1, NULL);
		memset(others[i], 1, 2 * HUGE_PAGE);
	}
	for (size_t i = 0; i < PAGES; i++)
		column_free(others[i]);
	column = column_alloc(BYTES, 1, NULL);
	in_the_way = column_alloc(2 * HUGE_PAGE, 1, NULL);
	for (size_t i = 0; i < BYTES; i++)
		column[i] = (char)(i / 4096 + i);
	spare_pages_limit(0);
	peak = memory_peak();
	ck_assert(column_grow(&column, 8 * (size_t)BYTES, 1, NULL));
	ck_assert_uint_lt(memory_peak(), peak + BYTES / 2);
	for (size_t i = 0; i < BYTES + 2 * HUGE_PAGE; i++)
		wrong += column[i] != (i < BYTES ? (char)(i / 4096 + i) : 0);
	ck_assert_uint_eq(wrong, 0);
	column_free(column);
	column_free(in_the_way);
	spare_pages_limit(SIZE_MAX);
}
END_TEST

START_TEST(a_bitset_holds_each_bit_alone)
{
	bitset_word *set = bitset_alloc(1000, NULL);

	for (size_t i = 0; i < 1000; i += 7)
		bitset_add(set, i);
	bitset_remove(set, 70);
	for (size_t i = 0; i < 1000; i++)
		ck_assert_int_eq(bitset_has(set, i), i % 7 == 0 && i != 70);
	column_free(set);
}
END_TEST

Suite *
check_column(void)
{
	const int size_count = (int)(sizeof(sizes) / sizeof(*sizes));
	Suite *suite = suite_create("column");
	TCase *tests = tcase_create("column");

	tcase_add_loop_test(tests, a_column_is_zero_aligned_and_readable_behind_its_end, 0,
	                    size_count);
	tcase_add_test(tests, a_large_column_begins_a_huge_page);
	tcase_add_test(tests, growing_keeps_what_was_there_and_adds_zeroes);
	tcase_add_test(tests, growing_one_by_one_is_linear);
	tcase_add_test(tests, a_list_has_room_as_long_as_its_capacity_says_so);
	tcase_add_test(tests, a_list_that_finds_no_room_is_what_it_was);
	tcase_add_loop_test(tests, a_list_keeps_its_elements_at_any_size, 0, size_count);
	tcase_add_loop_test(tests, a_shrunk_column_stays_where_it_is, 0, size_count);
	tcase_add_test(tests, shrinking_gives_pages_back);
	tcase_add_test(tests, a_size_that_overflows_is_refused_with_a_message);
	tcase_add_loop_test(tests, a_failed_growth_leaves_the_column, 0, size_count);
	tcase_add_test(tests, a_column_of_used_pages_is_zero_too);
	tcase_add_test(tests, an_unset_column_is_zero_behind_its_end);
#ifdef MREMAP_FIXED
	tcase_add_test(tests, pages_are_kept_up_to_the_limit);
	tcase_add_test(tests, pages_never_written_to_are_not_kept);
	tcase_add_test(tests, a_column_of_used_pages_moves_without_a_copy);
#endif
	tcase_add_test(tests, a_bitset_holds_each_bit_alone);
	suite_add_tcase(suite, tests);
	return suite;
}
