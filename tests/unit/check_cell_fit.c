#include "config.h"

#include "base/buffer.h"
#include "unit/suites.h"
#include "view/cell_fit.h"
#include "view/node_columns.h"

static const struct cell_format format = { .units = UNITS_DECIMAL };
static struct buffer out;

/* What the cell shows in so many cells. */
static const char *
fitted(struct cell cell, unsigned flags, size_t width)
{
	buffer_clear(&out);
	cell_fit(&cell, flags, &format, width, &out);
	buffer_add_char(&out, '\0');
	return out.at;
}

/* The cell of what leads to an object, and of the object: "lead" and "::name @id". */
static struct cell
object_cell(const char *text, unsigned lead)
{
	return (struct cell){ .kind = CELL_TEXT, .text = text_of(text), .lead = lead,
			      .tail = cell_tail(text_of(text)) };
}

static const struct {
	const char *text;
	unsigned tail;
} tails[] = {
	{ "Array @48515", 7 },
	{ "\"text\" @9", 4 },
	{ "parse() @123", 7 },
	{ "(internal array)[] @1", 5 },
	{ "/[a-z]+/ @77", 5 },
	{ "{a, b} @5", 4 },
	{ "@5", 0 },
	{ "no id", 0 },
	{ "mail@5", 0 },
	{ "at @", 0 },
	{ "", 0 },
	{ "\"\" @5", 5 },
};

START_TEST(a_tail_is_an_id_and_what_closes_the_name_before_it)
{
	ck_assert_uint_eq(cell_tail(text_of(tails[_i].text)), tails[_i].tail);
}
END_TEST

static const struct {
	const char *text;
	unsigned lead;
	size_t width;
	const char *shown;
} objects[] = {
	{ "cache::Map @12345", 5, 17, "cache::Map @12345" },
	/* the name gives way */
	{ "line in \"kkkkkkkkkkkkkkkkkkkk\" @12345", 4, 32, "line in \"kkkkkkkkkkkkkk~\" @12345" },
	{ "\"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkk\" @12345", 0, 24, "\"kkkkkkkkkkkkkk~\" @12345" },
	{ "load in aVeryLongFunctionName() @7", 4, 24, "load in aVeryLongF~() @7" },
	/* then what leads to it: half of the room is the name's */
	{ "12 / part of key (Key @3) -> value in WeakMap @99", 34, 30,
	  "12 / part of k~ in WeakMap @99" },
	{ "12 / part of key (Key @3) -> value in aVeryLongConstructor @99", 34, 30,
	  "12 / part of~ in aVeryLon~ @99" },
	/* where there is no room for a name beside the id one sees the beginning */
	{ "line in \"kkkkkkkkkkkkkkkkkkkk\" @12345", 4, 19, "line in \"kkkkkkkkk~" },
	{ "line in \"kkkkkkkkkkkkkkkkkkkk\" @12345", 4, 1, "~" },
	{ "line in \"kkkkkkkkkkkkkkkkkkkk\" @12345", 4, 0, "" },
};

START_TEST(the_id_of_an_object_stays)
{
	struct cell cell = object_cell(objects[_i].text, objects[_i].lead);

	ck_assert_str_eq(fitted(cell, 0, objects[_i].width), objects[_i].shown);
}
END_TEST

START_TEST(nothing_is_wider_than_its_room_and_no_character_is_cut)
{
	static const char text[] = "日本語日本語 in \"日本語\x1b[31m日本語 e\xcc\x81\xcc\x81 \xff\" @123";
	struct cell cell = object_cell(text, 18);
	struct buffer whole = { 0 };

	cell_print(&cell, &format, &whole);
	for (size_t width = 0; width <= text_width(buffer_text(&whole)); width++) {
		struct buffer again = { 0 };
		const char *shown = fitted(cell, 0, width);

		ck_assert_uint_le(text_width(text_of(shown)), width);
		text_escape(&again, text_of(shown), TEXT_UTF8);
		buffer_add_char(&again, '\0');
		ck_assert_str_eq(again.at, shown);
		if (width >= 20)
			ck_assert_ptr_nonnull(strstr(shown, "\" @123"));
		buffer_release(&again);
	}
	ck_assert_str_eq(fitted(cell, 0, text_width(buffer_text(&whole))),
			 (buffer_add_char(&whole, '\0'), whole.at));
	buffer_release(&whole);
}
END_TEST

START_TEST(other_texts_are_cut_where_they_say_least)
{
	struct cell label = { .kind = CELL_TEXT, .text = TEXT("source: /srv/app/lib/router.js:12"),
			      .label = 8 };
	struct cell text = { .kind = CELL_TEXT, .text = TEXT("/srv/app/lib/router.js:12") };

	ck_assert_str_eq(fitted(label, 0, 24), "source: ~ib/router.js:12");
	ck_assert_str_eq(fitted(label, 0, 10), "~ter.js:12");
	ck_assert_str_eq(fitted(text, COLUMN_TAIL, 13), "~router.js:12");
	ck_assert_str_eq(fitted(text, 0, 13), "/srv/app/lib~");
}
END_TEST

START_TEST(the_id_stays_behind_a_name_that_is_cut_for_its_length)
{
	char name[6000];
	struct cell cell;

	memset(name, 'x', sizeof(name));
	memcpy(name + sizeof(name) - 6, "\" @57", 6);
	cell = object_cell(name, 0);
	buffer_clear(&out);
	cell_print(&cell, &format, &out);
	ck_assert_uint_lt(out.length, sizeof(name) - 1);
	ck_assert(text_equal((struct text){ out.at + out.length - 5, 5 }, TEXT("\" @57")));
}
END_TEST

Suite *
check_cell_fit(void)
{
	Suite *suite = suite_create("cell_fit");
	TCase *tcase = tcase_create("cell_fit");

	tcase_add_loop_test(tcase, a_tail_is_an_id_and_what_closes_the_name_before_it, 0,
			    sizeof(tails) / sizeof(*tails));
	tcase_add_loop_test(tcase, the_id_of_an_object_stays, 0,
			    sizeof(objects) / sizeof(*objects));
	tcase_add_test(tcase, nothing_is_wider_than_its_room_and_no_character_is_cut);
	tcase_add_test(tcase, other_texts_are_cut_where_they_say_least);
	tcase_add_test(tcase, the_id_stays_behind_a_name_that_is_cut_for_its_length);
	suite_add_tcase(suite, tcase);
	return suite;
}
