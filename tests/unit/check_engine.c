/*
 * The engine against the naive twin, on thousands of random graphs.  A failure prints the seed
 * and the graph as a drawing, ready to be kept under tests/graphs.
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/constructors.h"
#include "heap/heap.h"
#include "unit/naive.h"
#include "unit/random.h"
#include "unit/suites.h"

enum { GRAPHS = 250, NODES_MAX = 40, LARGE_NODES_MAX = 60000, LARGE_SEED = 1 };

static const char *const names[] = {
	"Foo", "Bar", "Object", "Object", "Object", "Object", "system / NativeContext",
	"(map descriptors)", "(Document DOM trees)", "system / ExternalStringData", "<div>",
	"<div id=x>", "Detached <p class=y>", "Detached Foo", "(system)", "Function",
};
static const char *const edge_names[] = {
	"a", "b", "c", "d", "__proto__", "sloppy_function_map", "1", "2", "4", " 7x", "first",
	"e123456789012345678901234567890123456789012345678901234567890",
	"f123456789012345678901234567890123456789012345678901234567890",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct text
pick(uint64_t *state, const char *const *from, size_t count)
{
	return text_of(from[random_below(state, (uint32_t)count)]);
}

static void
add_random_node(struct picture *picture, uint64_t *state, size_t number)
{
	struct picture_node *node =
		picture_add_node(picture, arena_printf(&picture->arena, "n%zu", number));
	/* Plain objects, hidden nodes, arrays and natives have most of the rules. */
	static const unsigned likely[] = { 3, 3, 3, 0, 0, 1, 1, 8, 8, 9 };
	/* In one graph of ten or so the sizes together are about what 32 bits hold, or above. */
	static const uint64_t large[] = { UINT32_MAX / 2 - 50, UINT32_MAX - 50, UINT32_MAX,
					  UINT64_C(1) << 40 };
	uint32_t type = random_below(state, COUNT(likely) + 16);

	node->type = type < COUNT(likely) ? likely[type] : type - (uint32_t)COUNT(likely);
	node->name = pick(state, names, COUNT(names));
	node->id = 2 * number + 1;
	node->size = random_below(state, 5) == 0 ? 0 : random_below(state, 100);
	if (random_below(state, 150) == 0)
		node->size = large[random_below(state, COUNT(large))];
	node->detachedness = random_below(state, 6) == 0 ? random_below(state, 3) : 0;
	if (random_below(state, 5) == 0) {
		node->has_location = true;
		node->script_id = random_below(state, 2);
		node->line = random_below(state, 2);
	}
}

static void
add_random_edge(struct picture *picture, uint64_t *state, size_t nodes)
{
	static const unsigned types[] = {
		PICTURE_CONTEXT, PICTURE_ELEMENT, PICTURE_PROPERTY, PICTURE_PROPERTY,
		PICTURE_PROPERTY, PICTURE_INTERNAL, PICTURE_INTERNAL, PICTURE_HIDDEN,
		PICTURE_SHORTCUT, PICTURE_WEAK, PICTURE_INVISIBLE,
	};
	uint32_t target = random_below(state, (uint32_t)nodes);
	struct picture_edge *edge = picture_add_edge(
		picture, types[random_below(state, COUNT(types))],
		target == 0 ? TEXT("root") : arena_printf(&picture->arena, "n%u", target));

	edge->target = target;
	edge->name = pick(state, edge_names, COUNT(edge_names));
	edge->number = random_below(state, 9);
	if (edge->type == PICTURE_INTERNAL && random_below(state, 2) == 0)
		edge->name = arena_printf(
			&picture->arena,
			"%u / part of key (K @%u) -> value (V @%u) pair in WeakMap (table @%u)",
			random_below(state, 3), random_below(state, 2), random_below(state, 2),
			2 * random_below(state, (uint32_t)nodes) + 1);
}

