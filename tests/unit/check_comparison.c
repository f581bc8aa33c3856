/*
 * Two snapshots compared, against the definition: an object is the same if an object of its
 * id stands on the other side under the same constructor; all others are new or gone.
 */

#include "config.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/comparison.h"
#include "heap/constructors.h"
#include "unit/picture.h"
#include "unit/random.h"
#include "unit/suites.h"

enum { NODES = 120, PAIRS = 200 };

/* A graph of some of the numbers below NODES; at most one object has another constructor in the
 * second graph: more would make it another process. */
static void
make_graph(struct picture *picture, uint64_t *random, size_t changed)
{
	static const char *const names[] = { "Foo", "Bar", "Baz" };
	struct picture_node *root = picture_add_node(picture, TEXT("root"));

	root->type = 9;
	root->name = TEXT("");
	root->id = 1;
	for (size_t i = 1; i < NODES; i++)
		if (i % 7 == 0 || random_below(random, 5) > 0)
			picture_add_edge(picture, PICTURE_PROPERTY,
					 arena_printf(&picture->arena, "n%zu", i))
				->name = TEXT("x");
	for (size_t i = 0, edges = picture->edge_count; i < edges; i++) {
		struct text label = picture->edges[i].label;
		struct picture_node *node = picture_add_node(picture, label);
		size_t number = (size_t)atoi(label.at + 1);

		node->type = number % 5 == 0 ? 5 : 3;
		node->name = text_of(names[number == changed ? (number + 1) % 3 : number % 3]);
		node->id = 2 * number + 1;
		node->size = number % 11 == 0 ? 0 : 1 + random_below(random, 50);
		node->has_location = number % 4 == 0;
		node->line = (uint32_t)(number % 8);
	}
}

static struct heap *
make_heap(uint64_t *random, size_t changed)
{
	struct picture picture = { 0 };
	struct error error = { 0 };
	struct heap *heap;

	make_graph(&picture, random, changed);
	ck_assert_msg(picture_link(&picture, &error), "%s", error.message);
	heap = picture_heap(&picture, 1, &error);
	ck_assert_msg(heap != NULL, "%s", error.message);
	picture_release(&picture);
	return heap;
}

static bool
stands_in(const struct heap *heap, node_ix node, const struct heap *other)
{
	for (node_ix i = 0; i < heap_node_count(other); i++)
		if (heap_node_id(other, i) == heap_node_id(heap, node)
		    && heap_shallow_size(other, i) != 0
		    && heap_class_compare(&heap->classes.at[heap_class_of(heap, node)],
					  &other->classes.at[heap_class_of(other, i)])
			       == 0)
			return true;
	return false;
}

/* How many objects of one heap with this constructor are not in the other, and their bytes. */
static uint32_t
count_others(const struct heap *heap, const struct heap *other, const struct heap_class *class,
	     uint64_t *size)
{
	uint32_t count = 0;

	*size = 0;
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		if (heap_shallow_size(heap, node) == 0 || stands_in(heap, node, other)
		    || heap_class_compare(class, &heap->classes.at[heap_class_of(heap, node)]) != 0)
			continue;
		count++;
		*size += heap_shallow_size(heap, node);
	}
	return count;
}

/* The constructor a row is about, from one of its objects. */
static const struct heap_class *
class_of_row(const struct comparison *comparison, const struct comparison_row *row,
	     const struct heap *base, const struct heap *heap)
{
	const struct heap *of = row->added_count > 0 ? heap : base;
	node_ix node = row->added_count > 0 ? comparison->added[row->first_added]
					    : comparison->removed[row->first_removed];

	return &of->classes.at[heap_class_of(of, node)];
}

