/*
 * The manual names every view, column, filter and key, and no other: what stands in the
 * program's tables must be in man/heaptui.1, and what looks like one of these there must be
 * in the tables.
 *
 *	.Sh VIEWS
 *	.Ss summary           a view
 *	.Li s                 the key that opens it
 *	.Cm retained_size     one of its columns
 *	.Sh COLUMNS
 *	.It Cm retained_size  a column, explained
 *	.Sh FILTERS
 *	.It Cm detached-dom   a word of --only
 *	.Sh KEYS
 *	.It Cm move_down Li Down j    a command of the browser, and its keys
 *	.Sh OPTIONS
 *	.It Fl Fl format      an option
 *	.Sh OTHER COMMANDS
 *	.Ss index             a command that is no view, and below it its options
 */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "heap/node_filter.h"
#include "options.h"
#include "run.h"
#include "ui/keymap.h"
#include "ui/settings.h"
#include "unit/suites.h"
#include "view/view.h"

static struct buffer manual;

static void
read_manual(void)
{
	FILE *file = fopen(TOP "/man/heaptui.1", "r");
	char piece[4096];
	size_t got;

	ck_assert_ptr_nonnull(file);
	while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
		buffer_add(&manual, piece, got);
	fclose(file);
}

static void
forget_manual(void)
{
	buffer_release(&manual);
}

/* Takes the first line off `rest`. */
static struct text
next_line(struct text *rest)
{
	size_t end = text_find(*rest, TEXT("\n"), 0, false);
	struct text line = { rest->at, end == SIZE_MAX ? rest->length : end };
	size_t taken = line.length + (end != SIZE_MAX);

	*rest = text_from(*rest, taken);
	return line;
}

/* What follows a line that is `macro title`, up to the next line with that macro or .Sh. */
static struct text
part_of(struct text text, const char *macro, const char *title)
{
	struct text found = { 0 };

	while (text.length > 0) {
		struct text before = text;
		struct text line = next_line(&text);
		bool begins = text_starts_with(line, text_of(macro))
		              || text_starts_with(line, TEXT(".Sh"));

		if (found.at != NULL && begins) {
			found.length = (size_t)(before.at - found.at);
			return found;
		}
		if (begins && line.length == strlen(macro) + 1 + strlen(title)
		    && memcmp(line.at + strlen(macro) + 1, title, strlen(title)) == 0)
			found = (struct text){ text.at, text.length };
	}
	return found;
}

/* The lines of `text` that begin with `macro` and a blank, one by one: what follows, up to
 * the end of the word if is_word. */
static bool
next_item(struct text *text, const char *macro, bool is_word, struct text *item)
{
	while (text->length > 0) {
		struct text line = next_line(text);
		size_t skip = strlen(macro) + 1, end;

		if (!text_starts_with(line, text_of(macro)) || line.length <= skip
		    || line.at[skip - 1] != ' ')
			continue;
		*item = text_from(line, skip);
		end = is_word ? text_find(*item, TEXT(" "), 0, false) : SIZE_MAX;
		if (end != SIZE_MAX)
			item->length = end;
		return true;
	}
	return false;
}

static bool
has_item(struct text text, const char *macro, const char *word)
{
	struct text item;

	while (next_item(&text, macro, true, &item))
		if (text_equal(item, text_of(word)))
			return true;
	return false;
}

static bool
any_view_has(struct text column)
{
	for (size_t i = 0; views[i] != NULL; i++)
		if (view_column_find(views[i], column) != COLUMN_NONE)
			return true;
	return false;
}

START_TEST(every_view_has_a_section_and_its_key)
{
	struct text section = part_of(buffer_text(&manual), ".Sh", "VIEWS");

	for (size_t i = 0; views[i] != NULL; i++) {
		struct text part = part_of(section, ".Ss", views[i]->name);
		const char key[] = { views[i]->key, '\0' };

		ck_assert_msg(part.length > 0, "no section on the view %s", views[i]->name);
		ck_assert_msg(views[i]->key == '\0' || has_item(part, ".Li", key),
		              "the key %s of the view %s", key, views[i]->name);
	}
}
END_TEST

