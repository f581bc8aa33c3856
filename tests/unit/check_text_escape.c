#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "unit/random.h"
#include "unit/suites.h"

#define REPLACEMENT "\xef\xbf\xbd"
/* TEXT() is no constant, and a table wants one. */
#define BYTES(literal) { literal, sizeof(literal) - 1 }

static const struct {
	const char *what;
	struct text text;
	const char *utf8, *ascii;
} cases[] = {
	{ "plain", BYTES("plain \\ text"), "plain \\ text", "plain \\ text" },
	{ "nothing", BYTES(""), "", "" },
	{ "escape sequence", BYTES("\x1b[31mred\x1b]0;title\a"), "^[[31mred^[]0;title^G",
	  "^[[31mred^[]0;title^G" },
	{ "NUL, tab, line feed, DEL", BYTES("\0\t\n\r\x7f"), "^@^I^J^M^?", "^@^I^J^M^?" },
	{ "C1 as a code point", BYTES("\xc2\x9b" "31m"), "\\x9b31m", "\\x9b31m" },
	{ "C1 as a byte", BYTES("\x9b" "31m\x90"), "\\x9b31m\\x90", "\\x9b31m\\x90" },
	{ "no-break space", BYTES("a\xc2\xa0" "b"), "a\xc2\xa0" "b", "a\\u00a0b" },
	{ "line and paragraph separator", BYTES("\xe2\x80\xa8\xe2\x80\xa9"), "\\u2028\\u2029",
	  "\\u2028\\u2029" },
	{ "bidi", BYTES("\xd8\x9c\xe2\x80\x8e\xe2\x80\xae\xe2\x81\xa9"),
	  "\\u061c\\u200e\\u202e\\u2069", "\\u061c\\u200e\\u202e\\u2069" },
	{ "zero width", BYTES("\xe2\x80\x8b\xe2\x80\x8d\xe2\x81\xa0\xef\xbb\xbf"),
	  "\\u200b\\u200d\\u2060\\ufeff", "\\u200b\\u200d\\u2060\\ufeff" },
	{ "soft hyphen", BYTES("a\xc2\xad" "b"), "a\\u00adb", "a\\u00adb" },
	{ "variation selector", BYTES("\xe2\x9d\xa4\xef\xb8\x8f"), "\xe2\x9d\xa4\\ufe0f",
	  "\\u2764\\ufe0f" },
	{ "tags", BYTES("\xf3\xa0\x81\x81\xf3\xa0\x81\xbf"), "\\u{e0041}\\u{e007f}",
	  "\\u{e0041}\\u{e007f}" },
	{ "not UTF-8", BYTES("a\xff\xc3"), "a" REPLACEMENT REPLACEMENT, "a??" },
	{ "overlong escape", BYTES("\xc0\x9b"), REPLACEMENT "\\x9b", "?\\x9b" },
	{ "lone surrogate", BYTES("\xed\xa0\xbd!"), "\\ud83d!", "\\ud83d!" },
	{ "noncharacters", BYTES("\xef\xbf\xbf\xef\xb7\x90\xf0\x9f\xbf\xbe"),
	  REPLACEMENT REPLACEMENT REPLACEMENT, "???" },
	{ "letters", BYTES("h\xc3\xa9 \xe4\xb8\x80 \xf0\x9f\x98\x80"),
	  "h\xc3\xa9 \xe4\xb8\x80 \xf0\x9f\x98\x80", "h\\u00e9 \\u4e00 \\u{1f600}" },
	{ "four marks stay", BYTES("e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81x\xcc\x81"),
	  "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81x\xcc\x81",
	  "e\\u0301\\u0301\\u0301\\u0301x\\u0301" },
	{ "a mark without a character", BYTES("\xcc\x81" "a"), "\\u0301a", "\\u0301a" },
};