/* A graph from a seed: sparse or dense, with user roots or without. */
static void
make_random_picture(struct picture *picture, uint64_t seed, uint32_t nodes_max)
{
	uint64_t state = seed;
	size_t nodes = 2 + random_below(&state, nodes_max - 2);
	uint32_t density = 1 + random_below(&state, 4);

	for (size_t i = 0; i < nodes; i++) {
		if (i == 0) {
			struct picture_node *root = picture_add_node(picture, TEXT("root"));

			root->type = 9;
			root->name = TEXT("");
			root->id = 1;
		} else {
			add_random_node(picture, &state, i);
		}
		for (uint32_t edges = random_below(&state, density * 2); edges > 0; edges--)
			add_random_edge(picture, &state, nodes);
	}
}

struct comparison_of_twins {
	const struct heap *heap;
	const struct naive *naive;
	uint64_t seed;
};

static void
fail_with_drawing(const struct comparison_of_twins *c, size_t node, const char *what,
		  const char *ours, const char *twins)
{
	struct buffer drawing = { 0 };

	picture_draw(c->naive->picture, &drawing);
	buffer_add_char(&drawing, '\0');
	fprintf(stderr, "seed %llu, node %zu: %s is %s, the naive twin says %s\n%s\n",
		(unsigned long long)c->seed, node, what, ours, twins, drawing.at);
	ck_abort_msg("seed %llu: %s differs", (unsigned long long)c->seed, what);
}

static void
compare_numbers(const struct comparison_of_twins *c, size_t node, const char *what, int64_t ours,
		int64_t twins)
{
	char a[32], b[32];

	if (ours == twins)
		return;
	snprintf(a, sizeof a, "%lld", (long long)ours);
	snprintf(b, sizeof b, "%lld", (long long)twins);
	fail_with_drawing(c, node, what, a, b);
}

static void
compare_nodes(const struct comparison_of_twins *c)
{
	const struct heap *heap = c->heap;

	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		char class[512];
		struct text name = heap_class_name(heap, node);

		compare_numbers(c, node, "detachedness", heap_detachedness(heap, node),
				c->naive->state[node]);
		compare_numbers(c, node, "shallow size", (int64_t)heap_shallow_size(heap, node),
				(int64_t)c->naive->size[node]);
		compare_numbers(c, node, "distance", heap_distance(heap, node),
				c->naive->distance[node]);
		compare_numbers(c, node, "dominator", heap_dominator(heap, node),
				(int64_t)c->naive->dominator[node]);
		compare_numbers(c, node, "retained size", (int64_t)heap_retained_size(heap, node),
				(int64_t)c->naive->retained[node]);
		snprintf(class, sizeof class, "%.*s", (int)name.length, name.at);
		if (strcmp(class, c->naive->class[node]) != 0)
			fail_with_drawing(c, node, "class", class, c->naive->class[node]);
	}
}

static void
compare_edges(const struct comparison_of_twins *c)
{
	for (edge_ix edge = 0; edge < c->heap->snapshot.edge_count; edge++) {
		node_ix source = snapshot_edge_source(&c->heap->snapshot, edge);

		/* The root is kept alive by definition. */
		if (snapshot_edge_target(&c->heap->snapshot, edge) == 0)
			continue;
		compare_numbers(c, source, "whether an edge is essential",
				heap_edge_is_essential(c->heap, source, edge),
				c->naive->essential[edge]);
	}
}

/* The classes of two nodes are one row exactly if name and location agree; a name that DevTools
 * makes and one that was recorded are two (their rows would collide there). */
static bool
is_same_row(const struct comparison_of_twins *c, node_ix a, node_ix b)
{
	const struct heap_class *classes = c->heap->classes.at;
	char key_a[512], key_b[512];

	naive_class_key(c->naive, a, key_a);
	naive_class_key(c->naive, b, key_b);
	return strcmp(key_a, key_b) == 0
	       && classes[heap_class_of(c->heap, a)].is_generated
			  == classes[heap_class_of(c->heap, b)].is_generated;
}

