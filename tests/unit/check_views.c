/*
 * What holds for every view there is: rows stand in the order of their cells, keys made in bulk are
 * those of the cells, every row can be asked everything.
 */

#include "config.h"

#include "heap/heap.h"
#include "unit/picture.h"
#include "unit/suites.h"
#include "view/outline.h"

enum { ROWS_TRIED = 400, LEVELS = 3 };

static struct heap *heaps[2];

static void
load_shop(void)
{
	static const char *const paths[] = { TOP "/tests/reports/shop-before.heapsnapshot",
					     TOP "/tests/reports/shop-after.heapsnapshot" };
	struct heap_options options = { .threads = 1 };
	struct error error = { 0 };

	for (size_t i = 0; i < 2; i++) {
		heaps[i] = heap_new(paths[i]);
		ck_assert_msg(heap_load(heaps[i], &options, NULL, &error), "%s", error.message);
	}
}

static void
free_shop(void)
{
	for (size_t i = 0; i < 2; i++)
		heap_free(heaps[i]);
}

static struct outline *
open_view(const struct view *view)
{
	struct subject subject = {
		.heaps = (const struct heap *const *)heaps,
		.heap_count = 2,
		.heap = heaps[1],
		.base = heaps[0],
		.node = view->needs & NEEDS_NODE ? snapshot_find_id(&heaps[1]->snapshot, 7)
						 : NODE_NONE,
		.text = view->needs & NEEDS_TEXT ? TEXT("user") : TEXT(""),
	};
	struct error error = { 0 };
	struct outline *outline = outline_open(view, &subject, NULL, &error);

	ck_assert_msg(outline != NULL, "%s: %s", view->name, error.message);
	for (size_t i = 0; i < outline_count(outline) && i < ROWS_TRIED; i++)
		if (outline_row(outline, i).depth + 1 < LEVELS)
			ck_assert(outline_unfold(outline, i, NULL, NULL));
	return outline;
}

/* The next row at the same level below the same row; 0 if there is none. */
static size_t
next_sibling(struct outline *outline, size_t index)
{
	unsigned depth = outline_row(outline, index).depth;

	for (size_t i = index + 1; i < outline_count(outline); i++) {
		unsigned now = outline_row(outline, i).depth;

		if (now <= depth)
			return now == depth ? i : 0;
	}
	return 0;
}

static void
check_neighbours(struct outline *outline, unsigned column, bool descending)
{
	const struct view *view = outline_view(outline);

	for (size_t i = 0; i < outline_count(outline) && i < ROWS_TRIED; i++) {
		struct arena scratch = { 0 };
		size_t next = next_sibling(outline, i);
		struct cell a, b;
		int order;

		if (next == 0)
			continue;
		ck_assert_uint_le(outline_row(outline, i).row.kind,
				  outline_row(outline, next).row.kind);
		if (outline_row(outline, i).row.kind != outline_row(outline, next).row.kind)
			continue;
		a = outline_cell(outline, i, column, &scratch);
		b = outline_cell(outline, next, column, &scratch);
		order = descending ? cell_compare(&b, &a) : cell_compare(&a, &b);
		ck_assert_msg(order <= 0, "%s by %s: rows %zu and %zu", view->name,
			      view->columns[column].name, i, next);
		arena_release(&scratch);
	}
}

START_TEST(rows_stand_in_the_order_of_their_cells)
{
	const struct view *view = views[_i];
	struct outline *outline = open_view(view);

	for (unsigned column = 0; view->columns[column].name != NULL; column++) {
		/* a column with an order of its own, or keys for rows without a value, says how */
		if (view->columns[column].compare != NULL || view->columns[column].keys != NULL)
			continue;
		for (unsigned turn = 0; turn < 2; turn++) {
			ck_assert(outline_sort(outline, column, turn == 1, NULL, NULL));
			check_neighbours(outline, column, turn == 1);
		}
	}
	outline_close(outline);
}
END_TEST

/* Turning the order around turns the rows around, but for ties: equal cells stand together. */
START_TEST(equal_cells_stand_together_whatever_the_order)
{
	const struct view *view = views[_i];
	struct outline *outline = open_view(view);

	for (unsigned column = 0; view->columns[column].name != NULL; column++) {
		size_t count = outline_root_count(outline), runs[2] = { 0, 0 };

		for (unsigned turn = 0; turn < 2; turn++) {
			ck_assert(outline_sort(outline, column, turn == 1, NULL, NULL));
			for (size_t i = 0; i < outline_count(outline); i++) {
				struct arena scratch = { 0 };
				size_t next = outline_row(outline, i).depth == 0
						      ? next_sibling(outline, i)
						      : 0;
				struct cell a = outline_cell(outline, i, column, &scratch), b;

				if (next != 0 && outline_row(outline, i).row.kind
						 == outline_row(outline, next).row.kind) {
					b = outline_cell(outline, next, column, &scratch);
					runs[turn] += cell_compare(&a, &b) != 0;
				}
				arena_release(&scratch);
			}
		}
		ck_assert_msg(count == 0 || view->columns[column].compare != NULL
				      || runs[0] == runs[1],
			      "%s by %s", view->name, view->columns[column].name);
	}
	outline_close(outline);
}
END_TEST

