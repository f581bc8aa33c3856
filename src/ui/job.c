#include "config.h"

#include "ui/job.h"

#include <signal.h>
#include <string.h>

#include "ui/terminal.h"

static void *
job_main(void *argument)
{
	struct job *job = argument;

	job->succeeded = job->run(job->argument, &job->progress, &job->error);
	atomic_store_explicit(&job->is_done, true, memory_order_release);
	terminal_wake();
	return NULL;
}

void
job_start(struct job *job, job_function *run, void *argument)
{
	sigset_t all, before;

	memset(job, 0, sizeof(*job));
	job->run = run;
	job->argument = argument;
	job->is_started = true;
	/* Signals are the main thread's, which looks after the terminal. */
	sigfillset(&all);
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	sigdelset(&all, SIGFPE);
	sigdelset(&all, SIGILL);
	sigdelset(&all, SIGABRT);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	job->has_thread = pthread_create(&job->thread, NULL, job_main, job) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!job->has_thread)
		job_main(job);
}

bool
job_is_running(const struct job *job)
{
	return job->is_started && !atomic_load_explicit(&job->is_done, memory_order_acquire);
}

bool
job_finish(struct job *job)
{
	if (job->has_thread)
		pthread_join(job->thread, NULL);
	job->has_thread = job->is_started = false;
	return job->succeeded;
}
