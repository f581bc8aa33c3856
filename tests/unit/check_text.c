#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "base/text_internal.h"
#include "unit/random.h"
#include "unit/suites.h"

/* TEXT() is no constant, and a table wants one. */
#define BYTES(literal) { literal, sizeof(literal) - 1 }

static const struct {
	struct text text;
	uint32_t first;
	size_t bytes;
} firsts[] = {
	{ { "A", 1 }, 'A', 1 },
	{ { "\0", 1 }, 0, 1 },
	{ { "\xc3\xa9", 2 }, 0xe9, 2 },
	{ { "\xe2\x82\xac", 3 }, 0x20ac, 3 },
	{ { "\xf0\x9f\x98\x80", 4 }, 0x1f600, 4 },
	{ { "\xf4\x8f\xbf\xbf", 4 }, 0x10ffff, 4 },
	{ { "\xed\xa0\x80", 3 }, 0xd800, 3 },  /* a lone surrogate */
	{ { "\x80", 1 }, 0xfffd, 1 },          /* a continuation with nothing before it */
	{ { "\xc0\xaf", 2 }, 0xfffd, 1 },      /* longer than needed */
	{ { "\xc1\xbf", 2 }, 0xfffd, 1 },
	{ { "\xe0\x9f\xbf", 3 }, 0xfffd, 1 },
	{ { "\xf0\x8f\xbf\xbf", 4 }, 0xfffd, 1 },
	{ { "\xf4\x90\x80\x80", 4 }, 0xfffd, 1 }, /* beyond U+10FFFF */
	{ { "\xf5\x80\x80\x80", 4 }, 0xfffd, 1 },
	{ { "\xff", 1 }, 0xfffd, 1 },
	{ { "\xc3", 1 }, 0xfffd, 1 },          /* cut off */
	{ { "\xe2\x82", 2 }, 0xfffd, 1 },
	{ { "\xf0\x9f\x98", 3 }, 0xfffd, 1 },
	{ { "\xe2\x82\xac", 2 }, 0xfffd, 1 },  /* the rest is there, but not the text's */
	{ { "\xe2" "A\xac", 3 }, 0xfffd, 1 },
};

START_TEST(the_first_character_is_decoded_or_replaced)
{
	size_t bytes;

	ck_assert_uint_eq(text_next(firsts[_i].text, &bytes), firsts[_i].first);
	ck_assert_uint_eq(bytes, firsts[_i].bytes);
}
END_TEST

START_TEST(order_is_javascripts_not_that_of_bytes)
{
	/* U+FF5E comes after U+1F600 there, since that begins with the unit D83D */
	ck_assert_int_gt(text_compare(TEXT("\xef\xbd\x9e"), TEXT("\xf0\x9f\x98\x80")), 0);
	ck_assert_int_lt(text_compare(TEXT("\xf0\x9f\x98\x80"), TEXT("\xee\x80\x80")), 0);
	/* a lone D83D is a prefix of the pair; D83E is more */
	ck_assert_int_lt(text_compare(TEXT("\xed\xa0\xbd"), TEXT("\xf0\x9f\x98\x80")), 0);
	ck_assert_int_lt(text_compare(TEXT("\xed\xa0\xbd" "a"), TEXT("\xf0\x9f\x98\x80")), 0);
	ck_assert_int_gt(text_compare(TEXT("\xed\xa0\xbd\xef\xbf\xbd"), TEXT("\xf0\x9f\x98\x80")),
			 0);
	ck_assert_int_lt(text_compare(TEXT("a"), TEXT("b")), 0);
	ck_assert_int_lt(text_compare(TEXT("Z"), TEXT("a")), 0);
	ck_assert_int_lt(text_compare(TEXT("a"), TEXT("ab")), 0);
	ck_assert_int_gt(text_compare(TEXT("b"), TEXT("ab")), 0);
	ck_assert_int_eq(text_compare(TEXT(""), TEXT("")), 0);
	ck_assert_int_eq(text_compare(TEXT("same"), TEXT("same")), 0);
}
END_TEST

