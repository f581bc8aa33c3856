#include "config.h"

#include "live/process.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "live/process_files.h"

bool
process_shares_network(pid_t pid)
{
	char theirs[64], ours[64], path[64];
	ssize_t a, b;

	snprintf(path, sizeof(path), "/proc/%ld/ns/net", (long)pid);
	a = readlink(path, theirs, sizeof(theirs));
	b = readlink("/proc/self/ns/net", ours, sizeof(ours));
	return a <= 0 || a != b || memcmp(theirs, ours, (size_t)a) == 0;
}

bool
process_handles(pid_t pid, int signal)
{
	struct buffer status = { 0 };
	const char *line = NULL;
	unsigned long long caught = 0;

	if (process_read(pid, "status", &status))
		line = strstr(status.at, "\nSigCgt:");
	if (line != NULL)
		caught = strtoull(line + strlen("\nSigCgt:"), NULL, 16);
	buffer_release(&status);
	return signal > 0 && signal <= 64 && (caught >> (signal - 1) & 1) != 0;
}

static int
signal_named(const char *name, size_t length)
{
	static const struct {
		const char *name;
		int number;
	} signals[] = {
		{ "SIGUSR2", SIGUSR2 }, { "SIGUSR1", SIGUSR1 }, { "SIGHUP", SIGHUP },
		{ "SIGQUIT", SIGQUIT }, { "SIGTERM", SIGTERM }, { "SIGINT", SIGINT },
		{ "SIGWINCH", SIGWINCH }, { "SIGPIPE", SIGPIPE }, { "SIGALRM", SIGALRM },
	};

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (length == strlen(signals[i].name)
		    && strncasecmp(name, signals[i].name, length) == 0)
			return signals[i].number;
	return 0;
}

/* The value of an option in text of words ended by blanks or NULs; null if it is not
 * there. */
static const char *
option_value(const struct buffer *words, const char *option, size_t *length)
{
	size_t size = strlen(option);

	for (size_t i = 0; i + size < words->length; i++) {
		size_t end = i + size + 1;

		if ((i > 0 && words->at[i - 1] != '\0' && words->at[i - 1] != ' '
		     && words->at[i - 1] != '=')
		    || memcmp(words->at + i, option, size) != 0
		    || (words->at[i + size] != '=' && words->at[i + size] != '\0'))
			continue;
		while (end < words->length && words->at[end] != '\0' && words->at[end] != ' ')
			end++;
		*length = end - (i + size + 1);
		return words->at + i + size + 1;
	}
	return NULL;
}

/* An option of the command line or of NODE_OPTIONS, appended to `value`. */
static bool
process_option(pid_t pid, const char *option, struct buffer *value)
{
	static const char *const files[] = { "cmdline", "environ" };
	bool found = false;

	for (size_t i = 0; i < 2 && !found; i++) {
		struct buffer words = { 0 };
		const char *at = NULL;
		size_t length = 0;

		if (process_read(pid, files[i], &words))
			at = option_value(&words, option, &length);
		found = at != NULL;
		if (found)
			buffer_add(value, at, length);
		buffer_release(&words);
	}
	return found;
}

int
process_snapshot_signal(pid_t pid)
{
	struct buffer name = { 0 };
	int number = 0;

	if (process_option(pid, "--heapsnapshot-signal", &name))
		number = signal_named(name.at, name.length);
	buffer_release(&name);
	return number;
}

bool
process_snapshot_directory(pid_t pid, struct buffer *path, struct error *error)
{
	char link[64], target[4096];
	struct buffer named = { 0 };
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/%ld/cwd", (long)pid);
	length = readlink(link, target, sizeof(target) - 1);
	if (length <= 0)
		return error_set(error, ERROR_FILE, "cannot see its working directory: %s",
				 strerror(errno));
	/* through /proc, so that it is the directory in the file system of the process, which
	 * may be a container's */
	if (process_option(pid, "--diagnostic-dir", &named) && named.length > 0
	    && named.at[0] == '/')
		buffer_printf(path, "/proc/%ld/root%.*s", (long)pid, (int)named.length, named.at);
	else if (named.length > 0)
		buffer_printf(path, "%s/%.*s", link, (int)named.length, named.at);
	else
		buffer_printf(path, "%s", link);
	buffer_release(&named);
	return true;
}

uint64_t
process_start(pid_t pid)
{
	uint64_t fields[22];

	return process_stat(pid, fields, 22) == 22 ? fields[19] : 0;
}

double
process_age(pid_t pid)
{
	struct buffer uptime = { 0 };
	uint64_t start = process_start(pid);
	long ticks = sysconf(_SC_CLK_TCK);
	double age = 0;

	if (start != 0 && ticks > 0 && file_read("/proc/uptime", &uptime))
		age = strtod(uptime.at, NULL) - (double)start / (double)ticks;
	buffer_release(&uptime);
	return age > 0 ? age : 0;
}

bool
process_is_alive(pid_t pid, uint64_t start)
{
	struct buffer status = { 0 };
	const char *line = NULL;
	bool alive = false;

	if (process_read(pid, "status", &status))
		line = strstr(status.at, "\nState:\t");
	if (line != NULL)
		alive = strchr("ZX", line[strlen("\nState:\t")]) == NULL;
	buffer_release(&status);
	return alive && process_start(pid) == start;
}

uint64_t
process_resident(pid_t pid)
{
	struct buffer status = { 0 };
	const char *line = NULL;
	uint64_t resident = 0;

	if (process_read(pid, "status", &status))
		line = strstr(status.at, "\nVmRSS:");
	if (line != NULL)
		resident = strtoull(line + strlen("\nVmRSS:"), NULL, 10) * 1024;
	buffer_release(&status);
	return resident;
}