START_TEST(hostile_text_is_shown_and_does_nothing)
{
	struct buffer out = { 0 };

	text_escape(&out, cases[_i].text, TEXT_UTF8);
	ck_assert_msg(text_equal(buffer_text(&out), text_of(cases[_i].utf8)), "%s: %.*s",
	              cases[_i].what, (int)out.length, out.at);
	buffer_clear(&out);
	text_escape(&out, cases[_i].text, TEXT_ASCII);
	ck_assert_msg(text_equal(buffer_text(&out), text_of(cases[_i].ascii)), "%s: %.*s",
	              cases[_i].what, (int)out.length, out.at);
	buffer_release(&out);
}
END_TEST

START_TEST(what_is_longer_than_4_KiB_is_cut_at_a_character)
{
	struct buffer in = { 0 }, out = { 0 };

	for (int i = 0; i < 4095; i++)
		buffer_add_char(&in, 'a');
	buffer_add_text(&in, TEXT("\xc3\xa9"));
	text_escape(&out, buffer_text(&in), TEXT_UTF8);
	/* the cut would go through the last character */
	ck_assert_uint_eq(out.length, 4095 + 3);
	ck_assert_int_eq(memcmp(out.at + 4095, "\xe2\x80\xa6", 3), 0);
	buffer_clear(&out);
	text_escape(&out, buffer_text(&in), TEXT_ASCII);
	ck_assert_uint_eq(out.length, 4095 + 3);
	ck_assert_int_eq(memcmp(out.at + 4095, "...", 3), 0);
	/* exactly as long as may be: whole */
	buffer_clear(&out);
	text_escape(&out, (struct text){ in.at, 4096 - 1 }, TEXT_UTF8);
	ck_assert_uint_eq(out.length, 4095);
	/* bytes that begin no character are cut anywhere: "\x80" and a mark that more follows */
	buffer_clear(&in);
	buffer_clear(&out);
	for (int i = 0; i < 5000; i++)
		buffer_add_char(&in, '\x80');
	text_escape(&out, buffer_text(&in), TEXT_UTF8);
	ck_assert_uint_eq(out.length % 4096, 3);
	ck_assert_int_eq(memcmp(out.at + out.length - 3, "\xe2\x80\xa6", 3), 0);
	/* U+FFFD is shown as itself, and a stray byte beyond the controls as that, too */
	buffer_clear(&out);
	text_escape(&out, TEXT("\xef\xbf\xbd" "\xff"), TEXT_UTF8);
	ck_assert(text_equal(buffer_text(&out), TEXT("\xef\xbf\xbd\xef\xbf\xbd")));
	buffer_release(&in);
	buffer_release(&out);
}
END_TEST

/* Text of the bytes that make trouble. */
static void
add_trouble(struct buffer *out, uint64_t *random)
{
	static const char *const pieces[] = {
		"a", "\x1b", "\x80", "\x9b", "\xc2", "\xe2\x80", "\xe2\x80\xae", "\xcc\x81",
		"\xf0\x9f\x98\x80", "\xff", "\n", "\xed\xa0\x80", "\xf3\xa0\x80\x81", "\x7f",
		"\"\\",
	};
	uint32_t count = random_below(random, 12);

	for (uint32_t i = 0; i < count; i++)
		buffer_add_text(out, text_of(pieces[random_below(random, 15)]));
}

static bool
is_harmless(uint32_t c, size_t bytes)
{
	bool is_control = c < 0x20 || (c >= 0x7f && c < 0xa0);
	bool is_surrogate = c >= 0xd800 && c <= 0xdfff;
	bool is_bad_byte = c == 0xfffd && bytes == 1;

	return !is_control && !is_surrogate && !is_bad_byte && c != 0x202e && c != 0xe0001;
}

static bool
is_harmless_utf8(struct text text)
{
	while (text.length > 0) {
		size_t bytes;
		uint32_t c = text_next(text, &bytes);

		if (!is_harmless(c, bytes))
			return false;
		text = text_from(text, bytes);
	}
	return true;
}

