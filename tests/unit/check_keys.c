#include "config.h"

#include <check.h>
#include <curses.h>
#include <string.h>

#include "ui/help_view.h"
#include "ui/key_sequence.h"
#include "ui/keymap.h"
#include "ui/terminal.h"
#include "unit/suites.h"
#include "view/outline.h"

/* The next name of a list; empty at its end. */
static struct text
name_take(const char **list)
{
	struct text name;

	*list += strspn(*list, " ");
	name = (struct text){ *list, strcspn(*list, " ") };
	*list += name.length;
	return name;
}

START_TEST(every_key_of_a_command_has_a_name_that_is_known)
{
	for (unsigned i = 0; i < browser_command_count; i++) {
		const char *list = browser_commands[i].keys;
		struct text name;

		while ((name = name_take(&list)).length > 0)
			ck_assert_msg(key_of_name(name) != KEY_NONE, "%.*s of %s",
				      (int)name.length, name.at, browser_commands[i].name);
	}
}
END_TEST

START_TEST(no_key_is_two_commands)
{
	for (unsigned i = 0; i < browser_command_count; i++) {
		const char *list = browser_commands[i].keys;
		struct text name;

		while ((name = name_take(&list)).length > 0)
			ck_assert_msg(keymap_find(key_of_name(name)) == &browser_commands[i],
				      "%.*s is %s and %s", (int)name.length, name.at,
				      browser_commands[i].name,
				      keymap_find(key_of_name(name))->name);
	}
}
END_TEST

START_TEST(no_key_is_a_command_and_a_view)
{
	for (size_t i = 0; views[i] != NULL; i++) {
		const struct browser_command *command = keymap_find(views[i]->key);

		ck_assert_msg(views[i]->key == 0 || command == NULL, "%c is %s and %s",
			      views[i]->key, views[i]->name,
			      command == NULL ? "" : command->name);
	}
}
END_TEST

START_TEST(no_key_is_two_views)
{
	for (size_t i = 0; views[i] != NULL; i++)
		ck_assert_msg(views[i]->key == 0 || keymap_view(views[i]->key) == views[i],
			      "%c is %s and %s", views[i]->key, views[i]->name,
			      keymap_view(views[i]->key)->name);
}
END_TEST

START_TEST(no_key_of_a_column_means_anything_else)
{
	for (size_t i = 0; views[i] != NULL; i++) {
		const struct column *columns = views[i]->columns;

		for (unsigned k = 0; columns[k].name != NULL; k++) {
			int key = columns[k].key;

			if (key == 0)
				continue;
			ck_assert_msg(keymap_find(key) == NULL, "%c is %s.%s and %s", key,
				      views[i]->name, columns[k].name,
				      keymap_find(key)->name);
			ck_assert_msg(keymap_view(key) == NULL, "%c is %s.%s and %s", key,
				      views[i]->name, columns[k].name,
				      keymap_view(key)->name);
			ck_assert_msg(keymap_column(views[i], key) == k,
				      "%c is two columns of %s", key, views[i]->name);
		}
	}
}
END_TEST

START_TEST(names_of_keys_are_read)
{
	ck_assert_int_eq(key_of_name(TEXT("j")), 'j');
	ck_assert_int_eq(key_of_name(TEXT("^F")), 6);
	ck_assert_int_eq(key_of_name(TEXT("F")), 'F');
	ck_assert_int_eq(key_of_name(TEXT("F1")), KEY_FUNCTION(KEY_F(1)));
	ck_assert_int_eq(key_of_name(TEXT("Down")), KEY_FUNCTION(KEY_DOWN));
	ck_assert_int_eq(key_of_name(TEXT("é")), 0xe9);
	ck_assert_int_eq(key_of_name(TEXT("F13")), KEY_NONE);
	ck_assert_int_eq(key_of_name(TEXT("jj")), KEY_NONE);
	ck_assert_int_eq(key_of_name(TEXT("")), KEY_NONE);
}
END_TEST

static int
sequence_key(const char *bytes)
{
	int key;

	ck_assert_msg(key_sequence_read(text_of(bytes), &key) == KEY_SEQUENCE_WHOLE, "%s", bytes);
	return key;
}

START_TEST(sequences_of_other_terminals_are_keys)
{
	ck_assert_int_eq(sequence_key("[5~"), KEY_PPAGE);
	ck_assert_int_eq(sequence_key("[8~"), KEY_END);
	ck_assert_int_eq(sequence_key("[24~"), KEY_F(12));
	ck_assert_int_eq(sequence_key("[A"), KEY_UP);
	ck_assert_int_eq(sequence_key("[Z"), KEY_BTAB);
	ck_assert_int_eq(sequence_key("[[B"), KEY_F(2));
	ck_assert_int_eq(sequence_key("OH"), KEY_HOME);
	ck_assert_int_eq(sequence_key("OM"), KEY_ENTER);
	/* with Ctrl or Shift they are other keys; some have no name with us */
	ck_assert_int_eq(sequence_key("[1;5A"), KEY_UNHEARD_OF);
	ck_assert_int_eq(sequence_key("[5;3~"), KEY_UNHEARD_OF);
	ck_assert_int_eq(sequence_key("[99999999999~"), KEY_UNHEARD_OF);
	ck_assert_int_eq(sequence_key("[~"), KEY_UNHEARD_OF);
	ck_assert_int_eq(sequence_key("[<0;1;1M"), KEY_UNHEARD_OF);
	ck_assert_int_eq(sequence_key("[[Z"), KEY_UNHEARD_OF);
	ck_assert_int_eq(sequence_key("Oa"), KEY_UNHEARD_OF);
}
END_TEST

