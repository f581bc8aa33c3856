/*
 * The text of concatenated strings, beside the definition: pieces from left to right until there
 * are 1024 UTF-16 units.
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "heap/duplicates.h"
#include "heap/heap.h"
#include "unit/picture.h"
#include "unit/random.h"
#include "unit/suites.h"

enum { STRING = 2, ROPE = 10, SYNTHETIC = 9, SHOWN = 1024, PIECES = 12, ROPES = 120 };

static void
add_node(struct picture *picture, unsigned type, struct text name)
{
	size_t number = picture->node_count;
	struct picture_node *node = picture_add_node(picture, TEXT("node"));

	node->type = type;
	node->name = name;
	node->id = 2 * number + 1;
}

static void
add_part(struct picture *picture, struct text name, size_t target)
{
	picture_add_edge(picture, PICTURE_INTERNAL, name)->target = target;
}

/* From node 2 on, each made of the one before and of node 1 ("ab"). */
static struct heap *
deep_heap(struct text first, struct text second, size_t ropes)
{
	struct picture picture = { 0 };
	struct heap *heap;

	add_node(&picture, SYNTHETIC, TEXT(""));
	picture_add_edge(&picture, PICTURE_SHORTCUT, TEXT("top"))->target = ropes + 1;
	add_node(&picture, STRING, TEXT("ab"));
	for (size_t i = 0; i < ropes; i++) {
		add_node(&picture, ROPE, TEXT("(concatenated string)"));
		add_part(&picture, first, i + 1);
		add_part(&picture, second, 1);
	}
	heap = picture_heap(&picture, 1, NULL);
	ck_assert_ptr_nonnull(heap);
	picture_release(&picture);
	return heap;
}

START_TEST(many_additions_are_as_long_as_is_shown)
{
	struct text parts[] = { TEXT("first"), TEXT("second") };
	const size_t ropes = 50000;
	struct heap *heap = deep_heap(parts[_i], parts[1 - _i], ropes);
	struct arena scratch = { 0 };
	char expected[SHOWN];

	for (size_t i = 0; i < SHOWN; i++)
		expected[i] = "ab"[i % 2];
	for (node_ix node = 2; node < ropes + 2; node += node < 600 ? 1 : 997) {
		size_t units = 2 * (size_t)node;
		struct text wanted = { expected, units < SHOWN ? units : SHOWN };

		ck_assert(text_equal(heap_node_name(heap, node, &scratch), wanted));
		arena_reset(&scratch);
	}
	arena_release(&scratch);
	heap_free(heap);
}
END_TEST

START_TEST(who_waits_for_all_ropes_can_stop_and_ask_again)
{
	struct heap *heap = deep_heap(TEXT("first"), TEXT("second"), 50000);
	struct progress progress = { .phase = "Searching", .done = 7, .total = 9 };
	struct arena scratch = { 0 };

	progress_cancel(&progress);
	ck_assert_ptr_null(heap_watch_names(heap, &progress));
	ck_assert_uint_lt(heap_node_name(heap, 50001, &scratch).length, SHOWN);
	progress.cancelled = false;
	ck_assert_uint_eq(heap_node_name(heap, 50001, &scratch).length, SHOWN);
	ck_assert_str_eq(progress.phase, "Searching");
	ck_assert_uint_eq(progress.done, 7);
	ck_assert_uint_eq(progress.total, 9);
	ck_assert_ptr_eq(heap_watch_names(heap, NULL), &progress);
	ck_assert_ptr_null(heap_watch_names(heap, NULL));
	arena_release(&scratch);
	heap_free(heap);
}
END_TEST

START_TEST(ropes_without_an_end_are_read_in_time)
{
	struct picture picture = { 0 };
	struct arena scratch = { 0 };
	struct heap *heap;
	const size_t ropes = 3000;

	add_node(&picture, SYNTHETIC, TEXT(""));
	picture_add_edge(&picture, PICTURE_SHORTCUT, TEXT("top"))->target = 1;
	for (size_t i = 0; i < ropes; i++) {
		add_node(&picture, ROPE, TEXT("(concatenated string)"));
		add_part(&picture, TEXT("first"), (i + 1) % ropes + 1);
		add_part(&picture, TEXT("second"), (i + 7) % ropes + 1);
	}
	heap = picture_heap(&picture, 1, NULL);
	ck_assert_ptr_nonnull(heap);
	for (node_ix node = 1; node <= ropes; node++)
		ck_assert_uint_eq(heap_node_name(heap, node, &scratch).length, 0);
	arena_release(&scratch);
	heap_free(heap);
	picture_release(&picture);
}
END_TEST

