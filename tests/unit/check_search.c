/*
 * Searching objects by what is written on them.
 */

#include "config.h"

#include "base/memory.h"
#include "heap/search.h"
#include "unit/picture.h"
#include "unit/suites.h"

static const char drawing[] =
	"(root) @1                          -> a b c d e f g h\n"
	"a:1 @3 name=\"Cache\"\n"
	"b:1 @5 name=\"LRUcache\"\n"
	"c:1 @7 string name=\"a (cache) [of] text\"\n"
	"d:1 @9 concatenated_string         -> $left.first $right.second\n"
	"left:1 @11 string name=\"CA\"\n"
	"right:1 @13 string name=\"CHE\"\n"
	"e:1 @15 name=\"Object\"              -> f.cacheSize f.other\n"
	"f:0 @17 name=\"Cache\"\n"
	"g:1 @19 string name=\"\\u00c4PFEL\"\n"
	"h:1 @21 string name=\"one\\ntwo\"\n";

static struct heap *heap;

static void
open_heap(void)
{
	heap = drawn_heap(drawing);
}

static void
close_heap(void)
{
	heap_free(heap);
}

static void
expect_found(const char *pattern, bool match_case, const bitset_word *accepted, const char *ids)
{
	struct error error = { 0 };
	struct buffer found = { 0 };
	size_t count;
	node_ix *nodes = search_nodes(heap, text_of(pattern), match_case, accepted, &count, NULL,
				      &error);

	ck_assert_msg(nodes != NULL, "%s: %s", pattern, error.message);
	for (size_t i = 0; i < count; i++)
		buffer_printf(&found, "%s%u", i > 0 ? " " : "", heap_node_id(heap, nodes[i]));
	buffer_add_char(&found, '\0');
	ck_assert_msg(strcmp(found.at, ids) == 0, "%s: found %s, not %s", pattern, found.at, ids);
	buffer_release(&found);
	column_free(nodes);
}

START_TEST(text_is_found_in_any_case_in_names_ropes_and_properties)
{
	expect_found("cache", false, NULL, "3 5 7 9 15");
	expect_found("  Cache\t", false, NULL, "3 5 7 9 15");
	expect_found("\303\244pf", false, NULL, "19");
	expect_found("(cache) [", false, NULL, "7");
}
END_TEST

START_TEST(case_can_matter)
{
	expect_found("cache", true, NULL, "5 7 15");
	expect_found("CACHE", true, NULL, "9");
}
END_TEST

START_TEST(a_regular_expression_has_its_own_case)
{
	expect_found("/^Cache$/", false, NULL, "3");
	expect_found("/^cache$/", false, NULL, "");
	expect_found("/^cache$/i", false, NULL, "3 9");
	expect_found("/cache(Size)?, /", false, NULL, "15");
}
END_TEST

/* Not one of JavaScript's, but for the dot. */
START_TEST(a_regular_expression_is_one_of_posix)
{
	expect_found("/^[A-Z]{3}[a-z]+$/", false, NULL, "5");
	expect_found("/^one.two$/", false, NULL, "");
	expect_found("/^one\\stwo$/", false, NULL, "21");
}
END_TEST

START_TEST(an_id_finds_its_object_whatever_its_size)
{
	expect_found("@17", false, NULL, "17");
	expect_found("@18", false, NULL, "");
	expect_found("@x", false, NULL, "");
	expect_found("@", false, NULL, "");
}
END_TEST

START_TEST(nothing_is_found_by_nothing)
{
	expect_found("", false, NULL, "");
	expect_found(" \n", false, NULL, "");
}
END_TEST

START_TEST(only_accepted_objects_are_looked_at)
{
	bitset_word *accepted = bitset_alloc(heap_node_count(heap), NULL);

	bitset_add(accepted, 2);
	bitset_add(accepted, 8);
	expect_found("cache", false, accepted, "5");
	expect_found("@7", false, accepted, "");
	column_free(accepted);
}
END_TEST

START_TEST(what_is_no_regular_expression_is_refused)
{
	struct error error = { 0 };
	size_t count;

	ck_assert_ptr_null(search_nodes(heap, TEXT("/(/"), false, NULL, &count, NULL, &error));
	ck_assert_int_eq(error.kind, ERROR_USAGE);
}
END_TEST

START_TEST(a_search_can_be_cancelled)
{
	struct progress progress = { .total = 0 };
	struct error error = { 0 };
	size_t count;

	progress_cancel(&progress);
	ck_assert_ptr_null(search_nodes(heap, TEXT("x"), false, NULL, &count, &progress, &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
}
END_TEST

Suite *
check_search(void)
{
	Suite *suite = suite_create("search");
	TCase *tests = tcase_create("search");

	tcase_add_checked_fixture(tests, open_heap, close_heap);
	tcase_add_test(tests, text_is_found_in_any_case_in_names_ropes_and_properties);
	tcase_add_test(tests, case_can_matter);
	tcase_add_test(tests, a_regular_expression_has_its_own_case);
	tcase_add_test(tests, a_regular_expression_is_one_of_posix);
	tcase_add_test(tests, an_id_finds_its_object_whatever_its_size);
	tcase_add_test(tests, nothing_is_found_by_nothing);
	tcase_add_test(tests, only_accepted_objects_are_looked_at);
	tcase_add_test(tests, what_is_no_regular_expression_is_refused);
	tcase_add_test(tests, a_search_can_be_cancelled);
	suite_add_tcase(suite, tests);
	return suite;
}
