#include "config.h"

#include "watch_alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "live/suspects_job.h"

/* Commands that run: the system wants to be asked for each. */
enum { COMMANDS_MAX = 64 };
static pid_t commands[COMMANDS_MAX];
static size_t commands_count;

void
alert_suspects(const struct watch *watch, const char *format)
{
	size_t count = watch->snapshot_count;
	const char **paths = xcalloc(count + 1, sizeof(*paths));
	struct suspects_job job;

	for (size_t i = 0; i < count; i++)
		paths[i] = watch->snapshots[i].path;
	if (count >= 2 && suspects_job_start(&job, paths, count, format, true))
		suspects_job_end(&job, true, NULL);
	free(paths);
}

static void
alert_environment(const struct watch *watch)
{
	char number[32];
	size_t count = watch->snapshot_count;

	snprintf(number, sizeof(number), "%ld", (long)watch->attachment.pid);
	setenv("HEAPTUI_PID", number, 1);
	snprintf(number, sizeof(number), "%.4f", watch->growth);
	setenv("HEAPTUI_GROWTH", number, 1);
	setenv("HEAPTUI_BEFORE", count < 2 ? "" : watch->snapshots[count - 2].path, 1);
	setenv("HEAPTUI_AFTER", count < 1 ? "" : watch->snapshots[count - 1].path, 1);
}

void
alert_run(const char *command, const struct watch *watch)
{
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child > 0 && commands_count < COMMANDS_MAX)
		commands[commands_count++] = child;
	if (child != 0)
		return;
	alert_environment(watch);
	/* its words are no lines of the log */
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

void
alert_reap(void)
{
	size_t left = 0;

	for (size_t i = 0; i < commands_count; i++)
		if (waitpid(commands[i], NULL, WNOHANG) == 0)
			commands[left++] = commands[i];
	commands_count = left;
}
