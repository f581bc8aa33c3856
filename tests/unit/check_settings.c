#include "config.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ui/keymap.h"
#include "ui/marks.h"
#include "ui/prompt_history.h"
#include "ui/settings.h"
#include "unit/suites.h"

START_TEST(lines_that_make_sense_are_taken)
{
	struct settings settings = { 0 };

	ck_assert(settings_line(&settings, TEXT("")));
	ck_assert(settings_line(&settings, TEXT("  # theme nonsense")));
	ck_assert(settings_line(&settings, TEXT("units binary")));
	ck_assert_int_eq(settings.units, UNITS_BINARY);
	ck_assert(settings_line(&settings, TEXT("units decimal")));
	ck_assert_int_eq(settings.units, UNITS_DECIMAL);
	ck_assert(settings_line(&settings, TEXT("mouse on")));
	ck_assert(settings.mouse);
	ck_assert(settings_line(&settings, TEXT("\tcursor   on ")));
	ck_assert(settings.show_cursor);
	ck_assert(settings_line(&settings, TEXT("theme colour-blind")));
	ck_assert(settings_line(&settings, TEXT("color suspect bold magenta")));
	ck_assert(settings_line(&settings, TEXT("color suspect bold\tred")));
	ck_assert(settings_line(&settings, TEXT("bind ^N move_down")));
	ck_assert_ptr_nonnull(keymap_find('N' & 0x1f));
	keymap_reset();
	settings_release(&settings);
}
END_TEST

/* as in the manual's own example */
START_TEST(a_comment_may_stand_behind_a_setting)
{
	struct settings settings = { 0 };

	ck_assert(settings_line(&settings, TEXT("units binary\t\t# decimal, binary")));
	ck_assert_int_eq(settings.units, UNITS_BINARY);
	ck_assert(settings_line(&settings, TEXT("mouse on #")));
	ck_assert(settings.mouse);
	ck_assert(settings_line(&settings, TEXT("columns summary row,count # no more")));
	ck_assert(text_equal(settings_columns(&settings, "summary"), TEXT("row,count")));
	/* "#" is a key, too */
	ck_assert(settings_line(&settings, TEXT("bind # search # forwards")));
	ck_assert_ptr_eq(keymap_find('#'), keymap_find('/'));
	keymap_reset();
	settings_release(&settings);
}
END_TEST

START_TEST(lines_that_make_none_are_refused)
{
	static const char *const lines[] = {
		"units", "units metric", "mouse", "mouse maybe", "theme", "theme neon",
		"color", "color suspect pink", "color nobody red", "bind", "bind ^N",
		"bind ^N fly", "bind NoKey move_down", "columns", "columns nothing a,b",
		"columns summary row,nothing", "columns summary row,", "columns summary row count",
		"units # binary", "bind ^N # move_down",
		"unheard of", "=",
	};
	struct settings settings = { .units = UNITS_BINARY, .mouse = true };

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ck_assert_msg(!settings_line(&settings, text_of(lines[i])), "%s", lines[i]);
	/* and change nothing */
	ck_assert_int_eq(settings.units, UNITS_BINARY);
	ck_assert(settings.mouse);
	settings_release(&settings);
}
END_TEST

START_TEST(the_last_choice_of_columns_counts)
{
	struct settings settings = { 0 };

	ck_assert(settings_line(&settings, TEXT("columns statistics size,title")));
	ck_assert(settings_line(&settings, TEXT("columns statistics size")));
	ck_assert(text_equal(settings_columns(&settings, "statistics"), TEXT("size")));
	ck_assert_uint_eq(settings_columns(&settings, "strings").length, 0);
	settings_release(&settings);
}
END_TEST

/* A folder of our own, and a file in it to put marks on. */
static char folder[] = "/tmp/heaptui-marks-XXXXXX";
static char file[sizeof(folder) + 16];

static void
write_file(const char *text)
{
	FILE *stream = fopen(file, "w");

	ck_assert_ptr_nonnull(stream);
	fputs(text, stream);
	fclose(stream);
}

static void
folder_make(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/a", folder);
	write_file("a snapshot");
	setenv("XDG_STATE_HOME", folder, 1);
}

static void
folder_remove(void)
{
	static const char *const inside[] = { "heaptui/marks", "heaptui", "." };
	char path[256], name[32];
	DIR *marks;

	snprintf(path, sizeof(path), "%s/heaptui/marks", folder);
	marks = opendir(path);
	for (struct dirent *entry; marks != NULL && (entry = readdir(marks)) != NULL;) {
		snprintf(name, sizeof(name), "%.31s", entry->d_name);
		snprintf(path, sizeof(path), "%s/heaptui/marks/%s", folder, name);
		unlink(path);
	}
	if (marks != NULL)
		closedir(marks);
	snprintf(path, sizeof(path), "%s/heaptui/typed", folder);
	unlink(path);
	unlink(file);
	for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, inside[i]);
		rmdir(i + 1 < sizeof(inside) / sizeof(*inside) ? path : folder);
	}
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
}

START_TEST(what_was_typed_comes_back_and_what_two_type_is_kept)
{
	struct prompt_history one = { 0 }, two = { 0 }, again = { 0 };
	struct stat status;
	char path[256];

	folder_make();
	prompt_history_open(&one, "typed");
	prompt_history_open(&two, "typed");
	prompt_history_add(&one, TEXT("summary"));
	prompt_history_add(&one, TEXT("summary"));
	prompt_history_add(&two, TEXT("retainers @7"));
	prompt_history_add(&one, TEXT(""));
	prompt_history_open(&again, "typed");
	ck_assert_uint_eq(again.count, 2);
	ck_assert_str_eq(again.lines[0], "summary");
	ck_assert_str_eq(again.lines[1], "retainers @7");
	snprintf(path, sizeof(path), "%s/heaptui/typed", folder);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0600);
	prompt_history_release(&one);
	prompt_history_release(&two);
	prompt_history_release(&again);
	folder_remove();
}
END_TEST

