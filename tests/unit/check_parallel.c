#include "config.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "base/parallel.h"
#include "base/shared_range.h"
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

/* A range that two work off: how often each of its numbers was met, by whom, and the order. */
enum { SHARED = 1000 };

struct sharing {
	struct shared_range range;
	unsigned met[SHARED];
	uint32_t last_of_owner, last_of_helper;
	uint32_t meeting;
};

static void
work_from_back(void *argument)
{
	struct sharing *sharing = argument;
	struct shared_piece piece;

	sharing->last_of_helper = SHARED;
	while (shared_range_take_back(&sharing->range, &piece))
		for (uint32_t i = piece.to; i-- > piece.from;) {
			ck_assert_ptr_eq(sharing->range.context, sharing);
			ck_assert_uint_eq(i + 1, sharing->last_of_helper);
			sharing->last_of_helper = i;
			sharing->met[i]++;
		}
}

static void
work_from_front(void *argument)
{
	struct sharing *sharing = argument;
	struct shared_piece piece;

	shared_range_open(&sharing->range, 0, SHARED, 7, sharing);
	while (shared_range_take_front(&sharing->range, &piece))
		for (uint32_t i = piece.from; i < piece.to; i++) {
			ck_assert_uint_eq(i, sharing->last_of_owner);
			sharing->last_of_owner = i + 1;
			sharing->met[i]++;
		}
	sharing->meeting = shared_range_close(&sharing->range);
}

START_TEST(a_shared_range_is_worked_off_once_from_both_ends)
{
	struct sharing sharing = { 0 };

	shared_range_init(&sharing.range);
	parallel_pair(2, (struct parallel_task){ work_from_front, &sharing },
		      (struct parallel_task){ work_from_back, &sharing });
	for (uint32_t i = 0; i < SHARED; i++)
		ck_assert_uint_eq(sharing.met[i], 1);
	ck_assert_uint_eq(sharing.last_of_owner, sharing.meeting);
	ck_assert_uint_eq(sharing.last_of_helper, sharing.meeting);
	shared_range_release(&sharing.range);
}
END_TEST

START_TEST(a_shared_range_without_a_helper_is_the_owners)
{
	struct sharing sharing = { 0 };

	shared_range_init(&sharing.range);
	work_from_front(&sharing);
	ck_assert_uint_eq(sharing.meeting, SHARED);
	for (uint32_t i = 0; i < SHARED; i++)
		ck_assert_uint_eq(sharing.met[i], 1);
	shared_range_release(&sharing.range);
}
END_TEST

static void
close_only(void *argument)
{
	struct sharing *sharing = argument;

	shared_range_close(&sharing->range);
}

START_TEST(who_waits_for_a_shared_range_that_is_never_opened_is_let_go)
{
	struct sharing sharing = { 0 };

	shared_range_init(&sharing.range);
	parallel_pair(2, (struct parallel_task){ work_from_back, &sharing },
		      (struct parallel_task){ close_only, &sharing });
	ck_assert_uint_eq(sharing.last_of_helper, SHARED);
	shared_range_release(&sharing.range);
}
END_TEST

Suite *
check_parallel(void)
{
	Suite *suite = suite_create("parallel");
	TCase *tests = tcase_create("parallel");

	tcase_add_test(tests, with_one_thread_first_runs_before_second);
	tcase_add_test(tests, with_two_threads_both_run_at_once_and_have_joined);
	tcase_add_loop_test(tests, a_shared_range_is_worked_off_once_from_both_ends, 0, 20);
	tcase_add_test(tests, a_shared_range_without_a_helper_is_the_owners);
	tcase_add_test(tests, who_waits_for_a_shared_range_that_is_never_opened_is_let_go);
	suite_add_tcase(suite, tests);
	return suite;
}
