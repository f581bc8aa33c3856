#include "config.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "base/parallel.h"
#include "unit/suites.h"

struct step {
	atomic_int *clock;
	int ran_at;
	atomic_bool *wait_for, *tell;
};

static void
note_time(void *argument)
{
	struct step *step = argument;

	step->ran_at = atomic_fetch_add(step->clock, 1) + 1;
}

START_TEST(with_one_thread_first_runs_before_second)
{
	atomic_int clock = 0;
	struct step first = { .clock = &clock }, second = { .clock = &clock };

	parallel_pair(1, (struct parallel_task){ note_time, &first },
	              (struct parallel_task){ note_time, &second });
	ck_assert_int_eq(first.ran_at, 1);
	ck_assert_int_eq(second.ran_at, 2);
}
END_TEST

/* Each tells the other it has begun and waits to be told: only two threads get out. */
static void
meet(void *argument)
{
	struct step *step = argument;

	atomic_store(step->tell, true);
	while (!atomic_load(step->wait_for))
		continue;
	note_time(argument);
}

START_TEST(with_two_threads_both_run_at_once_and_have_joined)
{
	atomic_int clock = 0;
	atomic_bool first_is_here = false, second_is_here = false;
	struct step first = { &clock, 0, &second_is_here, &first_is_here };
	struct step second = { &clock, 0, &first_is_here, &second_is_here };

	parallel_pair(2, (struct parallel_task){ meet, &first },
	              (struct parallel_task){ meet, &second });
	ck_assert_int_eq(first.ran_at + second.ran_at, 3);
}
END_TEST

Suite *
check_parallel(void)
{
	Suite *suite = suite_create("parallel");
	TCase *tests = tcase_create("parallel");

	tcase_add_test(tests, with_one_thread_first_runs_before_second);
	tcase_add_test(tests, with_two_threads_both_run_at_once_and_have_joined);
	suite_add_tcase(suite, tests);
	return suite;
}