/* Half a megabyte each, so that not all find room. */
START_TEST(names_are_kept_while_there_is_room)
{
	enum { NAMES = 100, LENGTH = 500000 };
	struct kept_names *kept = kept_names_new();
	struct text name, letters = { xmalloc(LENGTH), LENGTH };
	unsigned found = 0;

	memset((char *)(uintptr_t)letters.at, 'x', LENGTH);
	ck_assert(!kept_names_find(kept, 0, &name));
	for (uint32_t i = 0; i < NAMES; i++) {
		*(char *)(uintptr_t)letters.at = (char)i;
		kept_names_add(kept, i * 64, letters);
	}
	kept_names_add(kept, 0, TEXT("another"));
	for (uint32_t i = 0; i < NAMES; i++) {
		*(char *)(uintptr_t)letters.at = (char)i;
		if (kept_names_find(kept, i * 64, &name)) {
			ck_assert(text_equal(name, letters));
			found++;
		}
		ck_assert(!kept_names_find(kept, i * 64 + 1, &name));
	}
	ck_assert_uint_ge(found, 50);
	ck_assert_uint_lt(found, NAMES);
	free((char *)(uintptr_t)letters.at);
	kept_names_free(kept);
}
END_TEST

START_TEST(a_long_string_with_escapes_is_decoded_once)
{
	enum { ESCAPES = 3000 };
	char raw[2 * ESCAPES + 2], decoded[ESCAPES];
	uint32_t start = 0;
	struct strings strings = { .bytes = raw, .length = sizeof(raw) - 1, .start = &start,
				   .recorded = 1, .count = 1 };
	struct kept_names *kept = kept_names_new();
	struct arena scratch = { 0 };
	struct text first, second;

	for (size_t i = 0; i < ESCAPES; i++)
		memcpy(raw + 2 * i, "\\n", 2);
	memcpy(raw + 2 * (size_t)ESCAPES, "\"]", 2);
	memset(decoded, '\n', ESCAPES);
	first = kept_names_string(kept, &strings, 0, &scratch);
	second = kept_names_string(kept, &strings, 0, &scratch);
	ck_assert(text_equal(first, (struct text){ decoded, ESCAPES }));
	ck_assert(text_equal(second, first));
	ck_assert_ptr_eq(second.at, kept_names_string(kept, &strings, 0, &scratch).at);
	arena_release(&scratch);
	kept_names_free(kept);
}
END_TEST

/* The definition, by the drawing. */
static size_t
add_pieces(const struct picture *picture, size_t node, struct buffer *out, size_t units)
{
	const struct picture_node *at = &picture->nodes[node];

	if (units >= SHOWN)
		return units;
	if (at->type != ROPE) {
		buffer_add_text(out, at->name);
		return units + text_utf16_length(at->name);
	}
	for (size_t i = 0; i < at->edge_count; i++)
		units = add_pieces(picture, picture->edges[at->first_edge + i].target, out, units);
	return units;
}

START_TEST(ropes_of_ropes_read_as_defined)
{
	uint64_t random = (uint64_t)_i + 1;
	struct picture picture = { 0 };
	struct arena scratch = { 0 };
	struct heap *heap;

	add_node(&picture, SYNTHETIC, TEXT(""));
	picture_add_edge(&picture, PICTURE_SHORTCUT, TEXT("top"))->target = PIECES + ROPES;
	for (unsigned i = 0; i < PIECES; i++) {
		/* the longest are put together each time */
		static const uint32_t most[] = { 5, 5, 5, 5, 5, 1100, 1100, 20000 };
		size_t length = random_below(&random, most[random_below(&random, 8)]);
		char *letters = arena_alloc(&picture.arena, length + 1);

		for (size_t k = 0; k < length; k++)
			letters[k] = (char)('a' + random_below(&random, 26));
		add_node(&picture, STRING, (struct text){ letters, length });
	}
	/* parts are nodes before, mostly the last ones */
	for (unsigned i = 0; i < ROPES; i++) {
		size_t before = picture.node_count - 1;
		size_t far = random_below(&random, 3) == 0 ? before : before < 4 ? before : 4;

		add_node(&picture, ROPE, TEXT("(concatenated string)"));
		add_part(&picture, TEXT("first"), before - random_below(&random, (uint32_t)far));
		add_part(&picture, TEXT("second"), before - random_below(&random, (uint32_t)far));
	}
	heap = picture_heap(&picture, 1, NULL);
	ck_assert_ptr_nonnull(heap);
	for (node_ix node = PIECES + 1; node <= PIECES + ROPES; node++) {
		struct text name = heap_node_name(heap, node, &scratch);
		struct whole_text whole = heap_node_whole_text(heap, node, &scratch);
		struct buffer expected = { 0 };

		add_pieces(&picture, node, &expected, 0);
		ck_assert(text_equal(ARENA_JOIN(&scratch, whole.begin, whole.end),
				     buffer_text(&expected)));
		/* the name may end in the last piece, but not before 4 KiB of it */
		ck_assert(text_starts_with(buffer_text(&expected), name));
		if (whole.begin.length == 0 || whole.end.length == 0)
			ck_assert_uint_eq(name.length, expected.length);
		else
			ck_assert_uint_eq(name.length, whole.begin.length + 4096);
		buffer_release(&expected);
	}
	arena_release(&scratch);
	heap_free(heap);
	picture_release(&picture);
}
END_TEST