static size_t
utf16_of(uint32_t c, uint32_t units[2])
{
	if (c < 0x10000) {
		units[0] = c;
		return 1;
	}
	units[0] = 0xd800 + ((c - 0x10000) >> 10);
	units[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
	return 2;
}

START_TEST(order_of_any_two_characters_is_that_of_their_utf16_units)
{
	static const uint32_t starts[] = { 0, 0x7e, 0x7fe, 0xd7fe, 0xdffe, 0xeffe, 0xfff0, 0x10000,
	                                   0x1f600, 0x10fff0 };
	struct buffer a = { 0 }, b = { 0 };
	uint64_t random = 3;

	for (int i = 0; i < 20000; i++) {
		uint32_t x[2] = { 0 }, y[2] = { 0 };
		uint32_t c = starts[random_below(&random, 10)] + random_below(&random, 15);
		uint32_t d = starts[random_below(&random, 10)] + random_below(&random, 15);
		int wanted;

		buffer_clear(&a);
		buffer_clear(&b);
		buffer_add_code_point(&a, c);
		buffer_add_code_point(&b, d);
		utf16_of(c, x);
		utf16_of(d, y);
		wanted = x[0] != y[0] ? (x[0] > y[0]) - (x[0] < y[0])
				      : (x[1] > y[1]) - (x[1] < y[1]);
		ck_assert_int_eq(text_compare(buffer_text(&a), buffer_text(&b)), wanted);
	}
	buffer_release(&a);
	buffer_release(&b);
}
END_TEST

START_TEST(order_is_that_of_the_first_difference_wherever_it_is)
{
	enum { LONGEST = 600 };
	char a[LONGEST], b[LONGEST];

	for (size_t length = 1; length <= LONGEST; length += 7)
		for (size_t at = 0; at < length; at++) {
			memset(a, 'm', length);
			memset(b, 'm', length);
			ck_assert_int_eq(text_compare((struct text){ a, length },
						      (struct text){ b, length }), 0);
			ck_assert_int_lt(text_compare((struct text){ a, at },
						      (struct text){ b, length }), 0);
			/* what stands behind says the opposite */
			memset(a + at, 'a', length - at);
			memset(b + at, 'z', length - at);
			a[at] = 'y';
			b[at] = 'b';
			ck_assert_int_gt(text_compare((struct text){ a, length },
						      (struct text){ b, length }), 0);
		}
}
END_TEST

START_TEST(length_counts_utf16_units)
{
	ck_assert_uint_eq(text_utf16_length(TEXT("")), 0);
	ck_assert_uint_eq(text_utf16_length(TEXT("h\xc3\xa9!")), 3);
	ck_assert_uint_eq(text_utf16_length(TEXT("\xf0\x9f\x98\x80")), 2);
	ck_assert_uint_eq(text_utf16_length(TEXT("\xed\xa0\x80")), 1);
	ck_assert_uint_eq(text_utf16_length(TEXT("\xff\xfe")), 2);
}
END_TEST

START_TEST(integers_are_parsed_as_javascript_does)
{
	static const struct {
		struct text text;
		bool is_number;
		int64_t number;
	} cases[] = {
		{ BYTES("42"), true, 42 },
		{ BYTES("-42"), true, -42 },
		{ BYTES("+7"), true, 7 },
		{ BYTES("\t\n \xc2\xa0\xe2\x80\xa8\xef\xbb\xbf" "12px"), true, 12 },
		{ BYTES("\v\f\r\xe1\x9a\x80\xe2\x80\x80\xe2\x80\x8a\xe2\x80\xa9\xe2\x80\xaf"
			"\xe2\x81\x9f\xe3\x80\x80" "3"), true, 3 },
		{ BYTES("\b1"), false, 0 },
		{ BYTES("\x0e" "1"), false, 0 },
		{ BYTES("\xc2\x9f" "1"), false, 0 },
		{ BYTES("\xe2\x80\x8b" "1"), false, 0 },
		{ BYTES("\xe2\x80\xaa" "1"), false, 0 },
		{ BYTES("\xe3\x80\x81" "1"), false, 0 },
		{ BYTES("0x10"), true, 0 },
		{ BYTES("-0"), true, 0 },
		{ BYTES("007"), true, 7 },
		{ BYTES(""), false, 0 },
		{ BYTES("-"), false, 0 },
		{ BYTES("- 1"), false, 0 },
		{ BYTES("abc"), false, 0 },
		{ BYTES("\U0001f600 1"), false, 0 }, /* beyond all that is blank */
		{ BYTES("9223372036854775807"), true, INT64_MAX },
		{ BYTES("9223372036854775808"), true, INT64_MAX },
		{ BYTES("-9223372036854775808"), true, INT64_MIN },
		{ BYTES("-9223372036854775809"), true, INT64_MIN },
		{ BYTES("99999999999999999999999999999999"), true, INT64_MAX },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int64_t number = 0;

		ck_assert_int_eq(text_parse_integer(cases[i].text, &number), cases[i].is_number);
		ck_assert_int_eq(number, cases[i].number);
	}
}
END_TEST

START_TEST(an_id_is_digits_alone)
{
	static const struct {
		struct text text;
		bool is_id;
		uint64_t id;
	} cases[] = {
		{ BYTES("@1234"), true, 1234 },
		{ BYTES("1234"), true, 1234 },
		{ BYTES("@0"), true, 0 },
		{ BYTES("@18446744073709551615"), true, UINT64_MAX },
		{ BYTES("@18446744073709551616"), false, 0 },
		{ BYTES("@99999999999999999999999999"), false, 0 },
		{ BYTES(""), false, 0 },
		{ BYTES("@"), false, 0 },
		{ BYTES("@@1"), false, 0 },
		{ BYTES("@12abc"), false, 0 },
		{ BYTES("@ 12"), false, 0 },
		{ BYTES("12 "), false, 0 },
		{ BYTES("-12"), false, 0 },
		{ BYTES("+12"), false, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		uint64_t id;

		ck_assert_int_eq(text_parse_id(cases[i].text, &id), cases[i].is_id);
		if (cases[i].is_id)
			ck_assert_uint_eq(id, cases[i].id);
	}
}
END_TEST

START_TEST(integers_past_64_bits_are_as_near_as_a_double_comes)
{
	static const struct {
		struct text text;
		double number;
	} cases[] = {
		{ BYTES(" -42px"), -42 },
		{ BYTES("-0"), 0 },
		{ BYTES("9007199254740993"), 9007199254740992 },
		{ BYTES("-9223372036854775811"), -9223372036854775808.0 },
		{ BYTES("18446744073709551619"), 18446744073709551616.0 },
		{ BYTES("123456789012345678901234567890 of them"),
		  123456789012345678901234567890.0 },
	};
	double number = 5;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ck_assert(text_parse_number(cases[i].text, &number));
		ck_assert(number == cases[i].number);
	}
	ck_assert(!text_parse_number(TEXT("-"), &number));
}
END_TEST

START_TEST(characters_take_no_one_or_two_cells_in_any_locale)
{
	static const struct {
		uint32_t c;
		unsigned cells;
	} cases[] = {
		{ 'a', 1 }, { 0xe9, 1 }, { 0x3b1, 1 }, { 0x2026, 1 }, { 0x2502, 1 }, { 0x2580, 1 },
		{ 0x301, 0 }, { 0x20dd, 0 }, { 0x1abf, 0 }, { 0x1161, 0 }, { 0xe0101, 1 },
		{ 0x1100, 2 }, { 0x3042, 2 }, { 0x4e00, 2 }, { 0x9fff, 2 }, { 0xac00, 2 },
		{ 0xff21, 2 }, { 0xff61, 1 }, { 0x1f600, 2 }, { 0x1f1e6, 1 }, { 0x2764, 1 },
		{ 0x231a, 2 }, { 0x20000, 2 }, { 0x10ffff, 1 }, { 0xfffd, 1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_msg(text_cells(cases[i].c) == cases[i].cells, "U+%04X", cases[i].c);
}
END_TEST

START_TEST(clipping_takes_what_fits_and_whole_characters)
{
	struct text text = TEXT("a\xe4\xb8\x80" "e\xcc\x81z"); /* a, wide, e with a mark, z */

	ck_assert_uint_eq(text_width(text), 5);
	ck_assert_uint_eq(text_clip(text, 0).length, 0);
	ck_assert_uint_eq(text_clip(text, 1).length, 1);
	ck_assert_uint_eq(text_clip(text, 2).length, 1);
	ck_assert_uint_eq(text_clip(text, 3).length, 4);
	ck_assert_uint_eq(text_clip(text, 4).length, 7);
	ck_assert_uint_eq(text_clip(text, 5).length, 8);
	ck_assert_uint_eq(text_clip(text, 99).length, 8);
}
END_TEST

static bool
is_same_letter(char a, char b)
{
	return (a | 0x20) == (b | 0x20);
}

/* Texts of few letters, long enough for many blocks, beside a search letter by letter. */
START_TEST(a_part_is_found_in_any_case_as_a_naive_search_finds_it)
{
	char letters[400], part[4];
	uint64_t random = 23;

	for (int round = 0; round < 4000; round++) {
		size_t length = random_below(&random, sizeof letters), part_length, at;
		size_t from = random_below(&random, (uint32_t)length + 1);

		part_length = 1 + random_below(&random, sizeof part);
		for (size_t i = 0; i < length; i++)
			letters[i] = random_below(&random, 90) > 0
					     ? 'n'
					     : "abAB"[random_below(&random, 4)];
		for (size_t i = 0; i < part_length; i++)
			part[i] = "abABn"[random_below(&random, 5)];
		for (at = from; at + part_length <= length; at++) {
			size_t same = 0;

			while (same < part_length && is_same_letter(letters[at + same], part[same]))
				same++;
			if (same == part_length)
				break;
		}
		ck_assert_uint_eq(text_find((struct text){ letters, length },
					    (struct text){ part, part_length }, from, true),
				  at + part_length <= length ? at : SIZE_MAX);
	}
}
END_TEST

START_TEST(a_list_is_taken_apart_at_its_separators)
{
	struct text list = TEXT("a,,bc,");

	ck_assert(text_equal(text_take(&list, ','), TEXT("a")));
	ck_assert(text_equal(text_take(&list, ','), TEXT("")));
	ck_assert(text_equal(text_take(&list, ';'), TEXT("bc,")));
	ck_assert_uint_eq(list.length, 0);
	list = TEXT("bc,");
	ck_assert(text_equal(text_take(&list, ','), TEXT("bc")));
	ck_assert_uint_eq(list.length, 0);
}
END_TEST

START_TEST(a_copy_ends_in_a_nul_wherever_it_comes_from)
{
	char *copy = text_copy((struct text){ "abc", 2 }),
	     *empty = text_copy((struct text){ NULL, 0 });

	ck_assert_str_eq(copy, "ab");
	ck_assert_str_eq(empty, "");
	free(copy);
	free(empty);
}
END_TEST

START_TEST(a_part_is_found_where_it_first_occurs)
{
	struct text text = TEXT("abcabcab");

	ck_assert_uint_eq(text_find(text, TEXT("cab"), 0, false), 2);
	ck_assert_uint_eq(text_find(text, TEXT("cab"), 3, false), 5);
	ck_assert_uint_eq(text_find(text, TEXT("cab"), 6, false), SIZE_MAX);
	ck_assert_uint_eq(text_find(text, TEXT("CAB"), 0, false), SIZE_MAX);
	ck_assert_uint_eq(text_find(text, TEXT("CAB"), 3, true), 5);
	ck_assert_uint_eq(text_find(text, TEXT(""), 4, false), 4);
	ck_assert_uint_eq(text_find(text, TEXT(""), 8, true), 8);
	ck_assert_uint_eq(text_find(text, TEXT(""), 9, true), SIZE_MAX);
	ck_assert_uint_eq(text_find(text, TEXT("abcabcabc"), 0, true), SIZE_MAX);
	ck_assert_uint_eq(text_find(TEXT(""), TEXT("a"), 0, true), SIZE_MAX);
	ck_assert_uint_eq(
		text_find((struct text){ "a\0b", 3 }, (struct text){ "\0b", 2 }, 0, false), 1);
}
END_TEST

START_TEST(case_folds_as_javascripts_i_without_u)
{
	/* é É; ß stays (SS is two); dotless i does not become I; K (Kelvin) is no k */
	ck_assert_uint_eq(text_find(TEXT("caf\xc3\xa9"), TEXT("F\xc3\x89"), 0, true), 2);
	ck_assert_uint_eq(text_find(TEXT("stra\xc3\x9f" "e"), TEXT("STRASSE"), 0, true), SIZE_MAX);
	ck_assert_uint_eq(text_find(TEXT("stra\xc3\x9f" "e"), TEXT("RA\xc3\x9f" "E"), 0, true), 2);
	ck_assert_uint_eq(text_find(TEXT("\xc4\xb1"), TEXT("I"), 0, true), SIZE_MAX);
	ck_assert_uint_eq(text_find(TEXT("\xc4\xb1"), TEXT("i"), 0, true), SIZE_MAX);
	ck_assert_uint_eq(text_find(TEXT("\xe2\x84\xaa"), TEXT("k"), 0, true), SIZE_MAX);
	ck_assert_uint_eq(text_find(TEXT("\xc5\xbf"), TEXT("s"), 0, true), SIZE_MAX);
	/* Greek final sigma is a sigma; y with diaeresis is far from its capital */
	ck_assert_uint_eq(text_find(TEXT("\xcf\x82"), TEXT("\xce\xa3"), 0, true), 0);
	ck_assert_uint_eq(text_find(TEXT("\xc3\xbf"), TEXT("\xc5\xb8"), 0, true), 0);
	/* between small letters stand capitals, which are what they are; a part longer than the
	 * rest */
	ck_assert_uint_eq(text_fold(0x102), 0x102);
	ck_assert_uint_eq(text_find(TEXT("\xc4\x83"), TEXT("\xc4\x82"), 0, true), 0);
	ck_assert_uint_eq(text_find(TEXT("x\xc4\x83"), TEXT("\xc4\x82y"), 0, true), SIZE_MAX);
	/* letters of two units do not fold: Deseret */
	ck_assert_uint_eq(text_find(TEXT("\xf0\x90\x90\xa8"), TEXT("\xf0\x90\x90\x80"), 0, true),
	                  SIZE_MAX);
}
END_TEST

/* What text_find() means, put as plainly as possible. */
static size_t
find_naively(struct text text, struct text part, size_t from)
{
	for (size_t at = from; at + part.length <= text.length; at++)
		if (part.length == 0 || memcmp(text.at + at, part.at, part.length) == 0)
			return at;
	return SIZE_MAX;
}

START_TEST(finding_agrees_with_a_naive_search)
{
	uint64_t random = 11;

	for (int i = 0; i < 50000; i++) {
		char bytes[24], part[4];
		struct text text = { bytes, random_below(&random, sizeof(bytes)) };
		struct text sought = { part, random_below(&random, sizeof(part)) };
		size_t from = random_below(&random, sizeof(bytes));
		size_t wanted;

		for (size_t j = 0; j < sizeof(bytes); j++)
			bytes[j] = (char)('a' + random_below(&random, 2));
		for (size_t j = 0; j < sizeof(part); j++)
			part[j] = (char)('a' + random_below(&random, 2));
		wanted = find_naively(text, sought, from);
		if (text_find(text, sought, from, false) != wanted
		    || text_find(text, sought, from, true) != wanted)
			ck_abort_msg("round %d", i);
	}
}
END_TEST

Suite *
check_text(void)
{
	Suite *suite = suite_create("text");
	TCase *tests = tcase_create("text");

	tcase_add_loop_test(tests, the_first_character_is_decoded_or_replaced, 0,
	                    (int)(sizeof(firsts) / sizeof(*firsts)));
	tcase_add_test(tests, order_is_javascripts_not_that_of_bytes);
	tcase_add_test(tests, order_of_any_two_characters_is_that_of_their_utf16_units);
	tcase_add_test(tests, order_is_that_of_the_first_difference_wherever_it_is);
	tcase_add_test(tests, length_counts_utf16_units);
	tcase_add_test(tests, integers_are_parsed_as_javascript_does);
	tcase_add_test(tests, an_id_is_digits_alone);
	tcase_add_test(tests, integers_past_64_bits_are_as_near_as_a_double_comes);
	tcase_add_test(tests, characters_take_no_one_or_two_cells_in_any_locale);
	tcase_add_test(tests, clipping_takes_what_fits_and_whole_characters);
	tcase_add_test(tests, a_part_is_found_in_any_case_as_a_naive_search_finds_it);
	tcase_add_test(tests, a_list_is_taken_apart_at_its_separators);
	tcase_add_test(tests, a_copy_ends_in_a_nul_wherever_it_comes_from);
	tcase_add_test(tests, a_part_is_found_where_it_first_occurs);
	tcase_add_test(tests, case_folds_as_javascripts_i_without_u);
	tcase_add_test(tests, finding_agrees_with_a_naive_search);
	suite_add_tcase(suite, tests);
	return suite;
}