START_TEST(rows_are_what_the_definition_says_of_random_pairs)
{
	for (uint64_t seed = 1; seed <= PAIRS; seed++) {
		uint64_t random = seed;
		struct heap *base = make_heap(&random, 0);
		struct heap *heap = make_heap(&random, 7 * (1 + random_below(&random, 9)));
		struct comparison comparison = { 0 };
		uint64_t added = 0, removed = 0, all_added = 0, all_removed = 0;

		ck_assert(comparison_build(&comparison, base, heap, NULL, NULL));
		ck_assert_msg(comparison.of_one_process, "seed %lu", (unsigned long)seed);
		for (uint32_t i = 0; i < comparison.count; i++) {
			const struct comparison_row *row = &comparison.rows[i];
			const struct heap_class *class =
				class_of_row(&comparison, row, base, heap);
			uint64_t size;

			ck_assert_msg(text_equal(row->name, class->name), "seed %lu",
				      (unsigned long)seed);
			ck_assert_uint_eq(row->added_count, count_others(heap, base, class, &size));
			ck_assert_uint_eq(row->added_size, size);
			ck_assert_uint_eq(row->removed_count,
					  count_others(base, heap, class, &size));
			ck_assert_uint_eq(row->removed_size, size);
			added += row->added_count;
			removed += row->removed_count;
		}
		for (node_ix node = 0; node < heap_node_count(heap); node++)
			all_added += heap_shallow_size(heap, node) != 0
				     && !stands_in(heap, node, base);
		for (node_ix node = 0; node < heap_node_count(base); node++)
			all_removed += heap_shallow_size(base, node) != 0
				       && !stands_in(base, node, heap);
		ck_assert_uint_eq(added, all_added);
		ck_assert_uint_eq(removed, all_removed);
		ck_assert_uint_eq(comparison.added_count, all_added);
		ck_assert_uint_eq(comparison.removed_count, all_removed);
		comparison_release(&comparison);
		heap_free(base);
		heap_free(heap);
	}
}
END_TEST

START_TEST(a_snapshot_compared_with_itself_has_no_rows)
{
	uint64_t random = 5;
	struct heap *heap = make_heap(&random, 0);
	struct comparison comparison = { 0 };

	ck_assert(comparison_build(&comparison, heap, heap, NULL, NULL));
	ck_assert_uint_eq(comparison.count, 0);
	comparison_release(&comparison);
	heap_free(heap);
}
END_TEST

/* All ids moved on by two: none means what it did, but every object is reached as before. */
START_TEST(objects_of_another_process_are_told_by_how_they_are_reached)
{
	static const char drawing[] = "(root) -> >window\n"
				      "window:10 @%u -> cache ball hat\n"
				      "cache:20 @%u -> first second\n"
				      "ball:3 @%u\n"
				      "hat:4 @%u\n"
				      "first:5 @%u name=\"Entry\"\n"
				      "second:6 @%u name=\"Entry\"\n"
				      "%s";
	struct heap *heaps[2];
	struct comparison comparison = { 0 };

	for (unsigned i = 0; i < 2; i++) {
		struct picture picture = { 0 };
		struct error error = { 0 };
		struct buffer text = { 0 };

		buffer_printf(&text, drawing, 5 + 2 * i, 7 + 2 * i, 9 + 2 * i, 11 + 2 * i,
			      13 + 2 * i, 15 + 2 * i, i == 0 ? "" : "stray:9 @99\n");
		if (i == 1)
			buffer_add_text(&text, TEXT("last:7 @101 -> ~stray\n"));
		ck_assert_msg(picture_parse(&picture, buffer_text(&text), &error), "%s",
			      error.message);
		heaps[i] = picture_heap(&picture, 1, &error);
		ck_assert_msg(heaps[i] != NULL, "%s", error.message);
		picture_release(&picture);
		buffer_release(&text);
	}
	ck_assert(comparison_build(&comparison, heaps[0], heaps[1], NULL, NULL));
	ck_assert(!comparison.of_one_process);
	ck_assert_uint_eq(comparison.removed_count, 0);
	ck_assert_uint_eq(comparison.added_count, 2);
	comparison_release(&comparison);
	heap_free(heaps[0]);
	heap_free(heaps[1]);
}
END_TEST

Suite *
check_comparison(void)
{
	Suite *suite = suite_create("comparison");
	TCase *tests = tcase_create("comparison");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, rows_are_what_the_definition_says_of_random_pairs);
	tcase_add_test(tests, a_snapshot_compared_with_itself_has_no_rows);
	tcase_add_test(tests, objects_of_another_process_are_told_by_how_they_are_reached);
	suite_add_tcase(suite, tests);
	return suite;
}
