#include "config.h"

#include "watch_alert.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

/* Commands that run: the system wants to be asked for each. */
enum { COMMANDS_MAX = 64 };
static pid_t commands[COMMANDS_MAX];
static size_t commands_count;

bool
alert_ask(struct suspects_job *job, const struct watch *watch, const char *format)
{
	const char **paths = xcalloc(watch->snapshot_count + 1, sizeof(*paths));
	bool begun;

	for (size_t i = 0; i < watch->snapshot_count; i++)
		paths[i] = watch->snapshots[i].path;
	begun = suspects_job_start(job, paths, watch->snapshot_count, format);
	free(paths);
	return begun;
}

void
alert_print_events(struct text rows)
{
	static const char event[] = "{\"event\":\"suspect\",";

	while (rows.length > 0) {
		const char *end = memchr(rows.at, '\n', rows.length);
		size_t length = end == NULL ? rows.length : (size_t)(end - rows.at) + 1;

		if (*rows.at == '{')
			printf("%s%.*s", event, (int)length - 1, rows.at + 1);
		rows = text_from(rows, length);
	}
	fflush(stdout);
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

bool
alert_run(const char *command, const struct watch *watch, struct error *error)
{
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child < 0)
		return error_set(error, ERROR_FILE, "cannot be run: %s", strerror(errno));
	if (child > 0 && commands_count < COMMANDS_MAX)
		commands[commands_count++] = child;
	if (child > 0)
		return true;
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
