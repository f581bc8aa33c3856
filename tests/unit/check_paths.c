/*
 * Retaining paths: what they are on drawings, and that the first is the cheapest on random
 * graphs.
 */

#include "config.h"

#include "base/memory.h"
#include "heap/path_costs.h"
#include "heap/paths.h"
#include "unit/picture.h"
#include "unit/random.h"
#include "unit/suites.h"

enum { GRAPHS = 60, NODES_MAX = 24 };

/* Ids along each path, from the root; paths apart by " | ", weak ones with a ~ before. */
static void
expect_paths(const struct heap *heap, uint64_t id, const bitset_word *ignored,
	     const char *expected)
{
	struct paths paths;
	struct buffer found = { 0 };

	ck_assert(paths_find(&paths, heap, snapshot_find_id(&heap->snapshot, id), ignored, NULL,
			     PATHS_MAX, NULL, NULL));
	for (size_t i = 0; i < paths.count; i++) {
		buffer_printf(&found, "%s%s", i > 0 ? " | " : "", paths.at[i].is_weak ? "~" : "");
		for (size_t k = 0; k < paths.at[i].count; k++)
			buffer_printf(&found, "%s%u", k > 0 ? " " : "",
				      heap_node_id(heap, paths.at[i].steps[k].node));
	}
	buffer_add_char(&found, '\0');
	ck_assert_str_eq(found.at, expected);
	buffer_release(&found);
	paths_release(&paths);
}

START_TEST(a_path_through_the_program_beats_a_shorter_one_through_the_engine)
{
	struct heap *heap = drawn_heap("(root) @1 -> >app\n"
				       "app @3    -> b  $shape.map\n"
				       "b @5      -> c\n"
				       "c @7      -> x\n"
				       "shape @9 object_shape -> $x.constructor\n"
				       "x @11\n");

	expect_paths(heap, 11, NULL, "1 3 5 7 11 | 1 3 9 11");
	heap_free(heap);
}
END_TEST

START_TEST(ways_differ_below_the_last_common_holder)
{
	/* Two ways to the store, two from it to x: two paths, not four. */
	struct heap *heap = drawn_heap("(root) @1 -> >a  >b\n"
				       "a @3 -> store\n"
				       "b @5 -> store\n"
				       "store @7 -> left  right\n"
				       "left @9 -> x\n"
				       "right @11 -> x\n"
				       "x @13\n");

	expect_paths(heap, 13, NULL, "1 3 7 9 13 | 1 3 7 11 13");
	expect_paths(heap, 7, NULL, "1 3 7 | 1 5 7");
	heap_free(heap);
}
END_TEST

START_TEST(an_ignored_node_is_on_no_path)
{
	struct heap *heap = drawn_heap("(root) @1 -> >a  >b\n"
				       "a @3 -> x\n"
				       "b @5 -> c\n"
				       "c @7 -> x\n"
				       "x @9\n");
	bitset_word *ignored = bitset_alloc(heap_node_count(heap), NULL);

	bitset_add(ignored, 1);
	expect_paths(heap, 9, NULL, "1 3 9 | 1 5 7 9");
	expect_paths(heap, 9, ignored, "1 5 7 9");
	column_free(ignored);
	heap_free(heap);
}
END_TEST

START_TEST(what_is_held_only_weakly_has_a_weak_path)
{
	struct heap *heap = drawn_heap("(root) @1 -> >a\n"
				       "a @3 -> ~x\n"
				       "x @5 -> y\n"
				       "y @7\n");

	expect_paths(heap, 5, NULL, "~1 3 5");
	expect_paths(heap, 7, NULL, "~1 3 5 7");
	heap_free(heap);
}
END_TEST

START_TEST(nobody_refers_to_a_lost_object_and_nobody_to_the_root)
{
	struct heap *heap = drawn_heap("(root) @1 -> >a\n"
				       "a @3\n"
				       "lost @5\n");

	expect_paths(heap, 5, NULL, "");
	expect_paths(heap, 1, NULL, "1");
	heap_free(heap);
}
END_TEST

START_TEST(the_value_of_a_weak_map_hangs_on_its_key)
{
	struct heap *heap = drawn_heap(
		"(root) @1 -> >map  >key\n"
		"map @3 -> $table\n"
		"table @5 -> $value.\"1 / part of key (K @7) -> value (V @9) pair in WeakMap "
		"(table @5)\"\n"
		"key @7 -> $value.\"2 / part of key (K @7) -> value (V @9) pair in WeakMap "
		"(table @5)\"\n"
		"value @9\n");

	expect_paths(heap, 9, NULL, "1 7 9");
	heap_free(heap);
}
END_TEST