static bool
is_printable_ascii(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.at[i] < 0x20 || text.at[i] > 0x7e)
			return false;
	return true;
}

START_TEST(whatever_goes_in_only_harmless_text_comes_out)
{
	struct buffer in = { 0 }, out = { 0 };
	uint64_t random = 5;

	for (int i = 0; i < 50000; i++) {
		buffer_clear(&in);
		buffer_clear(&out);
		add_trouble(&in, &random);
		text_escape(&out, buffer_text(&in), TEXT_UTF8);
		if (!is_harmless_utf8(buffer_text(&out)))
			ck_abort_msg("round %d", i);
		buffer_clear(&out);
		text_escape(&out, buffer_text(&in), TEXT_ASCII);
		if (!is_printable_ascii(buffer_text(&out)))
			ck_abort_msg("round %d", i);
	}
	buffer_release(&in);
	buffer_release(&out);
}
END_TEST

START_TEST(json_contents_are_valid_utf8_and_whole)
{
	struct buffer out = { 0 };

	text_escape_json(&out, TEXT("q\" b\\ \b\f\n\r\t\0\x1f\x7f\xc2\x9b \xe2\x80\xa8 \xc3\xa9"
	                            "\xf0\x9f\x98\x80 \xed\xa0\x80 \xff"
	                            "\xe2\x80\xae\xf3\xa0\x81\x81"));
	ck_assert(text_equal(buffer_text(&out),
	                     TEXT("q\\\" b\\\\ \\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\\u009b"
	                          " \\u2028 \xc3\xa9\xf0\x9f\x98\x80 " REPLACEMENT " " REPLACEMENT
	                          "\\u202e\\udb40\\udc41")));
	buffer_clear(&out);
	for (int i = 0; i < 3; i++) {
		char long_text[5000];

		memset(long_text, 'x', sizeof(long_text));
		text_escape_json(&out, (struct text){ long_text, sizeof(long_text) });
	}
	ck_assert_uint_eq(out.length, 15000);
	buffer_release(&out);
}
END_TEST

/* Plain text is copied eight bytes at a time. */
START_TEST(json_escapes_each_byte_wherever_it_stands)
{
	struct buffer out = { 0 }, wanted = { 0 };

	for (unsigned c = 0; c < 0x80; c++)
		for (size_t at = 0; at < 20; at++) {
			char bytes[20];

			memset(bytes, 'x', sizeof bytes);
			bytes[at] = (char)c;
			buffer_clear(&out);
			buffer_clear(&wanted);
			text_escape_json(&out, (struct text){ bytes, sizeof bytes });
			buffer_add(&wanted, bytes, at);
			text_escape_json(&wanted, (struct text){ bytes + at, 1 });
			buffer_add(&wanted, bytes + at + 1, sizeof bytes - at - 1);
			ck_assert(text_equal(buffer_text(&out), buffer_text(&wanted)));
			/* and that one is escaped if it is not to stand there */
			ck_assert_int_eq(wanted.length == sizeof bytes,
					 c >= 0x20 && c != '"' && c != '\\' && c != 0x7f);
		}
	buffer_release(&out);
	buffer_release(&wanted);
}
END_TEST

Suite *
check_text_escape(void)
{
	Suite *suite = suite_create("text_escape");
	TCase *tests = tcase_create("text_escape");

	tcase_add_loop_test(tests, hostile_text_is_shown_and_does_nothing, 0,
	                    (int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_test(tests, what_is_longer_than_4_KiB_is_cut_at_a_character);
	tcase_add_test(tests, whatever_goes_in_only_harmless_text_comes_out);
	tcase_add_test(tests, json_contents_are_valid_utf8_and_whole);
	tcase_add_test(tests, json_escapes_each_byte_wherever_it_stands);
	suite_add_tcase(suite, tests);
	return suite;
}
