#include "config.h"

#include "base/arena.h"
#include "unit/suites.h"

START_TEST(what_is_allocated_is_aligned_and_stays)
{
	struct arena arena = { 0 };
	unsigned char *pieces[2000];

	for (size_t i = 0; i < 2000; i++) {
		pieces[i] = arena_alloc(&arena, i % 97);
		ck_assert_uint_eq((uintptr_t)pieces[i] % 16, 0);
		memset(pieces[i], (int)(i % 251), i % 97);
	}
	for (size_t i = 0; i < 2000; i++)
		for (size_t j = 0; j < i % 97; j++)
			if (pieces[i][j] != i % 251)
				ck_abort_msg("byte %zu of piece %zu is %u", j, i, pieces[i][j]);
	arena_release(&arena);
}
END_TEST

START_TEST(larger_than_a_block_is_fine)
{
	struct arena arena = { 0 };
	char *small = arena_alloc(&arena, 3);
	char *large = arena_alloc(&arena, 5000000);

	memset(small, 1, 3);
	memset(large, 2, 5000000);
	ck_assert_int_eq(small[2], 1);
	arena_release(&arena);
}
END_TEST

START_TEST(text_is_copied_with_its_nul_bytes)
{
	struct arena arena = { 0 };
	char original[] = { 'a', '\0', 'b' };
	struct text copy = arena_text(&arena, (struct text){ original, 3 });

	original[0] = 'x';
	ck_assert(text_equal(copy, (struct text){ "a\0b", 3 }));
	ck_assert(text_equal(arena_text(&arena, TEXT("")), TEXT("")));
	arena_release(&arena);
}
END_TEST

START_TEST(printf_returns_what_was_printed)
{
	struct arena arena = { 0 };

	ck_assert(text_equal(arena_printf(&arena, "%s is %d", "six", 6), TEXT("six is 6")));
	ck_assert(text_equal(arena_printf(&arena, "%s", ""), TEXT("")));
	arena_release(&arena);
}
END_TEST

START_TEST(reset_uses_the_newest_block_again)
{
	struct arena arena = { 0 };
	char *first;

	arena_reset(&arena); /* of an empty one: nothing */
	for (int i = 0; i < 100; i++)
		arena_alloc(&arena, 10000);
	arena_reset(&arena);
	first = arena_alloc(&arena, 16);
	arena_reset(&arena);
	ck_assert_ptr_eq(arena_alloc(&arena, 16), first);
	arena_release(&arena);
	ck_assert_ptr_null(arena.blocks);
}
END_TEST

Suite *
check_arena(void)
{
	Suite *suite = suite_create("arena");
	TCase *tests = tcase_create("arena");

	tcase_add_test(tests, what_is_allocated_is_aligned_and_stays);
	tcase_add_test(tests, larger_than_a_block_is_fine);
	tcase_add_test(tests, text_is_copied_with_its_nul_bytes);
	tcase_add_test(tests, printf_returns_what_was_printed);
	tcase_add_test(tests, reset_uses_the_newest_block_again);
	suite_add_tcase(suite, tests);
	return suite;
}