START_TEST(equal_steps_are_one_run)
{
	struct heap *heap = drawn_heap("(root) @1 -> >list\n"
				       "list @3 name=\"List\" -> n1.head\n"
				       "n1 @5 name=\"Node\" -> n2.next\n"
				       "n2 @7 name=\"Node\" -> n3.next\n"
				       "n3 @9 name=\"Node\" -> n4.next\n"
				       "n4 @11 name=\"Node\" -> value.value\n"
				       "value @13 name=\"Node\"\n");
	struct paths paths;

	ck_assert(paths_find(&paths, heap, 6, NULL, NULL, 1, NULL, NULL));
	ck_assert_uint_eq(paths.at[0].count, 7);
	ck_assert_uint_eq(path_run(heap, &paths.at[0], 0), 1); /* the root */
	ck_assert_uint_eq(path_run(heap, &paths.at[0], 2), 1); /* head: to a Node, but not next */
	ck_assert_uint_eq(path_run(heap, &paths.at[0], 3), 3);
	ck_assert_uint_eq(path_run(heap, &paths.at[0], 6), 1);
	paths_release(&paths);
	heap_free(heap);
}
END_TEST

START_TEST(a_list_of_a_hundred_thousand_has_a_path)
{
	struct picture picture = { 0 };
	struct paths paths;
	struct heap *heap;
	enum { LENGTH = 100000 };

	for (unsigned i = 0; i <= LENGTH; i++) {
		struct picture_node *node = picture_add_node(&picture, TEXT("Node"));

		node->type = i == 0 ? 9 : 3;
		node->name = node->label;
		node->id = 2 * i + 1;
		if (i < LENGTH)
			picture_add_edge(&picture,
					 i == 0 ? (unsigned)PICTURE_SHORTCUT : PICTURE_PROPERTY,
					 TEXT("next"))
				->target = i + 1;
	}
	heap = picture_heap(&picture, 1, NULL);
	ck_assert_ptr_nonnull(heap);
	ck_assert(paths_find(&paths, heap, LENGTH, NULL, NULL, 1, NULL, NULL));
	ck_assert_uint_eq(paths.count, 1);
	ck_assert_uint_eq(paths.at[0].count, LENGTH + 1);
	ck_assert_uint_eq(path_run(heap, &paths.at[0], 2), LENGTH - 1);
	paths_release(&paths);
	heap_free(heap);
	picture_release(&picture);
}
END_TEST

/* Objects and functions only, held by the root through shortcuts: then the distances promise
 * no more than the costs keep, and the first path must be a cheapest one. */
static struct heap *
random_heap(uint64_t seed)
{
	static const char *const names[] = { "a", "b", "map", "__proto__", "shared", "code" };
	static const unsigned types[] = {
		PICTURE_CONTEXT, PICTURE_ELEMENT, PICTURE_PROPERTY, PICTURE_INTERNAL,
		PICTURE_HIDDEN, PICTURE_WEAK, PICTURE_SHORTCUT,
	};
	uint64_t state = seed;
	uint32_t nodes = 2 + random_below(&state, NODES_MAX - 2);
	struct picture picture = { 0 };
	struct error error = { 0 };
	struct heap *heap;

	for (uint32_t i = 0; i < nodes; i++) {
		struct text label = arena_printf(&picture.arena, "n%u", i);
		struct picture_node *node = picture_add_node(&picture, label);

		node->type = i == 0 ? 9 : random_below(&state, 4) > 0 ? 3 : 14;
		node->name = i == 0 ? TEXT("") : TEXT("Foo");
		node->id = 2 * i + 1;
		node->size = 1;
		for (uint32_t edges = random_below(&state, 4); edges > 0; edges--) {
			struct picture_edge *edge = picture_add_edge(
				&picture, i == 0 ? (unsigned)PICTURE_SHORTCUT
						 : types[random_below(&state, 7)],
				arena_printf(&picture.arena, "n%u", random_below(&state, nodes)));
			edge->name = text_of(names[random_below(&state, 6)]);
			edge->number = random_below(&state, 3);
		}
	}
	ck_assert_msg(picture_link(&picture, &error), "%s", error.message);
	heap = picture_heap(&picture, 1, &error);
	ck_assert_msg(heap != NULL, "seed %llu: %s", (unsigned long long)seed, error.message);
	picture_release(&picture);
	return heap;
}

