#include "config.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/json_read.h"
#include "heap/json_text.h"
#include "unit/suites.h"

static const struct {
	const char *raw, *decoded;
} strings[] = {
	{ "", "" },
	{ "plain", "plain" },
	{ "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t" },
	{ "a\\u00e9b", "a\xc3\xa9" "b" },
	{ "\\u20AC", "\xe2\x82\xac" },
	{ "\\ud83d\\ude00", "\xf0\x9f\x98\x80" },
	{ "\\ud83d", "\xed\xa0\xbd" },
	{ "\\ude00\\ud83d", "\xed\xb8\x80\xed\xa0\xbd" },
	{ "\\ud83d\\ud83d\\ude00", "\xed\xa0\xbd\xf0\x9f\x98\x80" },
	{ "\\ud83dx\\ude00", "\xed\xa0\xbdx\xed\xb8\x80" },
	{ "\\udbff\\udfff", "\xf4\x8f\xbf\xbf" },
	{ "\xff\xc0", "\xff\xc0" },
	{ "\\\\u0041", "\\u0041" },
	{ "\\ud83d\\n12345", "\xed\xa0\xbd\n12345" },
	{ "\\ud83d\\u0041", "\xed\xa0\xbd" "A" },
};

START_TEST(escapes_are_decoded_to_wtf8)
{
	struct text raw = text_of(strings[_i].raw);
	char decoded[64];
	size_t length = json_string_decode(decoded, raw);

	ck_assert_uint_le(length, raw.length);
	ck_assert_uint_eq(length, strlen(strings[_i].decoded));
	ck_assert_mem_eq(decoded, strings[_i].decoded, length);
}
END_TEST

static const struct {
	const char *text; /* with what comes after it */
	size_t end;       /* where the scan ends */
	enum json_string_end how;
} scans[] = {
	{ "\"", 0, JSON_STRING_CLOSED },
	{ "0123456789abcdef\"", 16, JSON_STRING_CLOSED },
	{ "01234567\\\"9abcdef\"", 17, JSON_STRING_CLOSED },
	{ "\\\\\"", 2, JSON_STRING_CLOSED },
	{ "0123456789abcdef", 16, JSON_STRING_OPEN },
	{ "0123456789\\", 11, JSON_STRING_OPEN },
	{ "\\u12", 4, JSON_STRING_OPEN },
	{ "\\u123g", 5, JSON_STRING_BAD },
	{ "\\x", 1, JSON_STRING_BAD },
	{ "012345678\n", 9, JSON_STRING_BAD },
	{ "0123456\x1f", 7, JSON_STRING_BAD },
	{ "01234567\x7f\x80\xff\"", 11, JSON_STRING_CLOSED },
};

/* In one go, and cut in two at every byte. */
START_TEST(a_string_ends_where_it_ends)
{
	const char *text = scans[_i].text;
	size_t length = strlen(text);

	for (size_t cut = 0; cut <= length; cut++) {
		struct json_string_state state = { 0, 0 };
		enum json_string_end how;
		size_t end = json_string_scan(&state, text, 0, cut, &how);

		if (how == JSON_STRING_OPEN)
			end = json_string_scan(&state, text, end, length, &how);
		ck_assert_uint_eq(end, scans[_i].end);
		ck_assert_int_eq(how, scans[_i].how);
	}
}
END_TEST

/* Skips one value; what is left of the text, or the message. */
static void
check_skip(struct text text, const char *left)
{
	struct input *input = input_of_memory(text.at, text.length);
	struct error error = { .kind = ERROR_NONE };
	struct json_reader reader;
	bool good;

	ck_assert(json_reader_init(&reader, input, NULL, &error));
	good = json_skip(&reader, &error);
	if (good)
		ck_assert_str_eq(text.at + json_offset(&reader), left);
	else
		ck_assert_str_eq(error.message, left);
	json_reader_release(&reader);
	input_close(input);
}

static const struct {
	const char *text, *left;
} values[] = {
	{ "1,", "," },
	{ " -0.5e+3]", "]" },
	{ "0}", "}" },
	{ "true,", "," },
	{ "null ,", " ," },
	{ "\"a\\\"]\",1", ",1" },
	{ "[]]", "]" },
	{ "[ ] ]", " ]" },
	{ "{}}", "}" },
	{ "{\"a\":[1,{\"b\":[[],[2,\"x\"]]},null],\"c\":{}},1", ",1" },
	{ "01,", "1," },
	{ "-,", "byte 1: expected a digit, found ," },
	{ "1.,", "byte 2: expected a digit, found ," },
	{ "1e,", "byte 2: expected a digit, found ," },
	{ "nul,", "byte 3: expected a value, found ," },
	{ "[1,]", "byte 3: expected a value, found ]" },
	{ "[1 2]", "byte 3: expected ',' or ']', found 2" },
	{ "[1}", "byte 2: expected ',' or ']', found }" },
	{ "{1:2}", "byte 1: expected a key, found 1" },
	{ "{\"a\" 1}", "byte 5: expected ':', found 1" },
	{ "{\"a\":1,}", "byte 7: expected a key, found }" },
	{ "[[[", "file ends at byte 3 (expected a value)" },
	{ "", "file ends at byte 0 (expected a value)" },
	{ "\"a", "file ends at byte 2 (expected the end of a string)" },
	{ "\"\t\"", "byte 1: expected no control character in a string, found byte 0x09" },
};

START_TEST(a_value_is_skipped_or_refused)
{
	check_skip(text_of(values[_i].text), values[_i].left);
}
END_TEST

