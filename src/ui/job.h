/*
 * A computation on a thread of its own, so that keys are answered meanwhile.
 *
 * The two threads share the struct progress while it runs, and the result after
 * job_finish(); nothing else.  What the job works on nobody else touches until then.
 */

#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/progress.h"

/* Does the work; false with the error set if it could not, or was cancelled. */
typedef bool job_function(void *argument, struct progress *progress, struct error *error);

struct job {
	job_function *run;
	void *argument;
	struct progress progress;
	struct error error;
	bool succeeded;
	bool is_started, has_thread;
	atomic_bool is_done;
	pthread_t thread;
};

/* Starts it; where no thread can be had the work is done before this returns.  Wakes the
 * terminal (terminal_wake) when it is done.  The job must not move while it runs. */
void job_start(struct job *job, job_function *run, void *argument);
bool job_is_running(const struct job *job);
/* Waits for the end and says whether it succeeded; job->error tells why not. */
bool job_finish(struct job *job);
