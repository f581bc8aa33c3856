#include "config.h"

#include "unit/picture.h"
#include "unit/suites.h"

static void
parse(struct picture *picture, const char *drawing)
{
	struct error error = { 0 };

	ck_assert_msg(picture_parse(picture, text_of(drawing), &error), "%s", error.message);
}

START_TEST(nodes_edges_and_expectations_are_read)
{
	struct picture picture = { 0 };
	const struct picture_node *cache;
	const struct picture_edge *edges;

	parse(&picture, "# a comment\n"
	                "(root) -> cache\n"
	                "cache:20 native @17 detached name=\"a \\\"cache\\\"\" at=3:4:5 trace=9\n"
	                "   -> list.entries list[7] !list[8] # and a comment\n"
	                "   ~list $list.\"a b\" %list >list ?list\n"
	                "list:0 concatenated_string\n"
	                "---\n"
	                "cache dominator (root) name \"two words\"   # why\n");
	ck_assert_uint_eq(picture.node_count, 3);
	ck_assert_str_eq(picture_node_types[picture.nodes[0].type], "synthetic");
	cache = &picture.nodes[picture_node(&picture, TEXT("cache"))];
	ck_assert_str_eq(picture_node_types[cache->type], "native");
	ck_assert_uint_eq(cache->size, 20);
	ck_assert_uint_eq(cache->id, 17);
	ck_assert_uint_eq(cache->detachedness, 2);
	ck_assert(text_equal(cache->name, TEXT("a \\\"cache\\\"")));
	ck_assert_uint_eq(cache->column, 5);
	ck_assert_uint_eq(cache->trace_node, 9);
	ck_assert_uint_eq(cache->edge_count, 8);
	edges = picture.edges + cache->first_edge;
	ck_assert_uint_eq(edges[0].type, PICTURE_PROPERTY);
	ck_assert(text_equal(edges[0].name, TEXT("entries")));
	ck_assert_uint_eq(edges[0].target, 2);
	ck_assert_uint_eq(edges[1].type, PICTURE_ELEMENT);
	ck_assert_uint_eq(edges[1].number, 7);
	ck_assert_uint_eq(edges[2].type, PICTURE_HIDDEN);
	ck_assert_uint_eq(edges[2].number, 8);
	ck_assert_uint_eq(edges[3].type, PICTURE_WEAK);
	ck_assert_uint_eq(edges[4].type, PICTURE_INTERNAL);
	ck_assert(text_equal(edges[4].name, TEXT("a b")));
	ck_assert_uint_eq(edges[5].type, PICTURE_CONTEXT);
	ck_assert_uint_eq(edges[6].type, PICTURE_SHORTCUT);
	ck_assert_uint_eq(edges[7].type, PICTURE_INVISIBLE);
	ck_assert_str_eq(picture_node_types[picture.nodes[2].type], "concatenated string");
	ck_assert_uint_eq(picture.expectation_count, 2);
	ck_assert(text_equal(picture.expectations[1].value, TEXT("two words")));
	picture_release(&picture);
}
END_TEST

START_TEST(what_is_drawn_is_read_as_the_same)
{
	struct picture picture = { 0 }, again = { 0 };
	struct buffer first = { 0 }, second = { 0 };

	parse(&picture,
	      "(root):3 @1 -> a\n"
	      "a:20 object_shape @6 attached name=\"x \\u0041\" at=1:2:3 -> ~b $b.\"c d\" b[4]\n"
	      "b closure @5 -> a !a[9]\n");
	picture_draw(&picture, &first);
	buffer_add_char(&first, '\0');
	parse(&again, first.at);
	buffer_clear(&first);
	picture_write(&picture, &first);
	picture_write(&again, &second);
	ck_assert(text_equal(buffer_text(&first), buffer_text(&second)));
	picture_release(&picture);
	picture_release(&again);
	buffer_release(&first);
	buffer_release(&second);
}
END_TEST

static const struct {
	const char *drawing, *message;
} faults[] = {
	{ "(root) -> a\n", "an edge leads to a, which is not drawn" },
	{ "(root)\na\na\n", "line 3: drawn twice: a" },
	{ "(root):x\n", "line 1: not a size: x" },
	{ "(root)\na objekt\n", "line 2: not a word about a node: objekt" },
	{ "(root) -> (root)[x]\n", "line 1: not a number: x" },
	{ "(root) -> (root)[3\n", "line 1: no ] after the number: 3" },
	{ "  -> a\n", "line 1: no node before: ->" },
	{ "(root)\n---\nb size 3\n", "line 3: expected of a node that is not drawn: b" },
	{ "(root)\n---\n(root) size\n", "line 3: nothing expected of: size" },
};

START_TEST(a_fault_in_a_drawing_is_named_with_its_line)
{
	struct picture picture = { 0 };
	struct error error = { 0 };

	ck_assert(!picture_parse(&picture, text_of(faults[_i].drawing), &error));
	ck_assert_str_eq(error.message, faults[_i].message);
	picture_release(&picture);
}
END_TEST

Suite *
check_picture(void)
{
	Suite *suite = suite_create("picture");
	TCase *tests = tcase_create("picture");

	tcase_add_test(tests, nodes_edges_and_expectations_are_read);
	tcase_add_test(tests, what_is_drawn_is_read_as_the_same);
	tcase_add_loop_test(tests, a_fault_in_a_drawing_is_named_with_its_line, 0,
	                    (int)(sizeof(faults) / sizeof(*faults)));
	suite_add_tcase(suite, tests);
	return suite;
}
