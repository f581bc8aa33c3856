#include "config.h"

#include "base/arena.h"
#include "base/text_map.h"
#include "unit/suites.h"

START_TEST(texts_are_numbered_as_they_come)
{
	struct text_map map = { 0 };

	ck_assert_uint_eq(text_map_find(&map, TEXT("a")), TEXT_MAP_NONE);
	ck_assert_uint_eq(text_map_add(&map, TEXT("a")), 0);
	ck_assert_uint_eq(text_map_add(&map, TEXT("")), 1);
	ck_assert_uint_eq(text_map_add(&map, TEXT("a")), 0);
	ck_assert_uint_eq(text_map_find(&map, TEXT("")), 1);
	ck_assert_uint_eq(text_map_find(&map, TEXT("b")), TEXT_MAP_NONE);
	ck_assert_uint_eq(map.count, 2);
	text_map_release(&map);
}
END_TEST

START_TEST(thousands_of_texts_are_told_apart)
{
	struct text_map map = { 0 };
	struct arena arena = { 0 };
	uint32_t wrong = 0;

	for (uint32_t i = 0; i < 20000; i++)
		wrong += text_map_add(&map, arena_printf(&arena, "%u", i)) != i;
	for (uint32_t i = 0; i < 20000; i++) {
		struct text text = arena_printf(&arena, "%u", i);

		wrong += text_map_find(&map, text) != i || !text_equal(map.at[i], text);
		wrong += text_map_find(&map, arena_printf(&arena, "%ux", i)) != TEXT_MAP_NONE;
	}
	ck_assert_uint_eq(wrong, 0);
	ck_assert_uint_eq(map.count, 20000);
	text_map_release(&map);
	arena_release(&arena);
}
END_TEST

/* The same texts one by one and all at once, in pieces of every length, some of them twice. */
START_TEST(many_at_once_get_the_numbers_that_one_by_one_gives)
{
	enum { TEXTS = 5000, DIFFERENT = 3000 };
	struct text_map one = { 0 }, all = { 0 };
	struct arena arena = { 0 };
	struct text texts[TEXTS];
	uint32_t expected[TEXTS], numbers[TEXTS], wrong = 0;

	for (uint32_t i = 0; i < TEXTS; i++) {
		texts[i] = arena_printf(&arena, "%u", i * 7919 % DIFFERENT);
		expected[i] = text_map_add(&one, texts[i]);
	}
	for (size_t i = 0, length = 0; i < TEXTS; i += length, length++) {
		length = length < TEXTS - i ? length : TEXTS - i;
		text_map_add_all(&all, texts + i, length, numbers + i);
	}
	for (uint32_t i = 0; i < TEXTS; i++)
		wrong += numbers[i] != expected[i];
	ck_assert_uint_eq(wrong, 0);
	ck_assert_uint_eq(all.count, one.count);
	text_map_release(&one);
	text_map_release(&all);
	arena_release(&arena);
}
END_TEST

Suite *
check_text_map(void)
{
	Suite *suite = suite_create("text_map");
	TCase *tests = tcase_create("text_map");

	tcase_add_test(tests, texts_are_numbered_as_they_come);
	tcase_add_test(tests, thousands_of_texts_are_told_apart);
	tcase_add_test(tests, many_at_once_get_the_numbers_that_one_by_one_gives);
	suite_add_tcase(suite, tests);
	return suite;
}
