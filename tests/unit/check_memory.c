#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/progress.h"
#include "unit/suites.h"

static void
say_handler_ran(void)
{
	if (write(STDERR_FILENO, "handler, ", 9) != 9)
		_exit(9);
}

static void
fail_in_xmalloc(void)
{
	memory_fail_at(2);
	free(xmalloc(10));
	free(xmalloc(10));
}

static void
fail_in_xcalloc(void)
{
	memory_fail_at(1);
	free(xcalloc(3, 10));
}

static void
fail_in_xreallocarray(void)
{
	void *volatile memory = xmalloc(5);

	memory_fail_at(1);
	free(xreallocarray(memory, 3, 10));
}

static void
fail_in_xstrdup(void)
{
	memory_fail_at(1);
	free(xstrdup("text"));
}

static void
overflow_in_xreallocarray(void)
{
	volatile size_t count = SIZE_MAX / 2;

	free(xreallocarray(NULL, count, 4));
}

static void (*const failures[])(void) = {
	fail_in_xmalloc, fail_in_xcalloc, fail_in_xreallocarray, fail_in_xstrdup,
	overflow_in_xreallocarray,
};
static const char *const sizes_wanted[] = {
	" 10 B more needed", " 30 B more needed", " 30 B more needed", " 5 B more needed",
	SIZE_MAX > UINT32_MAX ? " 18,446,744,073,710 MB more needed" : " 4,295 MB more needed",
};

START_TEST(without_memory_the_handler_runs_and_the_program_ends_with_one_line)
{
	char said[300] = "";
	size_t length = 0;
	int ends[2], status;
	ssize_t got;
	pid_t child;

	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		memory_on_exhausted(say_handler_ran);
		failures[_i]();
		_exit(0);
	}
	close(ends[1]);
	while ((got = read(ends[0], said + length, sizeof(said) - 1 - length)) > 0)
		length += (size_t)got;
	close(ends[0]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 1);
	ck_assert_int_eq(strncmp(said, "handler, heaptui: out of memory: ", 33), 0);
	ck_assert_ptr_nonnull(strstr(said, sizes_wanted[_i]));
	ck_assert_ptr_eq(strchr(said, '\n'), said + length - 1);
}
END_TEST

START_TEST(exactly_the_nth_allocation_fails)
{
	void *columns[3];

	memory_fail_at(3);
	for (int i = 0; i < 3; i++)
		columns[i] = column_alloc(10, 1, NULL);
	ck_assert_ptr_nonnull(columns[0]);
	ck_assert_ptr_nonnull(columns[1]);
	ck_assert_ptr_null(columns[2]);
	columns[2] = column_alloc(10, 1, NULL);
	ck_assert_ptr_nonnull(columns[2]);
	for (int i = 0; i < 3; i++)
		column_free(columns[i]);
}
END_TEST

START_TEST(nothing_at_all_can_be_allocated)
{
	free(xmalloc(0));
	free(xcalloc(0, 8));
	free(xreallocarray(NULL, 0, 8));
	column_free(NULL);
}
END_TEST

START_TEST(the_peak_is_at_least_what_was_touched)
{
	size_t bytes = 32 << 20;
	char *column = column_alloc(bytes, 1, NULL);

	memset(column, 1, bytes);
	ck_assert_uint_ge(memory_peak(), bytes);
	column_free(column);
}
END_TEST

START_TEST(the_first_message_stays)
{
	struct error error = { 0 };

	ck_assert(!error_set(&error, ERROR_FORMAT, "node %d is odd", 3));
	ck_assert(!error_set(&error, ERROR_MEMORY, "later"));
	ck_assert_int_eq(error.kind, ERROR_FORMAT);
	ck_assert_str_eq(error.message, "node 3 is odd");
	ck_assert(!error_set(NULL, ERROR_FORMAT, "nobody listens"));
}
END_TEST

START_TEST(a_long_message_is_cut)
{
	struct error error = { 0 };

	error_set(&error, ERROR_FILE, "%0900d", 1);
	ck_assert_uint_eq(strlen(error.message), sizeof(error.message) - 1);
}
END_TEST

START_TEST(work_goes_on_until_it_is_cancelled)
{
	struct progress progress = { .parent = NULL };
	struct error error = { 0 };

	ck_assert(progress_advance(NULL, 5, &error));
	progress_begin(&progress, "Counting", 10);
	ck_assert(progress_advance(&progress, 5, &error));
	ck_assert_uint_eq(atomic_load(&progress.done), 5);
	progress_cancel(&progress);
	ck_assert(!progress_advance(&progress, 6, &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
}
END_TEST

Suite *
check_memory(void)
{
	Suite *suite = suite_create("memory");
	TCase *tests = tcase_create("memory");

	tcase_add_loop_test(tests,
	                    without_memory_the_handler_runs_and_the_program_ends_with_one_line, 0,
	                    (int)(sizeof(failures) / sizeof(*failures)));
	tcase_add_test(tests, exactly_the_nth_allocation_fails);
	tcase_add_test(tests, nothing_at_all_can_be_allocated);
	tcase_add_test(tests, the_peak_is_at_least_what_was_touched);
	tcase_add_test(tests, the_first_message_stays);
	tcase_add_test(tests, a_long_message_is_cut);
	tcase_add_test(tests, work_goes_on_until_it_is_cancelled);
	suite_add_tcase(suite, tests);
	return suite;
}
