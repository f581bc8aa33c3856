#include "config.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "unit/suites.h"

static char folder[] = "/tmp/heaptui-atomic-XXXXXX";
static char path[64];

static void
make_folder(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
}

static size_t
count_files(void)
{
	DIR *directory = opendir(folder);
	size_t count = 0;
	struct dirent *entry;

	while ((entry = readdir(directory)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(directory);
	return count;
}

static void
remove_folder(void)
{
	unlink(path);
	rmdir(folder);
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
}

static bool
write_to(const char *to, const char *contents, struct error *error)
{
	struct atomic_file file;

	if (!atomic_file_open(&file, to, error))
		return false;
	if (atomic_file_write(&file, contents, strlen(contents), error))
		return atomic_file_commit(&file, error);
	atomic_file_abandon(&file);
	return false;
}

static void
assert_holds(const char *contents)
{
	char found[64] = "";
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fread(found, 1, sizeof(found) - 1, file), strlen(contents));
	fclose(file);
	ck_assert_str_eq(found, contents);
}

START_TEST(a_file_is_written_for_its_user_alone)
{
	struct stat status;

	ck_assert(write_to(path, "contents", NULL));
	assert_holds("contents");
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	ck_assert_uint_eq(count_files(), 1);
}
END_TEST

START_TEST(the_old_file_stays_until_the_new_one_is_whole)
{
	struct atomic_file file;

	ck_assert(write_to(path, "old", NULL));
	ck_assert(atomic_file_open(&file, path, NULL));
	ck_assert(atomic_file_write(&file, "new", 3, NULL));
	assert_holds("old");
	ck_assert(atomic_file_commit(&file, NULL));
	assert_holds("new");
}
END_TEST

START_TEST(an_abandoned_file_leaves_nothing)
{
	struct atomic_file file;

	ck_assert(write_to(path, "old", NULL));
	ck_assert(atomic_file_open(&file, path, NULL));
	ck_assert(atomic_file_write(&file, "new", 3, NULL));
	atomic_file_abandon(&file);
	assert_holds("old");
	ck_assert_uint_eq(count_files(), 1);
}
END_TEST

START_TEST(whichever_system_call_fails_the_old_file_stays)
{
	bool done = false;
	size_t n;

	ck_assert(write_to(path, "old", NULL));
	for (n = 1; !done; n++) {
		struct error error = { 0 };

		atomic_file_fail_at(n);
		done = write_to(path, "new", &error);
		atomic_file_fail_at(0);
		assert_holds(done ? "new" : "old");
		ck_assert_uint_eq(count_files(), 1);
		ck_assert_int_eq(error.kind, done ? ERROR_NONE : ERROR_FILE);
		ck_assert(done || strstr(error.message, path) != NULL);
	}
	/* open, write, fsync, close, rename */
	ck_assert_uint_ge(n - 1, 6);
}
END_TEST

START_TEST(a_link_stays_and_the_file_it_names_is_replaced)
{
	char name[80];
	struct stat status;

	snprintf(name, sizeof(name), "%s/link", folder);
	ck_assert(write_to(path, "old", NULL));
	ck_assert_int_eq(symlink(path, name), 0);
	ck_assert(write_to(name, "new", NULL));
	ck_assert_int_eq(lstat(name, &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	assert_holds("new");
	unlink(name);
}
END_TEST

START_TEST(a_device_is_written_as_it_is)
{
	struct error error = { 0 };

	ck_assert(write_to("/dev/null", "anything", NULL));
#ifdef __linux__
	ck_assert(!write_to("/dev/full", "anything", &error));
	ck_assert_int_eq(error.kind, ERROR_FILE);
#endif
}
END_TEST

START_TEST(where_there_is_no_folder_nothing_is_written)
{
	struct error error = { 0 };
	char nowhere[80];

	snprintf(nowhere, sizeof(nowhere), "%s/none/file", folder);
	ck_assert(!write_to(nowhere, "contents", &error));
	ck_assert_int_eq(error.kind, ERROR_FILE);
}
END_TEST

Suite *
check_atomic_file(void)
{
	Suite *suite = suite_create("atomic_file");
	TCase *tests = tcase_create("atomic_file");

	tcase_add_checked_fixture(tests, make_folder, remove_folder);
	tcase_add_test(tests, a_file_is_written_for_its_user_alone);
	tcase_add_test(tests, the_old_file_stays_until_the_new_one_is_whole);
	tcase_add_test(tests, an_abandoned_file_leaves_nothing);
	tcase_add_test(tests, whichever_system_call_fails_the_old_file_stays);
	tcase_add_test(tests, a_link_stays_and_the_file_it_names_is_replaced);
	tcase_add_test(tests, a_device_is_written_as_it_is);
	tcase_add_test(tests, where_there_is_no_folder_nothing_is_written);
	suite_add_tcase(suite, tests);
	return suite;
}
