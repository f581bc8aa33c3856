#include "config.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/sort.h"
#include "unit/fake_view.h"
#include "unit/random.h"
#include "unit/suites.h"
#include "view/outline.h"

/* ---- the naive twin: a tree of nodes, flattened and sorted anew after each operation ---- */

struct twin_node {
	struct row row;
	struct twin_node *children; /* as made */
	uint32_t count;
	bool is_unfolded;
};

struct twin_line {
	struct twin_node *node;
	unsigned depth;
};

struct twin {
	struct fake_state state;
	struct twin_node top;
	unsigned column;
	bool descending;
	bool only_small; /* the filter: number below 3 */
	struct twin_line *lines;
	size_t count;
	struct arena arena;
};

static int
twin_compare(const void *a, const void *b, void *context)
{
	const struct twin *twin = context;
	const struct twin_node *const *x = a, *const *y = b;
	struct row left = (*x)->row, right = (*y)->row;
	struct arena scratch = { 0 };
	int order = 0;

	if (twin->column == COLUMN_NONE)
		return 0;
	if (left.kind != right.kind)
		return left.kind < right.kind ? -1 : 1;
	if (twin->column == FAKE_TEXT)
		order = text_compare(fake_text(left, &scratch), fake_text(right, &scratch));
	else
		order = (int)fake_number(left) - (int)fake_number(right);
	arena_release(&scratch);
	if (twin->column == FAKE_BACKWARDS ? true : twin->descending)
		order = -order;
	return order != 0 ? order : (int)(left.item % 10) - (int)(right.item % 10);
}

static void
twin_flatten(struct twin *twin, struct twin_node *parent, unsigned depth)
{
	struct twin_node **order = xcalloc(parent->count + 1, sizeof(*order));
	uint32_t count = 0;

	for (uint32_t i = 0; i < parent->count; i++)
		if (depth > 0 || !twin->only_small || fake_number(parent->children[i].row) < 3)
			order[count++] = &parent->children[i];
	sort_stable(order, count, sizeof(*order), twin_compare, twin);
	for (uint32_t i = 0; i < count; i++) {
		twin->lines = xreallocarray(twin->lines, twin->count + 1, sizeof(*twin->lines));
		twin->lines[twin->count++] = (struct twin_line){ order[i], depth };
		if (order[i]->is_unfolded)
			twin_flatten(twin, order[i], depth + 1);
	}
	free(order);
}

static void
twin_rebuild(struct twin *twin)
{
	twin->count = 0;
	twin_flatten(twin, &twin->top, 0);
}

static void
twin_unfold(struct twin *twin, struct twin_node *node)
{
	if (node->is_unfolded || fake_child_count(node->row) == 0)
		return;
	node->is_unfolded = true;
	node->count = fake_child_count(node->row);
	node->children = arena_alloc(&twin->arena, node->count * sizeof(*node->children));
	for (uint32_t i = 0; i < node->count; i++)
		node->children[i] =
			(struct twin_node){ .row = fake_child(&twin->state, node->row, i) };
}

static void
twin_init(struct twin *twin, struct fake_state state)
{
	*twin = (struct twin){ .state = state, .column = COLUMN_NONE };
	twin->top.count = state.roots;
	twin->top.children = arena_alloc(&twin->arena, state.roots * sizeof(struct twin_node));
	for (uint32_t i = 0; i < state.roots; i++)
		twin->top.children[i] = (struct twin_node){ .row = fake_root(&state, i) };
	twin_rebuild(twin);
}

static void
twin_release(struct twin *twin)
{
	free(twin->lines);
	arena_release(&twin->arena);
}

/* ---- both compared ---- */

static bool
row_is(struct row a, struct row b)
{
	return a.item == b.item && a.via == b.via && a.kind == b.kind;
}

static size_t
twin_parent(const struct twin *twin, size_t line)
{
	size_t parent = line;

	while (twin->lines[line].depth > 0 && twin->lines[parent].depth >= twin->lines[line].depth)
		parent--;
	return parent;
}

static void
check_line(struct outline *outline, const struct twin *twin, size_t line)
{
	const struct twin_line *want = &twin->lines[line];
	struct outline_row got = outline_row(outline, line);

	ck_assert_msg(row_is(got.row, want->node->row), "line %zu of %zu", line, twin->count);
	ck_assert_uint_eq(got.depth, want->depth);
	ck_assert(got.is_unfolded == want->node->is_unfolded);
	ck_assert(got.can_unfold == (fake_child_count(got.row) > 0));
	ck_assert_uint_eq(outline_parent(outline, line), twin_parent(twin, line));
}

