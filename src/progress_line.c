#include "config.h"

#include "progress_line.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/units.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };

struct progress_line {
	struct progress *progress;
	struct sigaction before[SIGNALS];
	pthread_t thread;
	bool is_drawn;
	atomic_bool is_over;
};

/* What a signal cancels: a handler gets nothing but its number. */
static _Atomic(struct progress *) cancelled_by_signal;

static void
progress_line_signal(int number)
{
	(void)number;
	progress_cancel(atomic_load(&cancelled_by_signal));
}

static void
progress_line_draw(const struct progress *progress)
{
	const char *phase = atomic_load(&progress->phase);
	uint64_t done = atomic_load(&progress->done), total = atomic_load(&progress->total);
	char number[UNITS_LENGTH];

	if (phase == NULL)
		return;
	if (total > 0)
		units_percent(number, done < total ? done : total, total);
	else
		units_bytes(number, done, UNITS_DECIMAL);
	fprintf(stderr, "\r%s%s%s\033[K", phase, total > 0 || done > 0 ? " " : "",
		total > 0 || done > 0 ? number : "");
	fflush(stderr);
}

static void *
progress_line_run(void *argument)
{
	struct progress_line *line = argument;
	const struct timespec tenth = { 0, 100 * 1000 * 1000 };

	while (!atomic_load(&line->is_over)) {
		progress_line_draw(line->progress);
		nanosleep(&tenth, NULL);
	}
	fputs("\r\033[K", stderr);
	fflush(stderr);
	return NULL;
}

struct progress_line *
progress_line_open(struct progress *progress, bool quiet)
{
	struct progress_line *line = xcalloc(1, sizeof(*line));
	struct sigaction action = { .sa_handler = progress_line_signal };
	sigset_t all, before;

	line->progress = progress;
	atomic_store(&cancelled_by_signal, progress);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &action, &line->before[i]);
	if (quiet || !isatty(STDERR_FILENO))
		return line;
	/* signals are for the thread that waits in system calls */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	line->is_drawn = pthread_create(&line->thread, NULL, progress_line_run, line) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return line;
}

void
progress_line_close(struct progress_line *line)
{
	if (line == NULL)
		return;
	atomic_store(&line->is_over, true);
	if (line->is_drawn)
		pthread_join(line->thread, NULL);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &line->before[i], NULL);
	free(line);
}
