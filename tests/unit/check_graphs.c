/*
 * Runs every drawing in tests/graphs/: its heap must be what it says below the line.
 * Words: dominator, retained, shallow, distance ("none": not shown), constructor, name,
 * detachedness (unknown, attached, detached), selected (the words of --only that accept the
 * node, or "none"), context (the native context's label, "shared" or "none"), expression ("" if
 * there is none), source ("" if it is unknown).
 */

#include "config.h"

#include <glob.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/memory.h"
#include "heap/expression.h"
#include "heap/heap.h"
#include "heap/native_contexts.h"
#include "heap/node_filter.h"
#include "unit/picture.h"
#include "unit/suites.h"

static glob_t drawings;

static struct text
dominator_of(const struct heap *heap, const struct picture *picture, node_ix node,
             struct arena *scratch)
{
	(void)scratch;
	return picture->nodes[heap_dominator(heap, node)].label;
}

static struct text
retained_of(const struct heap *heap, const struct picture *picture, node_ix node,
            struct arena *scratch)
{
	(void)picture;
	return arena_printf(scratch, "%" PRIu64, heap_retained_size(heap, node));
}

static struct text
shallow_of(const struct heap *heap, const struct picture *picture, node_ix node,
           struct arena *scratch)
{
	(void)picture;
	return arena_printf(scratch, "%" PRIu64, heap_shallow_size(heap, node));
}

static struct text
distance_of(const struct heap *heap, const struct picture *picture, node_ix node,
            struct arena *scratch)
{
	int32_t distance = heap_distance(heap, node);

	(void)picture;
	if (!distance_is_shown(distance))
		return TEXT("none");
	return arena_printf(scratch, "%" PRId32, distance);
}

static struct text
constructor_of(const struct heap *heap, const struct picture *picture, node_ix node,
               struct arena *scratch)
{
	(void)picture;
	(void)scratch;
	return heap_class_name(heap, node);
}

static struct text
name_of(const struct heap *heap, const struct picture *picture, node_ix node,
        struct arena *scratch)
{
	(void)picture;
	return heap_node_name(heap, node, scratch);
}

static struct text
detachedness_of(const struct heap *heap, const struct picture *picture, node_ix node,
                struct arena *scratch)
{
	static const char *const words[] = { "unknown", "attached", "detached" };

	(void)picture;
	(void)scratch;
	return text_of(words[heap_detachedness(heap, node)]);
}

static struct text
selected_of(const struct heap *heap, const struct picture *picture, node_ix node,
            struct arena *scratch)
{
	struct text words = TEXT("");

	(void)picture;
	for (size_t i = 0; node_filter_kinds[i].name != NULL; i++) {
		struct text name = text_of(node_filter_kinds[i].name);
		bitset_word *accepted;

		/* Of contexts the word below speaks. */
		if (node_filter_kinds[i].takes_value
		    || text_find(name, TEXT("native"), 0, false) != SIZE_MAX)
			continue;
		accepted = node_filter_build(heap, name, NULL, NULL);
		ck_assert_ptr_nonnull(accepted);
		if (bitset_has(accepted, node))
			words = arena_printf(scratch, "%.*s%s%.*s", (int)words.length, words.at,
			                     words.length > 0 ? "," : "", (int)name.length,
			                     name.at);
		column_free(accepted);
	}
	return words.length > 0 ? words : TEXT("none");
}

static struct text
context_of(const struct heap *heap, const struct picture *picture, node_ix node,
           struct arena *scratch)
{
	struct native_contexts contexts;
	struct text label = TEXT("none");

	(void)scratch;
	ck_assert(native_contexts_build(&contexts, heap, NULL, NULL));
	if (contexts.of[node] == CONTEXT_OF_SEVERAL)
		label = TEXT("shared");
	else if (contexts.of[node] != CONTEXT_OF_NONE)
		label = picture->nodes[contexts.at[contexts.of[node]].node].label;
	native_contexts_release(&contexts);
	return label;
}

static struct text
expression_of(const struct heap *heap, const struct picture *picture, node_ix node,
              struct arena *scratch)
{
	(void)picture;
	return expression_of_node(heap, node, scratch);
}

static struct text
source_of(const struct heap *heap, const struct picture *picture, node_ix node,
          struct arena *scratch)
{
	(void)picture;
	return heap_source(heap, node, scratch);
}

static const struct {
	const char *key;
	struct text (*found)(const struct heap *, const struct picture *, node_ix, struct arena *);
} words[] = {
	{ "dominator", dominator_of },     { "retained", retained_of },
	{ "shallow", shallow_of },         { "distance", distance_of },
	{ "constructor", constructor_of }, { "name", name_of },
	{ "detachedness", detachedness_of }, { "selected", selected_of },
	{ "context", context_of },         { "expression", expression_of },
	{ "source", source_of },
};

static void
check_expectation(const struct heap *heap, const struct picture *picture,
                  const struct picture_expectation *expectation, const char *path)
{
	struct text label = picture->nodes[expectation->node].label;
	struct arena scratch = { 0 };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct text found;

		if (!text_equal(expectation->key, text_of(words[i].key)))
			continue;
		found = words[i].found(heap, picture, (node_ix)expectation->node, &scratch);
		ck_assert_msg(text_equal(found, expectation->value),
			      "%s: %.*s: %s is %.*s, not %.*s", path, (int)label.length, label.at,
			      words[i].key, (int)found.length, found.at,
			      (int)expectation->value.length, expectation->value.at);
		arena_release(&scratch);
		return;
	}
	ck_abort_msg("%s: no such word: %.*s", path, (int)expectation->key.length,
	             expectation->key.at);
}

static struct text
file_contents(const char *path, struct buffer *buffer)
{
	FILE *file = fopen(path, "r");
	char piece[4096];
	size_t got;

	ck_assert_ptr_nonnull(file);
	while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
		buffer_add(buffer, piece, got);
	fclose(file);
	return buffer_text(buffer);
}

START_TEST(the_drawing_is_as_it_says)
{
	const char *path = drawings.gl_pathv[_i];
	struct buffer contents = { 0 };
	struct picture picture = { 0 };
	struct error error = { 0 };
	struct heap *heap;

	ck_assert_msg(picture_parse(&picture, file_contents(path, &contents), &error), "%s: %s",
	              path, error.message);
	heap = picture_heap(&picture, 1, &error);
	ck_assert_msg(heap != NULL, "%s: %s", path, error.message);
	ck_assert_msg(picture.expectation_count > 0, "%s expects nothing", path);
	for (size_t i = 0; i < picture.expectation_count; i++)
		check_expectation(heap, &picture, &picture.expectations[i], path);
	heap_free(heap);
	picture_release(&picture);
	buffer_release(&contents);
}
END_TEST

START_TEST(there_are_drawings)
{
	ck_assert_uint_ge(drawings.gl_pathc, 10);
}
END_TEST

Suite *
check_graphs(void)
{
	Suite *suite = suite_create("graphs");
	TCase *tests = tcase_create("graphs");

	if (glob(TOP "/tests/graphs/*.graph", 0, NULL, &drawings) != 0)
		drawings.gl_pathc = 0;
	tcase_add_test(tests, there_are_drawings);
	tcase_add_loop_test(tests, the_drawing_is_as_it_says, 0, (int)drawings.gl_pathc);
	suite_add_tcase(suite, tests);
	return suite;
}