static void
compare_rows(const struct comparison_of_twins *c)
{
	const struct heap *heap = c->heap;

	for (size_t i = 0; i < heap->constructors.count; i++) {
		const struct constructor *row = &heap->constructors.at[i];
		uint64_t shallow = 0, retained = 0;
		uint32_t count = 0;
		int64_t distance = INT64_MAX;

		for (node_ix node = 0; node < heap_node_count(heap); node++) {
			bool is_inside = false;

			if (c->naive->size[node] == 0 || !is_same_row(c, row->first, node))
				continue;
			count++;
			shallow += c->naive->size[node];
			if (c->naive->distance[node] < distance)
				distance = c->naive->distance[node];
			for (size_t up = node; up != 0;) {
				up = c->naive->dominator[up];
				is_inside |= c->naive->size[up] != 0
					     && is_same_row(c, row->first, (node_ix)up);
			}
			if (!is_inside)
				retained += c->naive->retained[node];
		}
		compare_numbers(c, row->first, "count of the row", row->count, count);
		compare_numbers(c, row->first, "shallow size of the row",
				(int64_t)constructors_shallow_size(&heap->constructors, i),
				(int64_t)shallow);
		compare_numbers(c, row->first, "distance of the row", row->distance, distance);
		compare_numbers(c, row->first, "retained size of the row",
				(int64_t)constructors_retained_size(&heap->constructors, i),
				(int64_t)retained);
	}
}

static void
compare_dominated(const struct comparison_of_twins *c)
{
	for (node_ix node = 0; node < heap_node_count(c->heap); node++) {
		size_t count, at = 0;
		node_ix *dominated = heap_dominated(c->heap, node, &count, NULL);

		for (node_ix other = heap_node_count(c->heap); other-- > 1;)
			if (c->naive->dominator[other] == node) {
				ck_assert_uint_lt(at, count);
				ck_assert_uint_eq(dominated[at++], other);
				ck_assert(heap_dominates(c->heap, node, other));
			}
		ck_assert_uint_eq(at, count);
		column_free(dominated);
	}
}

static void
compare_seed(uint64_t seed, const struct heap_options *options)
{
	struct picture picture = { 0 };
	struct naive naive;
	struct heap *heap;
	struct error error = { 0 };
	struct comparison_of_twins c = { .naive = &naive, .seed = seed };

	make_random_picture(&picture, seed, NODES_MAX);
	naive_init(&naive, &picture);
	c.heap = heap = picture_heap_as(&picture, options, &error);
	ck_assert_msg(heap != NULL, "%s", error.message);
	compare_nodes(&c);
	compare_edges(&c);
	compare_rows(&c);
	compare_dominated(&c);
	heap_free(heap);
	naive_release(&naive);
	picture_release(&picture);
}

START_TEST(the_engine_agrees_with_its_definition_on_random_graphs)
{
	static const struct heap_options ways[] = { { .threads = 1 }, { .threads = 2 },
						    { .threads = 1, .least_memory = true } };
	/* HEAPTUI_SEED=N runs another range. */
	const char *first = getenv("HEAPTUI_SEED");
	uint64_t base = first != NULL ? strtoull(first, NULL, 10) : 1;

	for (uint64_t seed = base + (uint64_t)_i * GRAPHS;
	     seed < base + ((uint64_t)_i + 1) * GRAPHS;
	     seed++)
		compare_seed(seed, &ways[seed % COUNT(ways)]);
}
END_TEST

static void
compare_columns(const void *a, const void *b, size_t count, size_t size)
{
	ck_assert(memcmp(a, b, count * size) == 0);
}

static void
compare_constructors(const struct constructors *a, const struct constructors *b)
{
	ck_assert_uint_eq(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		ck_assert_uint_eq(a->at[i].class, b->at[i].class);
		ck_assert_uint_eq(a->at[i].first, b->at[i].first);
		ck_assert_uint_eq(a->at[i].count, b->at[i].count);
		ck_assert_uint_eq(constructors_shallow_size(a, i), constructors_shallow_size(b, i));
		ck_assert_uint_eq(constructors_retained_size(a, i),
				  constructors_retained_size(b, i));
		ck_assert_int_eq(a->at[i].distance, b->at[i].distance);
	}
}

