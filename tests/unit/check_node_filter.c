/*
 * DevTools' named filters, native contexts and duplicate strings against their definitions, on
 * random graphs; and the words of --only.
 */

#include "config.h"

#include "base/memory.h"
#include "heap/heap.h"
#include "heap/native_contexts.h"
#include "heap/node_filter.h"
#include "unit/picture.h"
#include "unit/random.h"
#include "unit/suites.h"
#include "view/only_join.h"

enum { GRAPHS = 60, NODES_MAX = 24 };

static const char *const names[] = {
	"Foo", "Foo", "system / Context", "system / Context / scope @1", "V8EventListener",
	"system / NativeContext", "Detached system / NativeContext", "system / NativeContext / x",
	"ab", "a", "b", "", "(Global handles)",
};
static const char *const edge_names[] = {
	"a", "1", "code", "first", "second", "map", "map", "native_context",
	"3 / DevTools console", "x / DevTools console",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
add_random_node(struct picture *picture, uint64_t *state, size_t number)
{
	static const unsigned types[] = { 0, 1, 2, 2, 3, 3, 3, 5, 8, 9, 10, 10, 11 };
	struct picture_node *node =
		picture_add_node(picture, arena_printf(&picture->arena, "n%zu", number));

	node->type = number == 0 ? 9 : types[random_below(state, COUNT(types))];
	node->name = number == 0 ? TEXT("")
				 : text_of(names[random_below(state, COUNT(names))]);
	node->id = 2 * number + 1;
	node->size = random_below(state, 4) == 0 ? 0 : random_below(state, 100);
	node->detachedness = number > 0 && random_below(state, 5) == 0 ? random_below(state, 3) : 0;
	node->trace_node = random_below(state, 4);
}

static void
add_random_edges(struct picture *picture, uint64_t *state, size_t nodes)
{
	for (uint32_t left = 1 + random_below(state, 4); left > 0; left--) {
		struct text target =
			arena_printf(&picture->arena, "n%u", random_below(state, (uint32_t)nodes));
		unsigned type = random_below(state, 3) > 0 ? (unsigned)PICTURE_INTERNAL
							   : random_below(state, 8);
		struct picture_edge *edge = picture_add_edge(picture, type, target);

		edge->name = text_of(edge_names[random_below(state, COUNT(edge_names))]);
		edge->number = random_below(state, 3);
	}
}

/* ---- the definitions, as DevTools has them ---- */

struct definition {
	const struct heap *heap;
	const char *what;
	bool reached[NODES_MAX];
};

static enum edge_type
type_of(const struct heap *heap, edge_ix edge)
{
	enum edge_type type = snapshot_edge_type(&heap->snapshot, edge);

	return type == EDGE_EPHEMERON ? EDGE_INTERNAL : type;
}

static bool
edge_is(const struct heap *heap, edge_ix edge, const char *name)
{
	struct arena scratch = { 0 };
	bool is = text_equal(snapshot_edge_name(&heap->snapshot, edge, &scratch), text_of(name));

	arena_release(&scratch);
	return is;
}

static bool
node_is(const struct heap *heap, node_ix node, const char *name)
{
	struct arena scratch = { 0 };
	bool is = text_equal(snapshot_node_name(&heap->snapshot, node, &scratch), text_of(name));

	arena_release(&scratch);
	return is;
}

static bool
node_starts(const struct heap *heap, node_ix node, const char *start)
{
	struct arena scratch = { 0 };
	bool is = text_starts_with(snapshot_node_name(&heap->snapshot, node, &scratch),
				   text_of(start));

	arena_release(&scratch);
	return is;
}

static node_ix
target_of(const struct heap *heap, edge_ix edge)
{
	return snapshot_edge_target(&heap->snapshot, edge);
}

#define EACH_EDGE(heap, node, edge) \
	(edge_ix edge = (heap)->snapshot.first_edge[node]; \
	 edge < (heap)->snapshot.first_edge[(node) + 1]; edge++)

static bool
has_code(const struct heap *heap, node_ix node)
{
	for EACH_EDGE(heap, node, edge)
		if (edge_is(heap, edge, "code"))
			return true;
	return false;
}

static node_ix
handler_of(const struct heap *heap, node_ix listener)
{
	node_ix first = NODE_NONE;

	for EACH_EDGE(heap, listener, edge)
		if (first == NODE_NONE && edge_is(heap, edge, "1"))
			first = target_of(heap, edge);
	if (first == NODE_NONE || has_code(heap, first))
		return first;
	for EACH_EDGE(heap, first, edge)
		if (has_code(heap, target_of(heap, edge)))
			return target_of(heap, edge);
	return first;
}

static bool
is_handler(const struct heap *heap, node_ix node)
{
	for (node_ix listener = 0; listener < heap_node_count(heap); listener++)
		if (node_is(heap, listener, "V8EventListener")
		    && handler_of(heap, listener) == node)
			return true;
	return false;
}

static bool
is_console_edge(const struct heap *heap, node_ix source, edge_ix edge)
{
	struct arena scratch = { 0 };
	const struct text ending = TEXT(" / DevTools console");
	struct text name = snapshot_edge_name(&heap->snapshot, edge, &scratch);
	bool ends = name.length >= ending.length
		    && text_equal(ending, (struct text){ name.at + name.length - ending.length,
							 ending.length });

	arena_release(&scratch);
	return ends && heap_node_type(heap, source) == NODE_SYNTHETIC;
}

static bool
rule_allows(const struct definition *d, node_ix source, edge_ix edge)
{
	node_ix target = target_of(d->heap, edge);

	switch (d->what[0] == 'c' ? d->what[3] : d->what[0]) {
	case 'd': /* detached-dom */
		return heap_detachedness(d->heap, target) != 2;
	case 't': /* contexts */
		return !node_is(d->heap, target, "system / Context")
		       && !node_starts(d->heap, target, "system / Context / ");
	case 's': /* console */
		return !is_console_edge(d->heap, source, edge);
	default: /* event-handlers */
		return !is_handler(d->heap, target);
	}
}

/* Whatever the walk can still reach, round by round until nothing is new. */
static void
define_reached(struct definition *d)
{
	bool changed = true;

	d->reached[0] = true;
	while (changed) {
		changed = false;
		for (node_ix node = 0; node < heap_node_count(d->heap); node++) {
			if (!d->reached[node])
				continue;
			for EACH_EDGE(d->heap, node, edge) {
				node_ix target = target_of(d->heap, edge);
				if (d->reached[target] || type_of(d->heap, edge) == EDGE_WEAK
				    || !rule_allows(d, node, edge))
					continue;
				d->reached[target] = changed = true;
			}
		}
	}
}

static bool
is_native_context(const struct heap *heap, node_ix node)
{
	return node_is(heap, node, "system / NativeContext")
	       || node_starts(heap, node, "system / NativeContext / ")
	       || node_is(heap, node, "Detached system / NativeContext")
	       || node_starts(heap, node, "Detached system / NativeContext / ");
}

static node_ix
internal_of(const struct heap *heap, node_ix node, const char *name)
{
	for EACH_EDGE(heap, node, edge)
		if (type_of(heap, edge) == EDGE_INTERNAL && edge_is(heap, edge, name)
		    && (name[0] == 'm' || is_native_context(heap, target_of(heap, edge))))
			return target_of(heap, edge);
	return NODE_NONE;
}

/* The context a node's own map tells, or NODE_NONE. */
static node_ix
fixed_context(const struct heap *heap, node_ix node)
{
	node_ix map, meta;

	if (is_native_context(heap, node))
		return node;
	map = internal_of(heap, node, "map");
	meta = map == NODE_NONE ? NODE_NONE : internal_of(heap, map, "map");
	return meta == NODE_NONE ? NODE_NONE : internal_of(heap, meta, "native_context");
}

/* What flows from the objects of one context into those whose maps tell nothing. */
static void
define_flow(const struct heap *heap, node_ix context, bool *flow)
{
	bool changed = true;

	for (node_ix node = 0; node < heap_node_count(heap); node++)
		flow[node] = fixed_context(heap, node) == context;
	while (changed) {
		changed = false;
		for (node_ix node = 0; node < heap_node_count(heap); node++) {
			if (!flow[node])
				continue;
			for EACH_EDGE(heap, node, edge) {
				node_ix target = target_of(heap, edge);
				enum edge_type type = type_of(heap, edge);
				if (flow[target] || type == EDGE_WEAK || type == EDGE_SHORTCUT
				    || fixed_context(heap, target) != NODE_NONE)
					continue;
				flow[target] = changed = true;
			}
		}
	}
}

/* ---- ours beside them ---- */

static uint64_t current_seed;
static struct picture *current_picture;

static void
expect(const char *what, node_ix node, bool ours, bool theirs)
{
	struct buffer drawing = { 0 };

	if (ours == theirs)
		return;
	picture_draw(current_picture, &drawing);
	buffer_add_char(&drawing, '\0');
	ck_abort_msg("seed %llu: %s: node n%u is %s, by definition %s\n%s",
		     (unsigned long long)current_seed, what, node, ours ? "in" : "out",
		     theirs ? "in" : "out", drawing.at);
}

static void
compare_walks(const struct heap *heap)
{
	static const char *const filters[] = {
		"detached-dom", "contexts", "console", "event-handlers",
	};

	for (size_t i = 0; i < COUNT(filters); i++) {
		struct definition d = { .heap = heap, .what = filters[i] };
		bitset_word *ours = node_filter_build(heap, text_of(filters[i]), NULL, NULL);

		ck_assert_ptr_nonnull(ours);
		define_reached(&d);
		for (node_ix node = 0; node < heap_node_count(heap); node++)
			expect(filters[i], node, bitset_has(ours, node),
			       !d.reached[node] && heap_distance(heap, node) != DISTANCE_NONE);
		column_free(ours);
	}
}

static void
compare_contexts(const struct heap *heap)
{
	bool flows[NODES_MAX][NODES_MAX] = { { false } };
	struct native_contexts ours;

	ck_assert(native_contexts_build(&ours, heap, NULL, NULL));
	for (node_ix node = 0; node < heap_node_count(heap); node++)
		if (is_native_context(heap, node))
			define_flow(heap, node, flows[node]);
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		unsigned many = 0;
		node_ix only = NODE_NONE;

		for (node_ix context = 0; context < heap_node_count(heap); context++)
			if (flows[context][node]) {
				many++;
				only = context;
			}
		expect("no context", node, ours.of[node] == CONTEXT_OF_NONE, many == 0);
		expect("shared", node, ours.of[node] == CONTEXT_OF_SEVERAL, many > 1);
		if (many == 1)
			expect("context", node, ours.at[ours.of[node]].node == only, true);
	}
	native_contexts_release(&ours);
}