/* Cost of the cheapest way from the root to each node, edge by edge until nothing falls. */
static void
cheapest(const struct heap *heap, uint64_t *cost)
{
	const struct snapshot *snapshot = &heap->snapshot;
	bool changed = true;

	for (node_ix node = 1; node < heap_node_count(heap); node++)
		cost[node] = UINT64_MAX;
	cost[0] = 0;
	while (changed) {
		changed = false;
		for (edge_ix edge = 0; edge < snapshot->edge_count; edge++) {
			node_ix source = snapshot_edge_source(snapshot, edge);
			node_ix target = snapshot_edge_target(snapshot, edge);

			if (!heap_edge_is_essential(heap, source, edge)
			    || cost[source] == UINT64_MAX
			    || cost[source] + path_cost(heap, source, edge) >= cost[target])
				continue;
			cost[target] = cost[source] + path_cost(heap, source, edge);
			changed = true;
		}
	}
}

/* Whether the steps follow edges of the graph, and what they cost. */
static uint64_t
walked_cost(const struct heap *heap, const struct path *path, node_ix end)
{
	uint64_t cost = 0;

	ck_assert_uint_eq(path->steps[0].node, 0);
	ck_assert_uint_eq(path->steps[path->count - 1].node, end);
	for (size_t i = 1; i < path->count; i++) {
		edge_ix edge = path->steps[i].edge;

		ck_assert_uint_eq(snapshot_edge_source(&heap->snapshot, edge),
				  path->steps[i - 1].node);
		ck_assert_uint_eq(snapshot_edge_target(&heap->snapshot, edge), path->steps[i].node);
		cost += path_cost(heap, path->steps[i - 1].node, edge);
	}
	return cost;
}

START_TEST(the_first_path_is_a_cheapest_one_on_random_graphs)
{
	for (uint64_t seed = (uint64_t)_i * GRAPHS; seed < (uint64_t)(_i + 1) * GRAPHS; seed++) {
		struct heap *heap = random_heap(seed);
		uint64_t cost[NODES_MAX];

		cheapest(heap, cost);
		for (node_ix node = 1; node < heap_node_count(heap); node++) {
			struct paths paths;
			bool is_held = cost[node] != UINT64_MAX;

			ck_assert(
				paths_find(&paths, heap, node, NULL, NULL, PATHS_MAX, NULL, NULL));
			ck_assert_msg((paths.count > 0 && !paths.at[0].is_weak) == is_held,
				      "seed %llu, node %u: held %d, %zu paths",
				      (unsigned long long)seed, node, is_held, paths.count);
			for (size_t i = 0; i < paths.count; i++)
				ck_assert_uint_eq(walked_cost(heap, &paths.at[i], node),
						  paths.at[i].cost);
			ck_assert_msg(!is_held || paths.at[0].cost == cost[node],
				      "seed %llu, node %u: cost %llu, not %llu",
				      (unsigned long long)seed, node,
				      (unsigned long long)paths.at[0].cost,
				      (unsigned long long)cost[node]);
			paths_release(&paths);
		}
		heap_free(heap);
	}
}
END_TEST

Suite *
check_paths(void)
{
	Suite *suite = suite_create("paths");
	TCase *tests = tcase_create("paths");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, a_path_through_the_program_beats_a_shorter_one_through_the_engine);
	tcase_add_test(tests, ways_differ_below_the_last_common_holder);
	tcase_add_test(tests, an_ignored_node_is_on_no_path);
	tcase_add_test(tests, what_is_held_only_weakly_has_a_weak_path);
	tcase_add_test(tests, nobody_refers_to_a_lost_object_and_nobody_to_the_root);
	tcase_add_test(tests, the_value_of_a_weak_map_hangs_on_its_key);
	tcase_add_test(tests, equal_steps_are_one_run);
	tcase_add_test(tests, a_list_of_a_hundred_thousand_has_a_path);
	tcase_add_loop_test(tests, the_first_path_is_a_cheapest_one_on_random_graphs, 0, 6);
	suite_add_tcase(suite, tests);
	return suite;
}
