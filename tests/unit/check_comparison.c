/*
 * Two snapshots compared, against the definition: an object is the same if an object of its
 * id stands on the other side under the same constructor; all others are new or gone.
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/comparison.h"
#include "heap/constructors.h"
#include "view/view.h"
#include "unit/naive.h"
#include "unit/picture.h"
#include "unit/random.h"
#include "unit/suites.h"

enum { NODES = 120, PAIRS = 200, PLAIN_PAIRS = 100 };

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
		    && classes_compare(&heap->classes, heap_class_of(heap, node),
				       &other->classes, heap_class_of(other, i)) == 0)
			return true;
	return false;
}

/* How many objects of one heap with this constructor are not in the other, and their bytes. */
static uint32_t
count_others(const struct heap *heap, const struct heap *other, struct object example,
	     uint64_t *size)
{
	uint32_t count = 0;

	*size = 0;
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		if (heap_shallow_size(heap, node) == 0 || stands_in(heap, node, other)
		    || classes_compare(&example.heap->classes,
				       heap_class_of(example.heap, example.node), &heap->classes,
				       heap_class_of(heap, node)) != 0)
			continue;
		count++;
		*size += heap_shallow_size(heap, node);
	}
	return count;
}

/* One of the objects a row is about. */
static struct object
example_of_row(const struct comparison *comparison, const struct comparison_row *row,
	       const struct heap *base, const struct heap *heap)
{
	return row->added_count > 0
		       ? (struct object){ heap, comparison->added[row->first_added] }
		       : (struct object){ base, comparison->removed[row->first_removed] };
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
			struct object example = example_of_row(&comparison, row, base, heap);
			uint64_t size;

			ck_assert_msg(text_equal(row->name,
						 heap_class_name(example.heap, example.node)),
				      "seed %lu", (unsigned long)seed);
			ck_assert_uint_eq(row->added_count,
					  count_others(heap, base, example, &size));
			ck_assert_uint_eq(row->added_size, size);
			ck_assert_uint_eq(row->removed_count,
					  count_others(base, heap, example, &size));
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

/*
 * Plain objects: n1 ... n9 are what their properties lead to, the others have some of the
 * properties a to e, by their number, and now and then others in the second graph.
 */
static void
make_plain_graph(struct picture *picture, uint64_t *random, bool is_later)
{
	static const char *const properties[] = { "a", "b", "c", "d", "e", "__proto__" };
	struct picture_node *root = picture_add_node(picture, TEXT("root"));
	bool present[NODES];

	root->type = 9;
	root->name = TEXT("");
	root->id = 1;
	for (size_t i = 1; i < NODES; i++) {
		present[i] = i < 10 || random_below(random, 3) > 0;
		if (present[i])
			picture_add_edge(picture, PICTURE_PROPERTY,
					 arena_printf(&picture->arena, "n%zu", i))
				->name = TEXT("x");
	}
	for (size_t i = 1; i < NODES; i++) {
		uint64_t own = i / 3 + (is_later && random_below(random, 8) == 0);
		struct picture_node *node;

		if (!present[i])
			continue;
		node = picture_add_node(picture, arena_printf(&picture->arena, "n%zu", i));
		node->type = 3;
		node->name = i < 10 ? TEXT("Foo") : TEXT("Object");
		node->id = 2 * i + 1;
		node->size = i % 11 == 0 ? 0 : 1 + random_below(random, 50);
		node->has_location = i % 13 == 0;
		for (uint32_t count = i < 10 ? 0 : random_below(&own, 5); count > 0; count--)
			picture_add_edge(picture, PICTURE_PROPERTY, TEXT("n1"))->name =
				text_of(properties[random_below(&own, 6)]);
	}
}

struct plain_side {
	struct picture picture;
	struct naive naive;
	struct heap *heap;
};

static void
make_plain_side(struct plain_side *side, uint64_t *random, bool is_later)
{
	struct error error = { 0 };

	*side = (struct plain_side){ 0 };
	make_plain_graph(&side->picture, random, is_later);
	ck_assert_msg(picture_link(&side->picture, &error), "%s", error.message);
	naive_init(&side->naive, &side->picture);
	side->heap = picture_heap(&side->picture, 1, &error);
	ck_assert_msg(side->heap != NULL, "%s", error.message);
}

static void
release_plain_side(struct plain_side *side)
{
	heap_free(side->heap);
	naive_release(&side->naive);
	picture_release(&side->picture);
}

/* The objects of a row that the other side has not under the same key; *last is the one of
 * largest id in the row. */
static uint32_t
count_missing(const struct plain_side *side, const struct plain_side *other, const char *wanted,
	      uint64_t *size, size_t *last)
{
	uint32_t count = 0;
	char key[512];

	*size = 0;
	*last = SIZE_MAX;
	for (size_t i = 1; i < side->naive.count; i++) {
		bool is_there = false;

		naive_class_key(&side->naive, i, key);
		if (side->naive.size[i] == 0 || strcmp(key, wanted) != 0)
			continue;
		*last = i; /* ids grow along the file */
		for (size_t k = 1; k < other->naive.count; k++) {
			naive_class_key(&other->naive, k, key);
			is_there |= other->naive.size[k] != 0 && strcmp(key, wanted) == 0
				    && other->picture.nodes[k].id == side->picture.nodes[i].id;
		}
		count += !is_there;
		*size += is_there ? 0 : side->naive.size[i];
	}
	return count;
}

static void
compare_plain_row(const struct comparison *comparison, const struct comparison_row *row,
		  const struct plain_side *base, const struct plain_side *later, char **own)
{
	bool is_added = row->added_count > 0;
	size_t first = is_added ? comparison->added[row->first_added]
				: comparison->removed[row->first_removed];
	size_t last_base, last_later;
	const char *name;
	uint64_t size;
	char key[512];

	naive_class_key(is_added ? &later->naive : &base->naive, first, key);
	ck_assert_uint_eq(row->added_count, count_missing(later, base, key, &size, &last_later));
	ck_assert_uint_eq(row->added_size, size);
	ck_assert_uint_eq(row->removed_count, count_missing(base, later, key, &size, &last_base));
	ck_assert_uint_eq(row->removed_size, size);
	/* A row of the earlier snapshot alone is called as its last object is there. */
	name = last_later != SIZE_MAX ? later->naive.class[last_later] : own[last_base];
	ck_assert_msg(text_equal(row->name, text_of(name)), "%s, not %.*s", name,
		      (int)row->name.length, row->name.at);
}

/* All rows there should be, by what is new or gone in total. */
static uint64_t
count_all_missing(const struct plain_side *side, const struct plain_side *other)
{
	uint64_t count = 0, size;
	size_t last;

	for (size_t i = 1; i < side->naive.count; i++) {
		bool is_first = side->naive.size[i] != 0;
		char key[512], earlier[512];

		naive_class_key(&side->naive, i, key);
		for (size_t k = 1; k < i; k++) {
			naive_class_key(&side->naive, k, earlier);
			is_first &= side->naive.size[k] == 0 || strcmp(key, earlier) != 0;
		}
		if (is_first)
			count += count_missing(side, other, key, &size, &last);
	}
	return count;
}

START_TEST(plain_objects_are_compared_by_the_interfaces_of_the_later_snapshot)
{
	for (uint64_t seed = 1; seed <= PLAIN_PAIRS; seed++) {
		uint64_t random = seed;
		struct plain_side base, later;
		struct comparison comparison = { 0 };
		char **own;

		make_plain_side(&base, &random, false);
		make_plain_side(&later, &random, true);
		own = xcalloc(base.naive.count, sizeof(*own));
		for (size_t i = 0; i < base.naive.count; i++)
			own[i] = xstrdup(base.naive.class[i]);
		naive_find_classes(&base.naive, &later.naive);
		ck_assert(comparison_build(&comparison, base.heap, later.heap, NULL, NULL));
		ck_assert(comparison.of_one_process);
		ck_assert_uint_eq(comparison.added_count, count_all_missing(&later, &base));
		ck_assert_uint_eq(comparison.removed_count, count_all_missing(&base, &later));
		for (uint32_t i = 0; i < comparison.count; i++)
			compare_plain_row(&comparison, &comparison.rows[i], &base, &later, own);
		comparison_release(&comparison);
		for (size_t i = 0; i < base.naive.count; i++)
			free(own[i]);
		free(own);
		release_plain_side(&base);
		release_plain_side(&later);
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
		struct buffer text = { 0 };

		buffer_printf(&text, drawing, 5 + 2 * i, 7 + 2 * i, 9 + 2 * i, 11 + 2 * i,
			      13 + 2 * i, 15 + 2 * i, i == 0 ? "" : "stray:9 @99\n");
		if (i == 1)
			buffer_add_text(&text, TEXT("last:7 @101 -> ~stray\n"));
		buffer_add_char(&text, '\0');
		heaps[i] = drawn_heap(text.at);
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
	tcase_add_test(tests, plain_objects_are_compared_by_the_interfaces_of_the_later_snapshot);
	tcase_add_test(tests, a_snapshot_compared_with_itself_has_no_rows);
	tcase_add_test(tests, objects_of_another_process_are_told_by_how_they_are_reached);
	suite_add_tcase(suite, tests);
	return suite;
}
