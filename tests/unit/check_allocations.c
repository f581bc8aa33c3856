/*
 * Allocation stacks and the timeline of recordings.
 */

#include "config.h"

#include "heap/allocations.h"
#include "heap/timeline.h"
#include "unit/picture.h"
#include "unit/suites.h"

/*
 *	(root) 1
 *	  main 2
 *	    add 3
 *	      push 4    2 objects, 20 bytes
 *	    load 5
 *	      push 6    1 object, 10 bytes
 *	  load 7
 *	    push 8      4 objects, 40 bytes
 */
static const char tree[] = "1,0,0,0,[2,1,0,0,[3,2,0,0,[4,4,2,20,[]],5,3,0,0,[6,4,1,10,[]]],"
			   "7,3,0,0,[8,4,4,40,[]]]";

static struct heap *
recorded_heap(const char *drawing, struct text functions, struct text trace_tree,
	      struct text samples)
{
	struct picture picture = { 0 };
	struct error error = { 0 };
	struct heap *heap;

	ck_assert_msg(picture_parse(&picture, text_of(drawing), &error), "%s", error.message);
	picture.trace_functions = functions;
	picture.trace_tree = trace_tree;
	picture.samples = samples;
	heap = picture_heap(&picture, 1, &error);
	ck_assert_msg(heap != NULL, "%s", error.message);
	picture_release(&picture);
	return heap;
}

static struct heap *
stacked_heap(void)
{
	return recorded_heap("(root) @1 -> a b c d\n"
			     "a:8 @3 trace=4\n"
			     "b:9 @5 trace=4\n"
			     "c:5 @7 trace=8\n"
			     "d:5 @9\n",
			     TEXT("(root) main add load push "), text_of(tree), TEXT(""));
}

/* "push 7 70 3 22": name, count, size, live count, live size. */
static void
expect_frame(const struct allocations *allocations, uint32_t frame, const char *expected)
{
	const struct allocation_frame *f = &allocations->frames[frame];
	struct arena scratch = { 0 };
	struct text name = allocation_function_name(allocations->snapshot, f->function, &scratch);
	struct text found = arena_printf(
		&scratch, "%.*s %llu %llu %llu %llu", (int)name.length, name.at,
		(unsigned long long)f->count, (unsigned long long)f->size,
		(unsigned long long)f->live_count, (unsigned long long)f->live_size);

	ck_assert_msg(text_equal(found, text_of(expected)), "%.*s, not %s", (int)found.length,
		      found.at, expected);
	arena_release(&scratch);
}

static void
expect_filter(const struct allocations *allocations, uint32_t frame, const char *expected)
{
	struct arena scratch = { 0 };
	struct text found = allocation_filter(allocations, frame, &scratch);

	ck_assert_msg(text_equal(found, text_of(expected)), "%.*s, not %s", (int)found.length,
		      found.at, expected);
	arena_release(&scratch);
}

START_TEST(a_function_counts_all_stacks_that_end_in_it)
{
	struct heap *heap = stacked_heap();
	struct allocations allocations;

	ck_assert(allocations_build(&allocations, heap, NULL, NULL));
	ck_assert_uint_eq(allocations.function_count, 1); /* the others allocated nothing */
	expect_frame(&allocations, 0, "push 7 70 3 22");
	expect_filter(&allocations, 0, "allocation=4,6,8");
	allocations_release(&allocations);
	heap_free(heap);
}
END_TEST

START_TEST(under_a_function_stand_its_callers)
{
	struct heap *heap = stacked_heap();
	struct allocations allocations;
	uint32_t add, load;

	ck_assert(allocations_build(&allocations, heap, NULL, NULL));
	ck_assert(allocations_expand(&allocations, 0, NULL));
	ck_assert_uint_eq(allocations.frames[0].child_count, 2);
	add = allocations.frames[0].first_child;
	load = add + 1;
	expect_frame(&allocations, add, "add 2 20 2 17");
	expect_frame(&allocations, load, "load 5 50 1 5");
	expect_filter(&allocations, load, "allocation=6,8");
	ck_assert(!allocations.frames[add].is_only_caller);

	ck_assert(allocations_expand(&allocations, load, NULL));
	ck_assert_uint_eq(allocations.frames[load].child_count, 2);
	expect_frame(&allocations, allocations.frames[load].first_child, "main 1 10 0 0");
	expect_frame(&allocations, allocations.frames[load].first_child + 1, "(root) 4 40 1 5");

	ck_assert(allocations_expand(&allocations, add, NULL));
	ck_assert(allocations.frames[allocations.frames[add].first_child].is_only_caller);
	allocations_release(&allocations);
	heap_free(heap);
}
END_TEST