START_TEST(what_is_no_sequence_stays_keys)
{
	static const char *const parts[] = { "[", "[5", "[1;", "[[", "O" };
	static const char *const others[] = { "j", "Oj", "[5\r", "[\n", "\033" };
	int key;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		ck_assert_int_eq(key_sequence_read(text_of(parts[i]), &key), KEY_SEQUENCE_PART);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ck_assert_int_eq(key_sequence_read(text_of(others[i]), &key), KEY_SEQUENCE_NONE);
	ck_assert_int_eq(key_sequence_read((struct text){ "O\0", 2 }, &key), KEY_SEQUENCE_NONE);
}
END_TEST

START_TEST(all_codes_of_backspace_are_one_key)
{
	ck_assert_ptr_eq(keymap_find('\b'), keymap_find(0x7f));
	ck_assert_ptr_eq(keymap_find('\b'), keymap_find(KEY_FUNCTION(KEY_BACKSPACE)));
	ck_assert_ptr_nonnull(keymap_find('\b'));
}
END_TEST

START_TEST(a_bound_key_wins_and_can_be_freed)
{
	const struct browser_command *down = keymap_find('j');

	ck_assert(keymap_bind(TEXT("^N"), TEXT("move_down")));
	ck_assert_ptr_eq(keymap_find('N' & 0x1f), down);
	ck_assert(keymap_bind(TEXT("j"), TEXT("none")));
	ck_assert_ptr_null(keymap_find('j'));
	/* nor does it open a view or sort, if it would */
	ck_assert_ptr_nonnull(keymap_view('M'));
	ck_assert(keymap_bind(TEXT("M"), TEXT("none")));
	ck_assert_ptr_null(keymap_view('M'));
	ck_assert_uint_ne(keymap_column(view_find(TEXT("summary")), 'r'), COLUMN_NONE);
	ck_assert(keymap_bind(TEXT("r"), TEXT("none")));
	ck_assert_uint_eq(keymap_column(view_find(TEXT("summary")), 'r'), COLUMN_NONE);
	ck_assert(!keymap_bind(TEXT("j"), TEXT("fly")));
	ck_assert(!keymap_bind(TEXT("jj"), TEXT("move_down")));
	keymap_reset();
	ck_assert_ptr_eq(keymap_find('j'), down);
}
END_TEST

START_TEST(a_command_tells_the_keys_it_has_now)
{
	const struct browser_command *down = keymap_find('j');

	ck_assert(text_equal(keymap_key(down, 0), TEXT("Down")));
	ck_assert(text_equal(keymap_key(down, 1), TEXT("j")));
	ck_assert(keymap_bind(TEXT("^N"), TEXT("move_down")));
	ck_assert(keymap_bind(TEXT("J"), TEXT("move_down")));
	ck_assert(keymap_bind(TEXT("J"), TEXT("page_down")));
	ck_assert(keymap_bind(TEXT("Down"), TEXT("none")));
	ck_assert(keymap_bind(TEXT("j"), TEXT("move_down")));
	ck_assert(text_equal(keymap_key(down, 0), TEXT("j")));
	ck_assert(text_equal(keymap_key(down, 1), TEXT("^N")));
	ck_assert(text_equal(keymap_key(down, 2), TEXT("")));
	ck_assert(text_equal(keymap_key_of(down->run), TEXT("j")));
	keymap_reset();
}
END_TEST

START_TEST(help_is_not_cut_short_at_80_columns)
{
	/* a margin, and a blank between columns */
	size_t room = 80 - 1 - (help_view.columns[0].width + 1);
	struct subject on = { .node = NODE_NONE };
	struct arena scratch = { 0 };
	struct error error = { 0 };
	struct outline *help = outline_open(&help_view, &on, NULL, &error);

	ck_assert_str_eq(help_view.columns[1].name, "help");
	ck_assert_ptr_nonnull(help);
	ck_assert_uint_gt(outline_count(help), browser_command_count);
	for (size_t i = 0; i < outline_count(help); i++) {
		struct cell words = outline_cell(help, i, 1, &scratch);

		if (words.kind == CELL_TEXT)
			ck_assert_msg(words.text.length <= room, "%.*s", (int)words.text.length,
				      words.text.at);
	}
	outline_close(help);
	arena_release(&scratch);
}
END_TEST

Suite *
check_keys(void)
{
	Suite *suite = suite_create("keys");
	TCase *tests = tcase_create("keys");

	tcase_add_test(tests, every_key_of_a_command_has_a_name_that_is_known);
	tcase_add_test(tests, no_key_is_two_commands);
	tcase_add_test(tests, no_key_is_a_command_and_a_view);
	tcase_add_test(tests, no_key_is_two_views);
	tcase_add_test(tests, no_key_of_a_column_means_anything_else);
	tcase_add_test(tests, names_of_keys_are_read);
	tcase_add_test(tests, sequences_of_other_terminals_are_keys);
	tcase_add_test(tests, what_is_no_sequence_stays_keys);
	tcase_add_test(tests, all_codes_of_backspace_are_one_key);
	tcase_add_test(tests, a_bound_key_wins_and_can_be_freed);
	tcase_add_test(tests, a_command_tells_the_keys_it_has_now);
	tcase_add_test(tests, help_is_not_cut_short_at_80_columns);
	suite_add_tcase(suite, tests);
	return suite;
}