START_TEST(every_section_is_a_view)
{
	struct text section = part_of(buffer_text(&manual), ".Sh", "VIEWS"), item;

	while (next_item(&section, ".Ss", false, &item))
		ck_assert_msg(view_find(item) != NULL || text_equal(item, TEXT("help")),
		              "%.*s is no view", (int)item.length, item.at);
}
END_TEST

START_TEST(every_column_stands_in_its_view_and_is_explained)
{
	struct text section = part_of(buffer_text(&manual), ".Sh", "VIEWS");
	struct text columns = part_of(buffer_text(&manual), ".Sh", "COLUMNS");

	for (size_t i = 0; views[i] != NULL; i++) {
		struct text part = part_of(section, ".Ss", views[i]->name);

		for (const struct column *column = views[i]->columns; column->name; column++) {
			ck_assert_msg(has_item(part, ".Cm", column->name), "%s of the view %s",
			              column->name, views[i]->name);
			ck_assert_msg(has_item(columns, ".It Cm", column->name), "column %s",
			              column->name);
		}
	}
}
END_TEST

START_TEST(no_other_column_stands_anywhere)
{
	struct text section = part_of(buffer_text(&manual), ".Sh", "VIEWS");
	struct text columns = part_of(buffer_text(&manual), ".Sh", "COLUMNS"), item;

	for (size_t i = 0; views[i] != NULL; i++) {
		struct text part = part_of(section, ".Ss", views[i]->name);

		while (next_item(&part, ".Cm", true, &item))
			ck_assert_msg(view_column_find(views[i], item) != COLUMN_NONE,
			              "%.*s is no column of %s", (int)item.length, item.at,
			              views[i]->name);
	}
	while (next_item(&columns, ".It Cm", true, &item))
		ck_assert_msg(any_view_has(item), "no view has %.*s", (int)item.length, item.at);
}
END_TEST

START_TEST(the_filters_are_those_there_are)
{
	struct text filters = part_of(buffer_text(&manual), ".Sh", "FILTERS"), item;
	size_t named = 0, known = 0;

	for (; node_filter_kinds[known].name != NULL; known++)
		ck_assert_msg(has_item(filters, ".It Cm", node_filter_kinds[known].name), "%s",
		              node_filter_kinds[known].name);
	while (next_item(&filters, ".It Cm", true, &item))
		named++;
	ck_assert_uint_eq(named, known);
}
END_TEST

/* A key's name as the manual writes it. */
static void
add_roff(struct buffer *out, const char *keys)
{
	for (; *keys != '\0'; keys++) {
		switch (*keys) {
		case '"':
			buffer_add_text(out, TEXT("\\(dq"));
			break;
		case '\'':
			buffer_add_text(out, TEXT("\\(aq"));
			break;
		case '^':
			buffer_add_text(out, TEXT("\\(ha"));
			break;
		case '-':
			buffer_add_text(out, TEXT("\\-"));
			break;
		default:
			/* by themselves these are punctuation, or nothing */
			if (strchr("&.,:;()[]?!", *keys) != NULL)
				buffer_add_text(out, TEXT("\\&"));
			buffer_add_char(out, *keys);
		}
	}
}

START_TEST(every_command_is_named_with_its_keys)
{
	struct text section = part_of(buffer_text(&manual), ".Sh", "KEYS");

	for (unsigned i = 0; i < browser_command_count; i++) {
		struct buffer line = { 0 };
		struct text rest = section, item;
		bool found = false;

		buffer_printf(&line, "%s Li ", browser_commands[i].name);
		add_roff(&line, browser_commands[i].keys);
		while (!found && next_item(&rest, ".It Cm", false, &item))
			found = text_equal(item, buffer_text(&line));
		ck_assert_msg(found, "no line: .It Cm %.*s", (int)line.length, line.at);
		buffer_release(&line);
	}
}
END_TEST