static bool
is_counted_string(const struct heap *heap, node_ix node)
{
	bool is_rope = heap_node_type(heap, node) == NODE_CONCATENATED_STRING;

	if ((heap_node_type(heap, node) != NODE_STRING && !is_rope)
	    || heap_shallow_size(heap, node) == 0)
		return false;
	for EACH_EDGE(heap, node, edge) {
		struct arena scratch = { 0 };
		size_t length = heap_node_name(heap, target_of(heap, edge), &scratch).length;

		arena_release(&scratch);
		if (is_rope && length == 0 && type_of(heap, edge) == EDGE_INTERNAL
		    && (edge_is(heap, edge, "first") || edge_is(heap, edge, "second")))
			return false;
	}
	return true;
}

static void
compare_duplicates(const struct heap *heap)
{
	bitset_word *ours = node_filter_build(heap, TEXT("duplicated-strings"), NULL, NULL);

	ck_assert_ptr_nonnull(ours);
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		bool has_twin = false;

		for (node_ix other = 0; other < heap_node_count(heap); other++) {
			struct arena scratch = { 0 };

			if (other != node && is_counted_string(heap, node)
			    && is_counted_string(heap, other)
			    && text_equal(heap_node_name(heap, node, &scratch),
					  heap_node_name(heap, other, &scratch)))
				has_twin = true;
			arena_release(&scratch);
		}
		expect("duplicated-strings", node, bitset_has(ours, node), has_twin);
	}
	column_free(ours);
}