START_TEST(nobody_calls_the_root)
{
	struct heap *heap = stacked_heap();
	struct allocations allocations;
	uint32_t frame = 0;

	ck_assert(allocations_build(&allocations, heap, NULL, NULL));
	while (allocation_has_callers(&allocations, frame)) {
		ck_assert(allocations_expand(&allocations, frame, NULL));
		frame = allocations.frames[frame].first_child;
	}
	expect_frame(&allocations, frame, "(root) 2 20 2 17");
	ck_assert(allocations_expand(&allocations, frame, NULL));
	ck_assert_uint_eq(allocations.frames[frame].child_count, 0);
	allocations_release(&allocations);
	heap_free(heap);
}
END_TEST

START_TEST(the_stack_of_an_object_starts_with_who_made_it)
{
	struct heap *heap = stacked_heap();
	struct arena scratch = { 0 };
	size_t count;
	uint32_t *stack = allocation_stack(heap, 1, &count, &scratch);
	static const uint32_t expected[] = { 4, 2, 1, 0 };

	ck_assert_uint_eq(count, 4);
	ck_assert_mem_eq(stack, expected, sizeof(expected));
	ck_assert(text_equal(allocation_function_source(&heap->snapshot, stack[0], &scratch),
			     TEXT("/app.js:5:1")));
	ck_assert_ptr_null(allocation_stack(heap, 4, &count, &scratch));
	ck_assert_uint_eq(count, 0);
	arena_release(&scratch);
	heap_free(heap);
}
END_TEST

START_TEST(functions_missing_from_the_table_are_one)
{
	struct heap *heap = recorded_heap("(root) @1 -> a\na:8 @3 trace=2\n", TEXT("(root) "),
					  TEXT("1,0,0,0,[2,7,1,5,[],3,9,1,6,[]]"), TEXT(""));
	struct allocations allocations;

	ck_assert(allocations_build(&allocations, heap, NULL, NULL));
	ck_assert_uint_eq(allocations.function_count, 1);
	expect_frame(&allocations, 0, "(unknown) 2 11 1 8");
	allocations_release(&allocations);
	heap_free(heap);
}
END_TEST

START_TEST(an_object_belongs_to_the_first_sample_that_knows_its_id)
{
	struct heap *heap = recorded_heap("(root) @1 -> a b c d e\n"
					  "a:1 @3\n"
					  "b:2 @5\n"
					  "c:4 @7\n"
					  "d:8 @6\n"   /* even: not of the JavaScript heap */
					  "e:16 @99\n", /* after the last sample */
					  TEXT(""), TEXT(""), TEXT("1000,3, 51000,3, 101000,7"));
	struct timeline timeline;

	ck_assert(timeline_build(&timeline, heap, NULL, NULL));
	ck_assert_uint_eq(timeline.count, 3);
	ck_assert_uint_eq(timeline.at[0].size, 1);
	ck_assert_uint_eq(timeline.at[1].size, 0);
	ck_assert_uint_eq(timeline.at[2].size, 6);
	ck_assert_uint_eq(timeline.at[2].count, 2);
	ck_assert_uint_eq(timeline.at[2].time_us, 100000);
	ck_assert_uint_eq(timeline.at[2].min_id, 3);
	ck_assert_uint_eq(timeline.at[2].max_id, 7);
	timeline_release(&timeline);
	heap_free(heap);
}
END_TEST

Suite *
check_allocations(void)
{
	Suite *suite = suite_create("allocations");
	TCase *tests = tcase_create("allocations");

	tcase_add_test(tests, a_function_counts_all_stacks_that_end_in_it);
	tcase_add_test(tests, under_a_function_stand_its_callers);
	tcase_add_test(tests, nobody_calls_the_root);
	tcase_add_test(tests, the_stack_of_an_object_starts_with_who_made_it);
	tcase_add_test(tests, functions_missing_from_the_table_are_one);
	tcase_add_test(tests, an_object_belongs_to_the_first_sample_that_knows_its_id);
	suite_add_tcase(suite, tests);
	return suite;
}