START_TEST(every_row_answers_every_question)
{
	const struct view *view = views[_i];
	struct outline *outline = open_view(view);
	struct arena scratch = { 0 };

	ck_assert_ptr_nonnull(view->title);
	ck_assert_ptr_nonnull(view->summary);
	outline_caption(outline, &scratch);
	for (size_t i = 0; i < outline_count(outline) && i < ROWS_TRIED; i++) {
		struct object object = outline_object(outline, i);

		ck_assert(object.node == NODE_NONE || object.heap == heaps[0]
			  || object.heap == heaps[1]);
		ck_assert(object.node == NODE_NONE
			  || object.node < heap_node_count(object.heap));
		outline_tone(outline, i);
		for (unsigned column = 0; view->columns[column].name != NULL; column++)
			outline_cell(outline, i, column, &scratch);
	}
	arena_release(&scratch);
	outline_close(outline);
}
END_TEST

START_TEST(an_object_is_found_in_every_view_that_says_where_it_is)
{
	const struct view *view = views[_i];
	struct outline *outline = open_view(view);
	struct object object = { heaps[1], snapshot_find_id(&heaps[1]->snapshot, 151) };

	if (view->path != NULL) {
		size_t index = outline_find_object(outline, object, NULL, NULL);

		ck_assert_msg(index != SIZE_MAX, "%s", view->name);
		ck_assert_uint_eq(outline_object(outline, index).node, object.node);
	}
	outline_close(outline);
}
END_TEST

/* DevTools has no order for them; here it is that of other equal names. */
START_TEST(two_references_called_proto_stand_last_the_larger_first)
{
	static const char drawing[] = "(root) -> small.__proto__ large.__proto__ last.z first.a\n"
				      "small:1 @3\n"
				      "large:100 @5\n"
				      "last:10 @7\n"
				      "first:20 @9\n";
	static const uint32_t ids[2][4] = { { 9, 7, 5, 3 }, { 7, 9, 5, 3 } };
	const struct view *view = view_find(TEXT("containment"));
	unsigned column = view_column_find(view, TEXT("edge"));
	struct heap *heap = drawn_heap(drawing);
	struct error error = { 0 };
	struct outline *outline;

	outline = outline_open(view, &(struct subject){ .heap = heap, .node = NODE_NONE }, NULL,
			       &error);
	ck_assert_msg(outline != NULL, "%s", error.message);
	for (unsigned turn = 0; turn < 2; turn++) {
		ck_assert(outline_sort(outline, column, turn == 1, NULL, NULL));
		for (size_t i = 0; i < 4; i++)
			ck_assert_uint_eq(heap_node_id(heap, outline_object(outline, i).node),
					  ids[turn][i]);
	}
	outline_close(outline);
	heap_free(heap);
}
END_TEST

START_TEST(retainers_unfold_only_if_there_is_one_to_show)
{
	struct heap *heap = drawn_heap("(root) @1 -> >a\n"
				       "a @3 -> ~x y\n"
				       "x @5\n"
				       "y @7\n");

	for (uint32_t id = 5; id <= 7; id += 2) {
		struct subject subject = { .heap = heap,
					   .node = snapshot_find_id(&heap->snapshot, id) };
		struct error error = { 0 };
		struct outline *outline = outline_open(view_find(TEXT("object")), &subject, NULL,
						       &error);
		size_t last;

		ck_assert_msg(outline != NULL, "%s", error.message);
		last = outline_count(outline) - 1;
		ck_assert(outline_row(outline, last).can_unfold == (id == 7));
		ck_assert(outline_unfold(outline, last, NULL, NULL));
		ck_assert_uint_eq(outline_count(outline), last + (id == 7 ? 2 : 1));
		outline_close(outline);
	}
	heap_free(heap);
}
END_TEST

/* DevTools adds up what each of equal strings keeps alive, plainly.  Here one keeps the other. */
START_TEST(what_is_more_than_there_is_has_no_share)
{
	const struct view *view = view_find(TEXT("strings"));
	static const struct {
		const char *column;
		uint64_t bytes;
		bool has_share;
	} cells[] = { { "shallow_size", 80, true }, { "retained_size", 120, false } };
	struct heap *heap = drawn_heap("(root) -> a\n"
				       "a:40 string name=\"x\" -> b\n"
				       "b:40 string name=\"x\"\n");
	struct subject subject = { .heap = heap, .node = NODE_NONE };
	struct arena scratch = { 0 };
	struct error error = { 0 };
	struct outline *outline;

	outline = outline_open(view, &subject, NULL, &error);
	ck_assert_msg(outline != NULL, "%s", error.message);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		unsigned column = view_column_find(view, text_of(cells[i].column));
		struct cell cell = outline_cell(outline, 0, column, &scratch);
		char share[UNITS_LENGTH];

		ck_assert_uint_eq(cell.number, cells[i].bytes);
		ck_assert(view_share(&subject, &view->columns[column], &cell, share)
			  == cells[i].has_share);
	}
	outline_close(outline);
	arena_release(&scratch);
	heap_free(heap);
}
END_TEST

Suite *
check_views(void)
{
	Suite *suite = suite_create("views");
	TCase *tests = tcase_create("views");
	int count = 0;

	while (views[count] != NULL)
		count++;
	tcase_add_unchecked_fixture(tests, load_shop, free_shop);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, rows_stand_in_the_order_of_their_cells, 0, count);
	tcase_add_loop_test(tests, equal_cells_stand_together_whatever_the_order, 0, count);
	tcase_add_loop_test(tests, every_row_answers_every_question, 0, count);
	tcase_add_loop_test(tests, an_object_is_found_in_every_view_that_says_where_it_is, 0,
			    count);
	tcase_add_test(tests, two_references_called_proto_stand_last_the_larger_first);
	tcase_add_test(tests, retainers_unfold_only_if_there_is_one_to_show);
	tcase_add_test(tests, what_is_more_than_there_is_has_no_share);
	suite_add_tcase(suite, tests);
	return suite;
}