/* Some lines anywhere first, so that parts are sorted in no order; then all. */
static void
check_lines(struct outline *outline, const struct twin *twin, uint64_t *random)
{
	ck_assert_uint_eq(outline_count(outline), twin->count);
	for (unsigned i = 0; i < 5 && twin->count > 0; i++)
		check_line(outline, twin, random_below(random, (uint32_t)twin->count));
	if (random_below(random, 4) > 0)
		return;
	for (size_t i = 0; i < twin->count; i++)
		check_line(outline, twin, i);
}

static void
unfold_or_fold(struct outline *outline, struct twin *twin, uint64_t *random)
{
	size_t line;
	struct twin_node *node;

	if (twin->count == 0)
		return;
	line = random_below(random, (uint32_t)twin->count);
	node = twin->lines[line].node;
	if (node->is_unfolded && random_below(random, 3) == 0) {
		outline_fold(outline, line);
		node->is_unfolded = false;
		node->count = 0;
	} else {
		ck_assert(outline_unfold(outline, line, NULL, NULL));
		twin_unfold(twin, node);
	}
}

static void
sort_anew(struct outline *outline, struct twin *twin, uint64_t *random)
{
	unsigned column = random_below(random, FAKE_COLUMNS + 1);
	bool descending;

	twin->column = column == FAKE_COLUMNS ? COLUMN_NONE : column;
	twin->descending = random_below(random, 2) == 0;
	ck_assert(outline_sort(outline, twin->column, twin->descending, NULL, NULL));
	ck_assert_uint_eq(outline_sort_column(outline, &descending), twin->column);
	ck_assert(descending == twin->descending);
}

/* What is filtered out is folded when it comes back. */
static void
filter_anew(struct outline *outline, struct twin *twin, uint64_t *random)
{
	twin->only_small = random_below(random, 2) == 0;
	ck_assert(outline_filter(outline, twin->only_small ? TEXT("number<3") : TEXT(""), NULL,
				 NULL));
	for (uint32_t i = 0; i < twin->top.count; i++) {
		struct twin_node *node = &twin->top.children[i];

		if (twin->only_small && fake_number(node->row) >= 3) {
			node->is_unfolded = false;
			node->count = 0;
		}
	}
}

static struct outline *
fake_open_outline(struct fake_state state)
{
	struct subject on = { .node = state.roots, .match_case = state.kinds_differ };

	return outline_open(&fake_view, &on, NULL, NULL);
}

START_TEST(any_operations_leave_what_a_list_rebuilt_from_scratch_has)
{
	uint64_t random = (uint64_t)_i + 1;
	struct fake_state state = { _i == 0 ? 3000 : 1 + random_below(&random, 400), _i % 2 == 0 };
	struct outline *outline = fake_open_outline(state);
	struct twin twin;

	twin_init(&twin, state);
	for (unsigned i = 0; i < 60; i++) {
		switch (random_below(&random, 8)) {
		case 0:
			sort_anew(outline, &twin, &random);
			break;
		case 1:
			filter_anew(outline, &twin, &random);
			break;
		default:
			unfold_or_fold(outline, &twin, &random);
		}
		twin_rebuild(&twin);
		check_lines(outline, &twin, &random);
	}
	outline_close(outline);
	twin_release(&twin);
}
END_TEST

/* ---- what the twin does not show ---- */

/* fake_keys() complains of others. */
START_TEST(keys_are_asked_for_rows_of_one_kind)
{
	struct outline *outline = fake_open_outline((struct fake_state){ 3000, true });

	ck_assert(outline_sort(outline, FAKE_FAST, false, NULL, NULL));
	ck_assert(outline_settle(outline, 0, SIZE_MAX, NULL, NULL));
	outline_close(outline);
}
END_TEST

static struct progress *
cancelled_progress(void)
{
	static struct progress progress;

	progress_cancel(&progress);
	return &progress;
}