START_TEST(depth_costs_no_stack)
{
	enum { DEPTH = 3000000 };
	char *text = xmalloc(DEPTH * 2 + 2);

	memset(text, '[', DEPTH);
	memset(text + DEPTH, ']', DEPTH);
	strcpy(text + DEPTH * 2, ",");
	check_skip((struct text){ text, DEPTH * 2 + 1 }, ",");
	free(text);
}
END_TEST

/* A record goes over the borders of windows. */
START_TEST(what_is_skipped_can_be_kept)
{
	enum { LENGTH = 3 << 20 };
	struct error error = { .kind = ERROR_NONE };
	char *text = xmalloc(LENGTH + 1), *record;
	struct json_reader reader;
	struct input *input;
	uint64_t length;

	memset(text, 'x', LENGTH);
	memcpy(text, "  \"", 3);
	text[LENGTH - 2] = '"';
	text[LENGTH - 1] = ',';
	input = input_of_memory(text, LENGTH);
	ck_assert(json_reader_init(&reader, input, NULL, &error));
	ck_assert_int_eq(json_peek(&reader, &error), '"');
	ck_assert(json_record(&reader, &error));
	ck_assert(json_skip(&reader, &error));
	record = json_recorded(&reader, &length, &error);
	ck_assert_uint_eq(length, LENGTH - 3);
	ck_assert_mem_eq(record, text + 2, LENGTH - 3);
	ck_assert_int_eq(json_peek(&reader, &error), ',');
	column_free(record);
	json_reader_release(&reader);
	input_close(input);
	free(text);
}
END_TEST

START_TEST(without_memory_nothing_is_kept)
{
	enum { LENGTH = 3 << 20 };
	struct error error = { .kind = ERROR_NONE };
	char *text = xmalloc(LENGTH);
	struct json_reader reader;
	struct input *input;
	uint64_t length;

	memset(text, 'x', LENGTH);
	text[0] = text[LENGTH - 1] = '"';
	input = input_of_memory(text, LENGTH);
	ck_assert(json_reader_init(&reader, input, NULL, &error));
	ck_assert(json_record(&reader, &error));
	memory_fail_at(1);
	ck_assert(!json_skip(&reader, &error));
	ck_assert_int_eq(error.kind, ERROR_MEMORY);
	memory_fail_at(1);
	ck_assert_ptr_null(json_recorded(&reader, &length, &error));
	memory_fail_at(0);
	json_reader_release(&reader);
	input_close(input);
	free(text);
}
END_TEST

/* Wherever in it the first window ends. */
START_TEST(a_string_is_kept_up_to_a_length)
{
	enum { LIMIT = 100, MOST = LIMIT + 1 };
	char *text = xmalloc(JSON_FIRST_WINDOW + MOST + 2);
	struct buffer raw = { .at = NULL };

	memset(text, ' ', JSON_FIRST_WINDOW);
	for (size_t before = 0; before <= (size_t)_i; before++) {
		size_t quote = JSON_FIRST_WINDOW - before - 1, length = (size_t)_i;
		struct error error = { .kind = ERROR_NONE };
		struct json_reader reader;
		struct input *input;

		text[quote] = '"';
		memset(text + quote + 1, 'x', length);
		text[quote + 1 + length] = '"';
		input = input_of_memory(text, quote + length + 2);
		ck_assert(json_reader_init(&reader, input, NULL, &error));
		ck_assert(json_read_string(&reader, &raw, LIMIT, &error));
		ck_assert_uint_eq(raw.length, length <= LIMIT ? length : 0);
		ck_assert_uint_eq(json_offset(&reader), quote + length + 2);
		json_reader_release(&reader);
		input_close(input);
	}
	buffer_release(&raw);
	free(text);
}
END_TEST

START_TEST(one_can_go_back_and_read_again)
{
	struct text text = TEXT("[1,2] {\"a\":3}");
	struct input *input = input_of_memory(text.at, text.length);
	struct error error = { .kind = ERROR_NONE };
	struct json_reader reader;

	ck_assert(json_reader_init(&reader, input, NULL, &error));
	ck_assert(json_skip(&reader, &error));
	ck_assert(json_skip(&reader, &error));
	ck_assert_int_eq(json_peek(&reader, &error), JSON_END);
	json_seek(&reader, 6);
	ck_assert_int_eq(json_peek(&reader, &error), '{');
	ck_assert_uint_eq(json_bytes_left(&reader), 7);
	json_seek(&reader, 0);
	ck_assert_int_eq(json_peek(&reader, &error), '[');
	ck_assert_int_eq(error.kind, ERROR_NONE);
	json_reader_release(&reader);
	input_close(input);
}
END_TEST

Suite *
check_json(void)
{
	Suite *suite = suite_create("json");
	TCase *tcase = tcase_create("json");

	tcase_add_loop_test(tcase, escapes_are_decoded_to_wtf8, 0,
			    sizeof(strings) / sizeof(*strings));
	tcase_add_loop_test(tcase, a_string_ends_where_it_ends, 0, sizeof(scans) / sizeof(*scans));
	tcase_add_loop_test(tcase, a_value_is_skipped_or_refused, 0,
			    sizeof(values) / sizeof(*values));
	tcase_add_test(tcase, depth_costs_no_stack);
	tcase_add_test(tcase, what_is_skipped_can_be_kept);
	tcase_add_test(tcase, without_memory_nothing_is_kept);
	tcase_add_loop_test(tcase, a_string_is_kept_up_to_a_length, 99, 102);
	tcase_add_test(tcase, one_can_go_back_and_read_again);
	suite_add_tcase(suite, tcase);
	return suite;
}
