#include "config.h"

#include "watch_alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

void
alert_suspects(const struct watch *watch, const char *format)
{
	size_t count = watch->snapshot_count;
	const char **words;
	char option[32];
	pid_t child;

	if (count < 2)
		return;
	words = xcalloc(count + 6, sizeof(*words));
	snprintf(option, sizeof(option), "--format=%s", format);
	words[0] = "heaptui";
	words[1] = "suspects";
	words[2] = option;
	words[3] = "--limit=5";
	words[4] = "--";
	for (size_t i = 0; i < count; i++)
		words[5 + i] = watch->snapshots[i].path;
	fflush(stdout);
	child = fork();
	if (child == 0) {
		/* the target comes first */
		if (nice(10) == -1)
			_exit(126);
		execv("/proc/self/exe", (char *const *)(uintptr_t)words);
		_exit(127);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
	free(words);
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
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}
