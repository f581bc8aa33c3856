#include "config.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/memory.h"
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

static int
compare_hashes(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* A slot keeps half of a hash: of so many texts some have the same. */
START_TEST(texts_of_one_hash_are_told_apart)
{
	enum { TEXTS = 400000 };
	uint64_t *hashes = xmalloc(TEXTS * sizeof(*hashes));
	struct text_map map = { 0 };
	struct arena kept = { 0 };
	unsigned pairs = 0;

	text_map_add(&map, TEXT("the key is there with the first"));

	for (uint64_t i = 0; i < TEXTS; i++) {
		struct text text = { (const char *)&i, sizeof(i) };

		hashes[i] = text_hash_keyed(map.key, text) << 32 | i;
	}
	qsort(hashes, TEXTS, sizeof(*hashes), compare_hashes);
	for (size_t i = 1; i < TEXTS; i++) {
		uint64_t numbers[] = { (uint32_t)hashes[i - 1], (uint32_t)hashes[i] };
		struct text first = { (const char *)&numbers[0], sizeof(*numbers) };
		struct text second = { (const char *)&numbers[1], sizeof(*numbers) };
		uint32_t number = map.count;

		if (hashes[i - 1] >> 32 != hashes[i] >> 32)
			continue;
		pairs++;
		ck_assert_uint_eq(text_map_add(&map, first), number);
		map.at[number] = arena_text(&kept, first);
		ck_assert_uint_eq(text_map_find(&map, second), TEXT_MAP_NONE);
		ck_assert_uint_eq(text_map_add(&map, second), number + 1);
		map.at[number + 1] = arena_text(&kept, second);
		ck_assert_uint_eq(text_map_find(&map, first), number);
		ck_assert_uint_eq(text_map_find(&map, second), number + 1);
	}
	text_map_release(&map);
	arena_release(&kept);
	ck_assert_uint_gt(pairs, 0);
	free(hashes);
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
	tcase_add_test(tests, texts_of_one_hash_are_told_apart);
	suite_add_tcase(suite, tests);
	return suite;
}