START_TEST(filters_are_as_defined_on_random_graphs)
{
	for (uint64_t seed = (uint64_t)_i * GRAPHS; seed < (uint64_t)(_i + 1) * GRAPHS; seed++) {
		uint64_t state = seed;
		size_t nodes = 2 + random_below(&state, NODES_MAX - 2);
		struct picture picture = { 0 };
		struct error error = { 0 };
		struct heap *heap;

		for (size_t i = 0; i < nodes; i++) {
			add_random_node(&picture, &state, i);
			add_random_edges(&picture, &state, nodes);
		}
		ck_assert_msg(picture_link(&picture, &error), "%s", error.message);
		heap = picture_heap(&picture, 1, &error);
		ck_assert_msg(heap != NULL, "seed %llu: %s", (unsigned long long)seed,
			      error.message);
		current_seed = seed;
		current_picture = &picture;
		compare_walks(heap);
		compare_contexts(heap);
		compare_duplicates(heap);
		heap_free(heap);
		picture_release(&picture);
	}
}
END_TEST

/* Ids of the accepted nodes, in file order. */
static void
expect_ids(const struct heap *heap, const char *only, const char *ids)
{
	struct error error = { 0 };
	bitset_word *accepted = node_filter_build(heap, text_of(only), NULL, &error);
	struct buffer found = { 0 };

	ck_assert_msg(accepted != NULL, "%s: %s", only, error.message);
	for (node_ix node = 0; node < heap_node_count(heap); node++)
		if (bitset_has(accepted, node))
			buffer_printf(&found, "%s%u", found.length > 0 ? " " : "",
				      heap_node_id(heap, node));
	buffer_add_char(&found, '\0');
	ck_assert_str_eq(found.at, ids);
	buffer_release(&found);
	column_free(accepted);
}