/* Two chains in turn, so that no text is the next one's end: 40 MB of them. */
START_TEST(more_text_than_is_kept_is_read_again)
{
	const size_t letters = 26, ropes = 40000;
	struct picture picture = { 0 };
	struct arena scratch = { 0 };
	struct heap *heap;

	add_node(&picture, SYNTHETIC, TEXT(""));
	picture_add_edge(&picture, PICTURE_SHORTCUT, TEXT("top"))->target = letters + ropes;
	for (size_t i = 0; i < letters; i++)
		add_node(&picture, STRING, (struct text){ &"abcdefghijklmnopqrstuvwxyz"[i], 1 });
	for (size_t i = 0; i < ropes; i++) {
		add_node(&picture, ROPE, TEXT("(concatenated string)"));
		add_part(&picture, TEXT("first"), 1 + i % letters);
		add_part(&picture, TEXT("second"), i < 2 ? 1 : letters + i - 1);
	}
	heap = picture_heap(&picture, 1, NULL);
	ck_assert_ptr_nonnull(heap);
	for (size_t i = ropes - 1; i > 2 * SHOWN; i -= 997) {
		struct text name = heap_node_name(heap, (node_ix)(letters + 1 + i), &scratch);

		ck_assert_uint_eq(name.length, SHOWN);
		for (size_t k = 0; k < SHOWN; k++)
			ck_assert_int_eq(name.at[k], (char)('a' + (i - 2 * k) % letters));
		arena_reset(&scratch);
	}
	arena_release(&scratch);
	heap_free(heap);
	picture_release(&picture);
}
END_TEST

/* A text, and ropes of its first letters and the others; then the same with another last letter. */
static void
add_cut_texts(struct picture *picture, const char *letters, size_t length, size_t cuts)
{
	size_t first = picture->node_count, last;

	add_node(picture, STRING, (struct text){ letters, length });
	for (size_t i = 1; i < cuts; i++) {
		size_t at = i * (SHOWN - 1) / cuts;

		add_node(picture, STRING, (struct text){ letters, at });
		add_node(picture, STRING, (struct text){ letters + at, length - at });
	}
	last = picture->node_count;
	for (size_t i = 1; i < cuts; i++) {
		add_node(picture, ROPE, TEXT("(concatenated string)"));
		add_part(picture, TEXT("first"), first + 2 * i - 1);
		add_part(picture, TEXT("second"), first + 2 * i);
	}
	picture->nodes[first].size = 16;
	for (size_t node = last; node < picture->node_count; node++)
		picture->nodes[node].size = 16;
}

START_TEST(a_long_text_is_one_however_it_is_cut)
{
	enum { LENGTH = 9000, CUTS = 8 };
	struct picture picture = { 0 };
	struct duplicates duplicates = { 0 };
	struct error error = { 0 };
	uint64_t random = 7;
	char letters[2][LENGTH];
	struct heap *heap;

	for (size_t i = 0; i < LENGTH; i++)
		letters[0][i] = letters[1][i] = (char)('a' + random_below(&random, 26));
	letters[1][LENGTH - 1] ^= 1;
	add_node(&picture, SYNTHETIC, TEXT(""));
	add_cut_texts(&picture, letters[0], LENGTH, CUTS);
	add_cut_texts(&picture, letters[1], LENGTH, CUTS);
	heap = picture_heap(&picture, 1, NULL);
	ck_assert_ptr_nonnull(heap);
	ck_assert(duplicates_build(&duplicates, heap, NULL, &error));
	ck_assert_uint_eq(duplicates.count, 2);
	for (size_t i = 0; i < 2; i++)
		ck_assert_uint_eq(duplicates.at[i].count, CUTS);
	duplicates_release(&duplicates);
	heap_free(heap);
	picture_release(&picture);
}
END_TEST

Suite *
check_ropes(void)
{
	Suite *suite = suite_create("ropes");
	TCase *tests = tcase_create("ropes");

	tcase_add_loop_test(tests, many_additions_are_as_long_as_is_shown, 0, 2);
	tcase_add_test(tests, who_waits_for_all_ropes_can_stop_and_ask_again);
	tcase_add_test(tests, ropes_without_an_end_are_read_in_time);
	tcase_add_loop_test(tests, ropes_of_ropes_read_as_defined, 0, 60);
	tcase_add_test(tests, more_text_than_is_kept_is_read_again);
	tcase_add_test(tests, a_long_text_is_one_however_it_is_cut);
	tcase_add_test(tests, names_are_kept_while_there_is_room);
	tcase_add_test(tests, a_long_string_with_escapes_is_decoded_once);
	suite_add_tcase(suite, tests);
	return suite;
}
