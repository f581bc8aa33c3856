/*
 * Variables that no live function can read, from V8's scope tables.
 */

#include "config.h"

#include "heap/closure_contexts.h"
#include "unit/picture.h"
#include "unit/suites.h"

/*
 *	function outer() {              scope 2: big, used
 *		const big = ..., used = ...;
 *		return () => used;          scope 1, uses variable 1 of scope 2
 *	}
 */
static const char drawing[] =
	"(root)                                       -> inner\n"
	"inner closure                                -> $context  $innerinfo.shared\n"
	"innerinfo name=\"system / SharedFunctionInfo\" -> $script  $one.scope_id\n"
	"outerinfo name=\"system / SharedFunctionInfo\" -> $script  $info.name_or_scope_info\n"
	"script name=\"system / Script / a.js\"\n"
	"context name=\"system / Context\"              -> %big  %used  $info.scope_info\n"
	"big:100\n"
	"used:1\n"
	"info name=\"system / ScopeInfo\"               -> $two.scope_id\n"
	"two number name=\"int\"                        -> $text2.value\n"
	"one number name=\"int\"                        -> $text1.value\n"
	"text2 string name=\"2\"\n"
	"text1 string name=\"1\"\n";

static struct heap *
scoped_heap(struct text scopes, struct text variables, struct text uses)
{
	struct picture picture = { 0 };
	struct error error = { 0 };
	struct heap *heap;

	ck_assert_msg(picture_parse(&picture, text_of(drawing), &error), "%s", error.message);
	picture.scopes = scopes;
	picture.scope_variables = variables;
	picture.scope_uses = uses;
	heap = picture_heap(&picture, 1, &error);
	ck_assert_msg(heap != NULL, "%s", error.message);
	picture_release(&picture);
	return heap;
}

/* The script is node 4, so its index is 28.  Rows: script, id, depth, variables, uses. */
#define OUTER "28,2,0,2,0"
#define INNER "28,1,1,0,1"

/* Names of the dead variables, each with a blank behind it. */
static void
expect_dead(struct text scopes, struct text variables, struct text uses, const char *expected)
{
	struct heap *heap = scoped_heap(scopes, variables, uses);
	struct closure_contexts contexts;
	struct arena scratch = { 0 };
	struct buffer found = { 0 };

	ck_assert(closure_contexts_build(&contexts, heap, NULL, NULL));
	ck_assert_uint_eq(contexts.count, 1);
	for (size_t i = 0; i < contexts.dead_count; i++) {
		ck_assert(closure_contexts_is_dead(&contexts, contexts.dead[i]));
		buffer_add_text(&found, snapshot_edge_name(&heap->snapshot, contexts.dead[i],
							   &scratch));
		buffer_add_char(&found, ' ');
	}
	buffer_add_char(&found, '\0');
	ck_assert_str_eq(found.at, expected);
	buffer_release(&found);
	arena_release(&scratch);
	closure_contexts_release(&contexts);
	heap_free(heap);
}

START_TEST(a_variable_that_no_live_function_reads_is_dead)
{
	expect_dead(TEXT(OUTER "," INNER), TEXT("big used "), TEXT("2,1"), "big ");
	expect_dead(TEXT(OUTER "," INNER), TEXT("big used "), TEXT("2,0"), "used ");
}
END_TEST

START_TEST(a_use_by_a_function_within_is_a_use)
{
	/* Scope 3 stands in scope 1, whose function is alive and may make it again. */
	expect_dead(TEXT(OUTER ",28,1,1,0,0,28,3,2,0,1"), TEXT("big used "), TEXT("2,0"), "used ");
}
END_TEST

START_TEST(a_use_by_a_function_that_is_gone_is_none)
{
	/* Scope 3 stands beside scope 1, and nobody is left who could make it. */
	expect_dead(TEXT(OUTER ",28,1,1,0,0,28,3,1,0,1"), TEXT("big used "), TEXT("2,0"),
		    "big used ");
}
END_TEST

START_TEST(variables_the_tables_do_not_name_are_left_alone)
{
	expect_dead(TEXT("28,2,0,1,0," INNER), TEXT("other "), TEXT("2,0"), "");
}
END_TEST

/* DevTools reads -2 as 2: then the use of a variable of the script would be one of `big`. */
START_TEST(a_negative_id_is_that_of_another_scope)
{
	expect_dead(TEXT("28,-2,0,1,0,28,2,1,2,0,28,1,2,0,2"), TEXT("top big used "),
		    TEXT("2,1,-2,0"), "big ");
}
END_TEST

START_TEST(a_scope_written_twice_is_one_scope)
{
	/* Uses told by the first row count for the last. */
	expect_dead(TEXT(OUTER ",28,1,1,0,1,28,1,1,0,0"), TEXT("big used "), TEXT("2,1"), "big ");
	/* A scope that stands in the first row stands in the one with that id. */
	expect_dead(TEXT(OUTER ",28,1,1,0,0,28,3,2,0,1,28,1,1,0,0"), TEXT("big used "),
		    TEXT("2,0"), "used ");
}
END_TEST

START_TEST(a_script_without_scopes_is_counted_not_judged)
{
	/* The tables speak of node 1 only. */
	struct heap *heap = scoped_heap(TEXT("7,0,0,0,0"), TEXT(""), TEXT(""));
	struct closure_contexts contexts;

	ck_assert(closure_contexts_build(&contexts, heap, NULL, NULL));
	ck_assert_uint_eq(contexts.dead_count, 0);
	ck_assert_uint_eq(contexts.unscoped_count, 1);
	ck_assert_uint_eq(contexts.unscoped[0].script, 4);
	ck_assert_uint_eq(contexts.unscoped[0].count, 1);
	closure_contexts_release(&contexts);
	heap_free(heap);
}
END_TEST

Suite *
check_closure_contexts(void)
{
	Suite *suite = suite_create("closure_contexts");
	TCase *tests = tcase_create("closure_contexts");

	tcase_add_test(tests, a_variable_that_no_live_function_reads_is_dead);
	tcase_add_test(tests, a_use_by_a_function_within_is_a_use);
	tcase_add_test(tests, a_use_by_a_function_that_is_gone_is_none);
	tcase_add_test(tests, variables_the_tables_do_not_name_are_left_alone);
	tcase_add_test(tests, a_negative_id_is_that_of_another_scope);
	tcase_add_test(tests, a_scope_written_twice_is_one_scope);
	tcase_add_test(tests, a_script_without_scopes_is_counted_not_judged);
	suite_add_tcase(suite, tests);
	return suite;
}