static const char *const numbered = "(root) @1 -> a b c\n"
				    "a:1 @3 trace=4\n"
				    "b:1 @5 trace=7\n"
				    "c:1 @8 trace=4\n";

START_TEST(a_range_of_ids_leaves_out_its_beginning)
{
	struct heap *heap = drawn_heap(numbered);

	expect_ids(heap, "ids=3..8", "5 8");
	expect_ids(heap, "ids=..5", "1 3 5");
	expect_ids(heap, "ids=3..", "5 8");
	heap_free(heap);
}
END_TEST

START_TEST(an_allocation_is_named_by_its_stacks)
{
	struct heap *heap = drawn_heap(numbered);

	expect_ids(heap, "allocation=4", "3 8");
	expect_ids(heap, "allocation=4,7", "3 5 8");
	expect_ids(heap, "allocation=5", "");
	heap_free(heap);
}
END_TEST

START_TEST(words_that_make_no_sense_are_refused)
{
	static const char *const wrong[] = {
		"", "nothing", "contextsx", "contexts=1", "ids", "ids=", "ids=5", "ids=1..x",
		"ids=99999999999999999999..", "allocation=", "allocation=1,", "allocation=x",
		"native-context", "native-context=@x", "native-context=@3",
	};
	struct heap *heap = drawn_heap(numbered);

	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct error error = { 0 };

		ck_assert_ptr_null(node_filter_build(heap, text_of(wrong[i]), NULL, &error));
		ck_assert_msg(error.kind == ERROR_USAGE, "%s: %s", wrong[i], error.message);
	}
	heap_free(heap);
}
END_TEST

START_TEST(a_native_context_that_is_not_there_is_no_wrong_word)
{
	struct heap *heap = drawn_heap(numbered);
	struct error error = { 0 };

	ck_assert_ptr_null(node_filter_build(heap, TEXT("native-context=@99"), NULL, &error));
	ck_assert_int_eq(error.kind, ERROR_ABSENT);
	heap_free(heap);
}
END_TEST

START_TEST(a_native_context_is_named_by_its_id)
{
	struct heap *heap = drawn_heap("(root) @1 -> a b\n"
				       "a:1 @3 name=\"system / NativeContext\" -> c\n"
				       "b:1 @5\n"
				       "c:1 @7\n");

	expect_ids(heap, "native-context=@3", "3 7");
	expect_ids(heap, "no-native-context", "1 5");
	expect_ids(heap, "shared-native-context", "");
	heap_free(heap);
}
END_TEST