START_TEST(a_cancelled_sort_or_filter_leaves_the_outline_as_it_was)
{
	struct outline *outline = fake_open_outline((struct fake_state){ 1000, false });
	struct error error = { 0 };
	bool descending;

	ck_assert(!outline_sort(outline, FAKE_TEXT, true, cancelled_progress(), &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	ck_assert_uint_eq(outline_sort_column(outline, &descending), COLUMN_NONE);
	error = (struct error){ 0 };
	ck_assert(!outline_filter(outline, TEXT("number=1"), cancelled_progress(), &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	ck_assert_uint_eq(outline_filter_pattern(outline).length, 0);
	ck_assert_uint_eq(outline_count(outline), 1000);
	ck_assert(row_is(outline_row(outline, 77).row,
			 fake_root(&(struct fake_state){ 1000, false }, 77)));
	outline_close(outline);
}
END_TEST

START_TEST(filtering_and_searching_can_be_cancelled_at_each_row)
{
	struct outline *outline = fake_open_outline((struct fake_state){ 1000, false });
	struct progress filtering = { .done = 0 }, counting = { .done = 0 },
			searching = { .done = 0 };
	struct error error = { 0 };
	size_t found;

	fake_text_cancels = &filtering;
	ck_assert(!outline_filter(outline, TEXT("/nowhere/"), &filtering, &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	ck_assert_uint_eq(filtering.done, 1);
	error = (struct error){ 0 };
	fake_text_cancels = &counting;
	outline_count_matches(outline, TEXT("/nowhere/"), 1000, &counting, &error);
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	ck_assert_uint_eq(counting.done, 1);
	error = (struct error){ 0 };
	fake_text_cancels = &searching;
	ck_assert(!outline_find(outline, TEXT("/nowhere/"), 0, false, &found, &searching,
			       &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	ck_assert_uint_eq(searching.done, 1);
	fake_text_cancels = NULL;
	outline_close(outline);
}
END_TEST

START_TEST(a_row_is_found_again_after_sorting_and_in_another_outline)
{
	struct fake_state state = { 200, false };
	struct outline *outline = fake_open_outline(state), *other = fake_open_outline(state);
	struct outline_place place;
	size_t index = 0, again;

	while (!outline_row(outline, index).can_unfold)
		index++;
	ck_assert(outline_unfold(outline, index, NULL, NULL));
	place = outline_place(outline, index + 1);
	ck_assert_uint_eq(place.depth, 2);
	ck_assert(outline_sort(outline, FAKE_TEXT, false, NULL, NULL));
	again = outline_find_place(outline, &place);
	ck_assert(row_is(outline_row(outline, again).row, place.path[1]));
	ck_assert(outline_sort(other, FAKE_NUMBER, true, NULL, NULL));
	outline_copy_folds(other, outline);
	ck_assert_uint_eq(outline_count(other), outline_count(outline));
	again = outline_find_place(other, &place);
	ck_assert(row_is(outline_row(other, again).row, place.path[1]));
	outline_place_release(&place);
	outline_close(outline);
	outline_close(other);
}
END_TEST

START_TEST(searching_goes_on_from_the_row_and_around_the_end_both_ways)
{
	struct outline *outline = fake_open_outline((struct fake_state){ 5000, false });
	size_t matches = outline_count_matches(outline, TEXT("number=3"), SIZE_MAX, NULL, NULL);
	size_t found = 0, first, seen = 0;

	ck_assert(outline_sort(outline, FAKE_TEXT, false, NULL, NULL));
	ck_assert(outline_find(outline, TEXT("number=3"), 0, false, &first, NULL, NULL));
	found = first;
	do {
		size_t back;

		ck_assert_uint_eq(fake_number(outline_row(outline, found).row), 3);
		ck_assert(outline_find(outline, TEXT("number=3"), found, true, &back, NULL, NULL));
		ck_assert_uint_eq(back, found);
		seen++;
		ck_assert(outline_find(outline, TEXT("number=3"),
				       (found + 1) % outline_count(outline), false, &found, NULL,
				       NULL));
	} while (found != first);
	ck_assert_uint_eq(seen, matches);
	ck_assert(!outline_find(outline, TEXT("number>99"), 0, false, &found, NULL, NULL));
	outline_close(outline);
}
END_TEST

START_TEST(lines_are_drawn_where_an_ancestor_has_siblings_below)
{
	struct outline *outline = fake_open_outline((struct fake_state){ 200, false });
	size_t index = 198;

	while (!outline_row(outline, index).can_unfold)
		index--;
	ck_assert(outline_unfold(outline, index, NULL, NULL));
	ck_assert_uint_eq(outline_lines(outline, index), 0);
	ck_assert_uint_eq(outline_lines(outline, index + 1), 1);
	outline_close(outline);
}
END_TEST

Suite *
check_outline(void)
{
	Suite *suite = suite_create("outline");
	TCase *tests = tcase_create("outline");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, any_operations_leave_what_a_list_rebuilt_from_scratch_has, 0,
			    200);
	tcase_add_test(tests, keys_are_asked_for_rows_of_one_kind);
	tcase_add_test(tests, a_cancelled_sort_or_filter_leaves_the_outline_as_it_was);
	tcase_add_test(tests, filtering_and_searching_can_be_cancelled_at_each_row);
	tcase_add_test(tests, a_row_is_found_again_after_sorting_and_in_another_outline);
	tcase_add_test(tests, searching_goes_on_from_the_row_and_around_the_end_both_ways);
	tcase_add_test(tests, lines_are_drawn_where_an_ancestor_has_siblings_below);
	suite_add_tcase(suite, tests);
	return suite;
}