START_TEST(every_key_named_is_of_a_command)
{
	struct text section = part_of(buffer_text(&manual), ".Sh", "KEYS"), item;
	size_t named = 0;

	while (next_item(&section, ".It Cm", true, &item))
		named++;
	ck_assert_uint_eq(named, browser_command_count);
}
END_TEST

/* Every option of the table has an item in the text, and there are no more items. */
static void
assert_options_stand(struct text text, const struct argument *table)
{
	struct text rest = text, item;
	size_t known = 0, named = 0;

	for (; table[known].name != NULL; known++) {
		const char *name = table[known].name;
		const char *macro = name[1] == '\0' ? ".It Fl" : ".It Fl Fl";

		ck_assert_msg(has_item(text, macro, name), "option %s", name);
	}
	while (next_item(&rest, ".It Fl", false, &item))
		named++;
	ck_assert_uint_eq(named, known);
}

START_TEST(the_options_are_those_there_are)
{
	assert_options_stand(part_of(buffer_text(&manual), ".Sh", "OPTIONS"), option_table);
}
END_TEST

START_TEST(the_other_commands_are_those_there_are)
{
	struct text section = part_of(buffer_text(&manual), ".Sh", "OTHER COMMANDS");
	struct text rest = section, item;

	for (size_t i = 0; program_commands[i] != NULL; i++) {
		struct text part = part_of(section, ".Ss", program_commands[i]->name);

		ck_assert_msg(part.length > 0, "command %s", program_commands[i]->name);
		assert_options_stand(part, program_commands[i]->arguments);
	}
	while (next_item(&rest, ".Ss", true, &item)) {
		char copy[32] = "";

		memcpy(copy, item.at, item.length < 31 ? item.length : 31);
		ck_assert_msg(command_find(copy) != NULL,
		              "%s is no command", copy);
	}
}
END_TEST

/* Who copies the example gets it. */
START_TEST(the_settings_of_the_example_are_taken)
{
	struct text rest = part_of(buffer_text(&manual), ".Sh", "FILES"), line;
	struct settings settings = { 0 };
	unsigned lines = 0;

	while (rest.length > 0 && !text_equal(next_line(&rest), TEXT(".Bd -literal")))
		continue;
	while (rest.length > 0 && !text_equal(line = next_line(&rest), TEXT(".Ed"))) {
		ck_assert_msg(settings_line(&settings, line), "%.*s", (int)line.length, line.at);
		lines++;
	}
	ck_assert_uint_ge(lines, 8); /* one of each */
	ck_assert(settings.mouse && settings.show_cursor && settings.ascii);
	ck_assert_int_eq(settings.units, UNITS_BINARY);
	keymap_reset();
	settings_release(&settings);
}
END_TEST

START_TEST(the_exit_statuses_are_those_there_are)
{
	struct text section = part_of(buffer_text(&manual), ".Sh", "EXIT STATUS"), item;
	int status = STATUS_DONE;

	while (next_item(&section, ".It", true, &item)) {
		ck_assert_uint_eq(item.length, 1);
		ck_assert_int_eq(item.at[0] - '0', status++);
	}
	ck_assert_int_eq(status, STATUS_ALARM + 1);
}
END_TEST

Suite *
check_manual(void)
{
	Suite *suite = suite_create("manual");
	TCase *tests = tcase_create("manual");

	tcase_add_checked_fixture(tests, read_manual, forget_manual);
	tcase_add_test(tests, every_view_has_a_section_and_its_key);
	tcase_add_test(tests, every_section_is_a_view);
	tcase_add_test(tests, every_column_stands_in_its_view_and_is_explained);
	tcase_add_test(tests, no_other_column_stands_anywhere);
	tcase_add_test(tests, the_filters_are_those_there_are);
	tcase_add_test(tests, every_command_is_named_with_its_keys);
	tcase_add_test(tests, every_key_named_is_of_a_command);
	tcase_add_test(tests, the_options_are_those_there_are);
	tcase_add_test(tests, the_other_commands_are_those_there_are);
	tcase_add_test(tests, the_settings_of_the_example_are_taken);
	tcase_add_test(tests, the_exit_statuses_are_those_there_are);
	suite_add_tcase(suite, tests);
	return suite;
}
