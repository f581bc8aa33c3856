#include "config.h"

#include <check.h>
#include <curses.h>

#include "ui/clipboard.h"
#include "ui/prompt.h"
#include "ui/terminal.h"
#include "unit/suites.h"

static enum prompt_state
type(struct prompt *prompt, const char *keys)
{
	enum prompt_state state = PROMPT_OPEN;

	for (struct text rest = text_of(keys); rest.length > 0;) {
		size_t bytes;

		state = prompt_key(prompt, (int)text_next(rest, &bytes));
		rest = text_from(rest, bytes);
	}
	return state;
}

static void
expect_line(const struct prompt *prompt, const char *expected)
{
	ck_assert_msg(text_equal(buffer_text(&prompt->text), text_of(expected)),
		      "\"%.*s\", not \"%s\"", (int)prompt->text.length, prompt->text.at,
		      expected);
}

START_TEST(what_is_typed_is_edited_in_place)
{
	struct prompt prompt;

	prompt_open(&prompt, TEXT("/"), TEXT("ab"));
	ck_assert_int_eq(type(&prompt, "c"), PROMPT_CHANGED);
	prompt_key(&prompt, KEY_FUNCTION(KEY_LEFT));
	type(&prompt, "x");
	expect_line(&prompt, "abxc");
	prompt_key(&prompt, 0x7f);
	expect_line(&prompt, "abc");
	type(&prompt, "\001-");
	expect_line(&prompt, "-abc");
	type(&prompt, "\005 d ef\027");
	expect_line(&prompt, "-abc d ");
	ck_assert_int_eq(prompt_key(&prompt, '\r'), PROMPT_ACCEPTED);
	prompt_close(&prompt);
}
END_TEST

START_TEST(characters_of_several_bytes_go_as_one)
{
	struct prompt prompt;

	prompt_open(&prompt, TEXT("/"), TEXT(""));
	type(&prompt, "é漢");
	expect_line(&prompt, "é漢");
	prompt_key(&prompt, KEY_FUNCTION(KEY_BACKSPACE));
	expect_line(&prompt, "é");
	prompt_close(&prompt);
}
END_TEST

START_TEST(escape_and_backspace_in_an_empty_line_cancel)
{
	struct prompt prompt;

	prompt_open(&prompt, TEXT("/"), TEXT("a"));
	ck_assert_int_eq(prompt_key(&prompt, 0x1b), PROMPT_CANCELLED);
	ck_assert_int_eq(prompt_key(&prompt, 0x7f), PROMPT_CHANGED);
	ck_assert_int_eq(prompt_key(&prompt, 0x7f), PROMPT_CANCELLED);
	prompt_close(&prompt);
}
END_TEST

START_TEST(the_history_goes_back_and_forth_and_keeps_the_draft)
{
	struct prompt_history history = { 0 };
	struct prompt prompt;

	prompt_history_add(&history, TEXT("one"));
	prompt_history_add(&history, TEXT("two"));
	prompt_history_add(&history, TEXT("two"));
	ck_assert_uint_eq(history.count, 2);
	prompt_open(&prompt, TEXT(":"), TEXT("dr"));
	prompt.history = &history;
	prompt_key(&prompt, KEY_FUNCTION(KEY_UP));
	expect_line(&prompt, "two");
	prompt_key(&prompt, KEY_FUNCTION(KEY_UP));
	prompt_key(&prompt, KEY_FUNCTION(KEY_UP));
	expect_line(&prompt, "one");
	prompt_key(&prompt, KEY_FUNCTION(KEY_DOWN));
	prompt_key(&prompt, KEY_FUNCTION(KEY_DOWN));
	expect_line(&prompt, "dr");
	prompt_close(&prompt);
	prompt_history_release(&history);
}
END_TEST

static bool
complete_two(void *context, struct text line, size_t n, struct buffer *out)
{
	static const char *const ends[] = { "mmary", "spects" };

	(void)context;
	if (n >= 2)
		return false;
	buffer_add_text(out, line);
	buffer_add_text(out, text_of(ends[n]));
	return true;
}

START_TEST(tab_goes_round_the_completions)
{
	struct prompt prompt;

	prompt_open(&prompt, TEXT(":"), TEXT("su"));
	prompt.complete = complete_two;
	prompt_key(&prompt, '\t');
	expect_line(&prompt, "summary");
	prompt_key(&prompt, '\t');
	expect_line(&prompt, "suspects");
	prompt_key(&prompt, '\t');
	expect_line(&prompt, "su");
	prompt_close(&prompt);
}
END_TEST

/* "su" is one command, which has one option. */
static bool
complete_one(void *context, struct text line, size_t n, struct buffer *out)
{
	(void)context;
	if (n > 0)
		return false;
	buffer_add_text(out, line);
	buffer_add_text(out, line.length == 2 ? TEXT("mmary") : TEXT("--sort="));
	return true;
}

START_TEST(behind_the_only_completion_the_next_word_begins)
{
	struct prompt prompt;

	prompt_open(&prompt, TEXT(":"), TEXT("su"));
	prompt.complete = complete_one;
	prompt_key(&prompt, '\t');
	expect_line(&prompt, "summary ");
	prompt_key(&prompt, '\t');
	expect_line(&prompt, "summary --sort=");
	prompt_key(&prompt, '\t');
	expect_line(&prompt, "summary ");
	prompt_close(&prompt);
}
END_TEST

static void
check_copy(enum multiplexer multiplexer, const char *text, const char *expected)
{
	struct buffer out = { 0 };

	ck_assert(clipboard_sequence(&out, text_of(text), multiplexer));
	ck_assert(text_equal(buffer_text(&out), text_of(expected)));
	buffer_release(&out);
}

START_TEST(what_is_copied_goes_through_the_terminal_in_base64)
{
	check_copy(MULTIPLEXER_NONE, "@1234", "\033]52;c;QDEyMzQ=\a");
	check_copy(MULTIPLEXER_NONE, "abc", "\033]52;c;YWJj\a");
	check_copy(MULTIPLEXER_NONE, "a", "\033]52;c;YQ==\a");
	check_copy(MULTIPLEXER_SCREEN, "a", "\033P\033]52;c;YQ==\a\033\\");
	check_copy(MULTIPLEXER_TMUX, "a",
		   "\033]52;c;YQ==\a\033Ptmux;\033\033]52;c;YQ==\a\033\\");
}
END_TEST

START_TEST(what_is_too_long_for_a_clipboard_is_not_sent)
{
	static char text[CLIPBOARD_MAX + 1];
	struct buffer out = { 0 };

	ck_assert(!clipboard_sequence(&out, (struct text){ text, sizeof(text) },
				      MULTIPLEXER_NONE));
	ck_assert_uint_eq(out.length, 0);
}
END_TEST

Suite *
check_prompt(void)
{
	Suite *suite = suite_create("prompt");
	TCase *tests = tcase_create("prompt");

	tcase_add_test(tests, what_is_typed_is_edited_in_place);
	tcase_add_test(tests, characters_of_several_bytes_go_as_one);
	tcase_add_test(tests, escape_and_backspace_in_an_empty_line_cancel);
	tcase_add_test(tests, the_history_goes_back_and_forth_and_keeps_the_draft);
	tcase_add_test(tests, tab_goes_round_the_completions);
	tcase_add_test(tests, behind_the_only_completion_the_next_word_begins);
	tcase_add_test(tests, what_is_copied_goes_through_the_terminal_in_base64);
	tcase_add_test(tests, what_is_too_long_for_a_clipboard_is_not_sent);
	suite_add_tcase(suite, tests);
	return suite;
}
