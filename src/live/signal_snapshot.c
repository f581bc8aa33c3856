#include "config.h"

#include "live/signal_snapshot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/stopwatch.h"
#include "live/process.h"

enum { NAMES_MAX = 1 << 16, BLOCK = 1 << 17 };

/* The snapshots that are there already. */
struct names {
	char **at;
	size_t count;
};

static bool
is_snapshot_name(const char *name)
{
	size_t length = strlen(name);
	static const char end[] = ".heapsnapshot";

	return length > sizeof(end) - 1 && strcmp(name + length - (sizeof(end) - 1), end) == 0;
}

static bool
names_have(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->at[i], name) == 0)
			return true;
	return false;
}

static void
names_release(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->at[i]);
	free(names->at);
}

static bool
names_read(struct names *names, const char *folder, struct error *error)
{
	DIR *directory = opendir(folder);
	const struct dirent *entry;

	memset(names, 0, sizeof(*names));
	if (directory == NULL)
		return error_set(error, ERROR_FILE, "%s: %s", folder, strerror(errno));
	while ((entry = readdir(directory)) != NULL && names->count < NAMES_MAX)
		if (is_snapshot_name(entry->d_name)) {
			names->at = xreallocarray(names->at, names->count + 1, sizeof(*names->at));
			names->at[names->count++] = xstrdup(entry->d_name);
		}
	closedir(directory);
	return true;
}

/* A snapshot that was not there before, appended to `path` behind the folder. */
static bool
names_find_new(const struct names *names, const char *folder, struct buffer *path)
{
	DIR *directory = opendir(folder);
	const struct dirent *entry;
	bool found = false;

	while (directory != NULL && !found && (entry = readdir(directory)) != NULL) {
		found = is_snapshot_name(entry->d_name) && !names_have(names, entry->d_name);
		if (found) {
			buffer_printf(path, "%s/%s", folder, entry->d_name);
			buffer_add_char(path, '\0');
			path->length--;
		}
	}
	if (directory != NULL)
		closedir(directory);
	return found;
}

/* A regular file that ends as a snapshot does. */
static bool
file_looks_whole(const char *path, off_t *size)
{
	struct stat status;
	char end[64] = "";
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t got = 0;

	*size = 0;
	if (file < 0)
		return false;
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
		*size = status.st_size;
		got = pread(file, end, sizeof(end),
			    status.st_size > (off_t)sizeof(end)
				    ? status.st_size - (off_t)sizeof(end)
				    : 0);
	}
	close(file);
	while (got > 0 && strchr(" \t\r\n", end[got - 1]) != NULL)
		got--;
	return got > 0 && end[got - 1] == '}';
}

static bool
wait_a_little(struct patience patience, struct error *error)
{
	const struct timespec tenth = { 0, 100 * 1000 * 1000 };

	nanosleep(&tenth, NULL);
	return !progress_is_cancelled(patience.progress)
	       || error_set(error, ERROR_CANCELLED, "cancelled");
}

/* Until it has stayed as it is for half a second, ends well and nobody has it open.  The
 * patience begins anew whenever it has grown. */
static bool
wait_until_still(pid_t pid, const char *path, struct patience patience, struct error *error)
{
	double changed = stopwatch_now();
	off_t before = -1, size;

	for (;;) {
		bool whole = file_looks_whole(path, &size);

		if (size != before) {
			before = size;
			changed = stopwatch_now();
		} else if (whole && stopwatch_now() - changed > 0.5
			   && !process_has_open(pid, path)) {
			return true;
		}
		if (stopwatch_now() - changed > patience.seconds)
			return error_set(error, ERROR_FILE, "%s: not whole, and grows no more: the "
					 "process died or its disk is full", path);
		if (!wait_a_little(patience, error))
			return false;
	}
}

static bool
signal_and_find(pid_t pid, int number, const char *folder, struct buffer *path,
		struct patience patience, struct error *error)
{
	struct names names;
	double end = stopwatch_now() + patience.seconds;
	bool found = false;

	if (!names_read(&names, folder, error))
		return false;
	if (kill(pid, number) != 0) {
		error_set(error, ERROR_FILE, "process %ld: %s", (long)pid, strerror(errno));
		end = 0;
	}
	while (!found && stopwatch_now() < end) {
		found = names_find_new(&names, folder, path);
		if (!found && !wait_a_little(patience, error))
			end = 0;
	}
	names_release(&names);
	return found
	       || error_set(error, ERROR_FILE, "process %ld wrote no snapshot within %g s",
			    (long)pid, patience.seconds);
}

bool
signal_snapshot_take(pid_t pid, struct buffer *path, struct patience patience,
		     struct error *error)
{
	struct buffer folder = { 0 };
	int number = process_snapshot_signal(pid);
	bool done;

	if (kill(pid, 0) != 0)
		return error_set(error, ERROR_FILE, "process %ld: %s", (long)pid, strerror(errno));
	if (number == 0 || !process_handles(pid, number))
		return error_set(error, ERROR_FILE, "process %ld was not started with "
				 "--heapsnapshot-signal=SIGNAL", (long)pid);
	done = process_snapshot_directory(pid, &folder, error);
	if (done) {
		buffer_add_char(&folder, '\0');
		done = signal_and_find(pid, number, folder.at, path, patience, error)
		       && wait_until_still(pid, path->at, patience, error);
	}
	buffer_release(&folder);
	return done;
}

static bool
signal_snapshot_copy(int from, struct output *output, struct progress *progress,
		     struct error *error)
{
	char *block = xmalloc(BLOCK);
	ssize_t got;
	bool done = true;

	progress_begin(progress, "Taking the snapshot over", 0);
	while (done && (got = read(from, block, BLOCK)) != 0) {
		if (got < 0)
			done = errno == EINTR
			       || error_set(error, ERROR_FILE, "cannot read it: %s",
					    strerror(errno));
		else
			done = output_write(output, block, (size_t)got, error)
			       && progress_advance(progress, output->taken, error);
	}
	free(block);
	return done && output_finish(output, error);
}

bool
signal_snapshot_move(const char *from, struct output *to, struct progress *progress,
		     struct error *error)
{
	int file = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool done;

	if (file < 0)
		return error_set(error, ERROR_FILE, "%s: %s", from, strerror(errno));
	done = signal_snapshot_copy(file, to, progress, error);
	close(file);
	if (done && unlink(from) != 0)
		done = error_set(error, ERROR_FILE, "%s: cannot remove: %s", from, strerror(errno));
	return done;
}