START_TEST(marks_and_notes_come_back_for_the_same_file)
{
	struct marks marks = { 0 }, again = { 0 };
	struct error error = { 0 };
	const struct mark *mark;

	folder_make();
	marks_set_letter(&marks, file, 7, 'a');
	marks_set_note(&marks, file, 7, TEXT("the cache that grows"));
	marks_set_note(&marks, file, 9, TEXT("only a note"));
	ck_assert_msg(marks_save(&marks, file, &error), "%s", error.message);
	marks_load(&again, file);
	mark = marks_find(&again, file, 7);
	ck_assert_ptr_nonnull(mark);
	ck_assert_int_eq(mark->letter, 'a');
	ck_assert_str_eq(mark->note, "the cache that grows");
	ck_assert_int_eq(marks_sign(&again, file, 7), 'a');
	ck_assert_int_eq(marks_sign(&again, file, 9), '*');
	ck_assert_int_eq(marks_sign(&again, file, 8), ' ');
	marks_release(&again);

	/* Written anew, it is another snapshot. */
	write_file("another snapshot");
	marks_load(&again, file);
	ck_assert_uint_eq(again.count, 0);
	marks_release(&marks);
	folder_remove();
}
END_TEST

/* What nobody typed in place of a file: each would be waited for, or have no end. */
static void
put_pipe(const char *path)
{
	ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static void
put_device(const char *path)
{
	ck_assert_int_eq(symlink("/dev/zero", path), 0);
}

static void
put_hole(const char *path)
{
	int hole = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	ck_assert_int_eq(ftruncate(hole, (off_t)1 << 33), 0);
	close(hole);
}

static void (*const puts_odd[])(const char *path) = { put_pipe, put_device, put_hole };

START_TEST(what_nobody_typed_is_not_read)
{
	struct prompt_history history = { 0 };
	struct settings settings = { 0 };
	struct buffer complaints = { 0 };
	struct marks marks = { 0 };
	struct error error = { 0 };
	char path[256];
	struct dirent *entry;
	DIR *names;

	folder_make();
	setenv("XDG_CONFIG_HOME", folder, 1);
	snprintf(path, sizeof(path), "%s/heaptui", folder);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/heaptui/config", folder);
	puts_odd[_i](path);
	settings_load(&settings, &complaints);
	ck_assert_uint_eq(complaints.length, 0);
	settings_release(&settings);
	unlink(path);

	snprintf(path, sizeof(path), "%s/heaptui/typed", folder);
	puts_odd[_i](path);
	prompt_history_open(&history, "typed");
	prompt_history_add(&history, TEXT("summary"));
	ck_assert_uint_eq(history.count, 1);
	prompt_history_release(&history);

	marks_set_letter(&marks, file, 7, 'a');
	ck_assert_msg(marks_save(&marks, file, &error), "%s", error.message);
	snprintf(path, sizeof(path), "%s/heaptui/marks", folder);
	names = opendir(path);
	while ((entry = readdir(names)) != NULL && entry->d_name[0] == '.')
		;
	snprintf(path, sizeof(path), "%s/heaptui/marks/%.31s", folder, entry->d_name);
	closedir(names);
	unlink(path);
	puts_odd[_i](path);
	if (puts_odd[_i] == put_hole) {
		ck_assert(marks_save(&marks, file, &error));
	} else {
		ck_assert(!marks_save(&marks, file, &error));
		ck_assert_ptr_nonnull(strstr(error.message, "not a regular file"));
	}
	marks_release(&marks);
	unlink(path);
	puts_odd[_i](path);
	marks_load(&marks, file);
	ck_assert_uint_eq(marks.count, 0);
	folder_remove();
	unsetenv("XDG_CONFIG_HOME");
}
END_TEST

START_TEST(a_letter_marks_one_object_at_a_time)
{
	struct marks marks = { 0 };

	marks_set_letter(&marks, "f", 1, 'a');
	marks_set_letter(&marks, "f", 2, 'a');
	ck_assert_uint_eq(marks.count, 1);
	ck_assert_uint_eq(marks_find_letter(&marks, 'a')->id, 2);
	marks_set_note(&marks, "f", 2, TEXT("x"));
	marks_set_note(&marks, "f", 2, TEXT(""));
	ck_assert_uint_eq(marks.count, 1);
	marks_release(&marks);
}
END_TEST

Suite *
check_settings(void)
{
	Suite *suite = suite_create("settings");
	TCase *tests = tcase_create("settings");

	tcase_add_test(tests, lines_that_make_sense_are_taken);
	tcase_add_test(tests, a_comment_may_stand_behind_a_setting);
	tcase_add_test(tests, lines_that_make_none_are_refused);
	tcase_add_test(tests, the_last_choice_of_columns_counts);
	tcase_add_test(tests, what_was_typed_comes_back_and_what_two_type_is_kept);
	tcase_add_test(tests, marks_and_notes_come_back_for_the_same_file);
	tcase_add_loop_test(tests, what_nobody_typed_is_not_read, 0,
			    sizeof(puts_odd) / sizeof(*puts_odd));
	tcase_add_test(tests, a_letter_marks_one_object_at_a_time);
	suite_add_tcase(suite, tests);
	return suite;
}