/* All that is computed, to the bit. */
static void
compare_heaps(const struct heap *a, const struct heap *b)
{
	size_t nodes = heap_node_count(a), edges = a->snapshot.edge_count;
	const struct dominators *d = &a->dominators, *e = &b->dominators;

	ck_assert_uint_eq(nodes, heap_node_count(b));
	ck_assert_uint_eq(edges, b->snapshot.edge_count);
	compare_columns(a->snapshot.size.at, b->snapshot.size.at, nodes, 4);
	compare_columns(a->snapshot.edge_word, b->snapshot.edge_word, edges, 4);
	compare_columns(a->retainers.first, b->retainers.first, nodes + 1, 4);
	compare_columns(a->retainers.words, b->retainers.words, edges, 4);
	compare_columns(a->classes.of, b->classes.of, nodes, 4);
	compare_columns(a->distance, b->distance, nodes, 4);
	compare_columns(d->number, e->number, nodes, 4);
	compare_columns(d->node, e->node, nodes + 1, 4);
	compare_columns(d->dominator, e->dominator, nodes + 1, 4);
	compare_columns(d->dominated, e->dominated, nodes + 1, 4);
	for (node_ix node = 0; node < nodes; node++)
		ck_assert_uint_eq(heap_retained_size(a, node), heap_retained_size(b, node));
	compare_constructors(&a->constructors, &b->constructors);
}

/* Large enough for two threads to share the work: what one makes alone is the measure. */
START_TEST(a_large_graph_is_the_same_however_it_is_loaded)
{
	struct heap_options options = { .threads = 1, .least_memory = true };
	struct picture picture = { 0 };
	struct error error = { 0 };
	struct heap *one, *two, *dense;

	make_random_picture(&picture, LARGE_SEED + (uint64_t)_i, LARGE_NODES_MAX);
	one = picture_heap(&picture, 1, &error);
	two = picture_heap(&picture, 2, &error);
	dense = picture_heap_as(&picture, &options, &error);
	ck_assert_msg(one != NULL && two != NULL && dense != NULL, "%s", error.message);
	compare_heaps(one, two);
	compare_heaps(one, dense);
	heap_free(one);
	heap_free(two);
	heap_free(dense);
	picture_release(&picture);
}
END_TEST

static const char *const recorded[] = {
	TOP "/tests/reports/shop-before.heapsnapshot",
	TOP "/tests/reports/shop-after.heapsnapshot",
#ifdef HAVE_ZSTD
	TOP "/samples/unbounded-cache/before.heapsnapshot.zst",
	TOP "/samples/unbounded-cache/after.heapsnapshot.zst",
#endif
};

START_TEST(a_recorded_heap_is_the_same_stage_by_stage)
{
	struct heap *heaps[2];

	for (size_t i = 0; i < 2; i++) {
		struct heap_options options = { .threads = 1, .least_memory = i == 1 };
		struct error error = { 0 };

		heaps[i] = heap_new(recorded[_i]);
		ck_assert_msg(heap_load(heaps[i], &options, NULL, &error), "%s", error.message);
		ck_assert_int_eq(heaps[i]->snapshot.is_dense, i == 1);
	}
	compare_heaps(heaps[0], heaps[1]);
	heap_free(heaps[0]);
	heap_free(heaps[1]);
}
END_TEST

Suite *
check_engine(void)
{
	Suite *suite = suite_create("engine");
	TCase *twins = tcase_create("naive twin");

	tcase_add_loop_test(twins, the_engine_agrees_with_its_definition_on_random_graphs, 0, 8);
	tcase_add_loop_test(twins, a_large_graph_is_the_same_however_it_is_loaded, 0, 4);
	tcase_add_loop_test(twins, a_recorded_heap_is_the_same_stage_by_stage, 0,
			    COUNT(recorded));
	suite_add_tcase(suite, twins);
	return suite;
}