START_TEST(native_contexts_may_be_more_than_65536)
{
	enum { CONTEXTS = 66000 };
	struct picture picture = { 0 };
	struct native_contexts contexts;
	struct heap *heap;

	/* not drawn: each name would be looked for among all before it */
	for (uint32_t i = 0; i <= CONTEXTS; i++) {
		struct picture_node *node = picture_add_node(&picture, TEXT("context"));

		node->type = i == 0 ? 9 : 3;
		node->name = i == 0 ? TEXT("") : TEXT("system / NativeContext");
		node->id = 2 * i + 1;
		node->size = i;
	}
	heap = picture_heap(&picture, 1, NULL);
	ck_assert_ptr_nonnull(heap);
	ck_assert(native_contexts_build(&contexts, heap, NULL, NULL));
	ck_assert_uint_eq(contexts.count, CONTEXTS);
	ck_assert_uint_eq(contexts.at[0].size, CONTEXTS);
	ck_assert_uint_eq(contexts.of[contexts.at[0].node], 0);
	ck_assert_uint_eq(contexts.of[1], CONTEXTS - 1);
	native_contexts_release(&contexts);
	heap_free(heap);
	picture_release(&picture);
}
END_TEST

START_TEST(words_of_rows_that_follow_one_another_are_put_together)
{
	static const struct {
		const char *a, *b, *both;
	} cases[] = {
		{ "ids=1..5", "ids=5..9", "ids=1..9" },
		{ "ids=5..9", "ids=1..5", "ids=1..9" },
		{ "ids=1..9", "ids=2..3", "ids=1..9" },
		{ "ids=1..4", "ids=5..9", "" },
		{ "allocation=1,2", "allocation=7", "allocation=1,2,7" },
		{ "contexts", "contexts", "contexts" },
		{ "contexts", "console", "" },
		{ "ids=1..5", "allocation=1", "" },
	};
	struct arena scratch = { 0 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct text both = only_join(text_of(cases[i].a), text_of(cases[i].b), &scratch);

		ck_assert_msg(text_equal(both, text_of(cases[i].both)), "%s + %s: %.*s",
			      cases[i].a, cases[i].b, (int)both.length, both.at);
	}
	arena_release(&scratch);
}
END_TEST

START_TEST(ids_between_samples_are_called_by_their_times)
{
	static const struct {
		const char *only, *title;
	} cases[] = {
		{ "ids=10..20", "from 1.00 to 2.50 s" }, { "ids=0..20", "from 0.00 to 2.50 s" },
		{ "ids=20..30", "from 3.00 to 4.00 s" },
		{ "ids=0..4", "from before the recording" },
		{ "ids=10..21", "ids=10..21" },          { "contexts", "contexts" },
	};
	/* nothing was allocated between the third and the fourth */
	uint32_t ids[] = { 4, 10, 20, 20, 30 };
	uint32_t times[] = { 500, 1000500, 2500500, 3000500, 4000500 };
	struct heap heap = { .snapshot.samples = { .count = 5, .last_id = ids } };
	struct arena scratch = { 0 };

	heap.snapshot.samples.timestamp_us.at = times;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct subject on = { .heap = &heap, .only = text_of(cases[i].only) };
		struct text title = only_title(&on, &scratch);

		ck_assert_msg(text_equal(title, text_of(cases[i].title)), "%s: %.*s", cases[i].only,
			      (int)title.length, title.at);
	}
	arena_release(&scratch);
}
END_TEST

START_TEST(a_filter_can_be_cancelled)
{
	struct heap *heap = drawn_heap(numbered);
	struct progress progress = { .parent = NULL };
	struct error error = { 0 };

	progress_cancel(&progress);
	ck_assert_ptr_null(node_filter_build(heap, TEXT("contexts"), &progress, &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	heap_free(heap);
}
END_TEST

Suite *
check_node_filter(void)
{
	Suite *suite = suite_create("node_filter");
	TCase *tests = tcase_create("node_filter");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, filters_are_as_defined_on_random_graphs, 0, 8);
	tcase_add_test(tests, a_range_of_ids_leaves_out_its_beginning);
	tcase_add_test(tests, an_allocation_is_named_by_its_stacks);
	tcase_add_test(tests, words_that_make_no_sense_are_refused);
	tcase_add_test(tests, a_native_context_that_is_not_there_is_no_wrong_word);
	tcase_add_test(tests, a_native_context_is_named_by_its_id);
	tcase_add_test(tests, native_contexts_may_be_more_than_65536);
	tcase_add_test(tests, words_of_rows_that_follow_one_another_are_put_together);
	tcase_add_test(tests, ids_between_samples_are_called_by_their_times);
	tcase_add_test(tests, a_filter_can_be_cancelled);
	suite_add_tcase(suite, tests);
	return suite;
}
