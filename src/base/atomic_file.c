#include "config.h"

#include "base/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static atomic_size_t failing_in;

void
atomic_file_fail_at(size_t nth)
{
	atomic_store(&failing_in, nth);
}

/* Whether the call about to be made is the one a test wants to fail; then as a full disk does. */
static bool
fails_now(void)
{
	size_t left = atomic_load_explicit(&failing_in, memory_order_relaxed);

	while (left > 0)
		if (atomic_compare_exchange_weak(&failing_in, &left, left - 1)) {
			errno = ENOSPC;
			return left == 1;
		}
	return false;
}

static bool
atomic_file_fail(const struct atomic_file *file, const char *what, struct error *error)
{
	return error_set(error, ERROR_FILE, "cannot %s %s: %s", what, file->path, strerror(errno));
}

/* The file a path leads to, through links; the path itself if there is none yet. */
static char *
resolve(const char *path)
{
	char *real = realpath(path, NULL);

	return real != NULL ? real : xstrdup(path);
}

/* A device or a pipe cannot be replaced, and must not be. */
static bool
is_special(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

bool
atomic_file_open(struct atomic_file *file, const char *path, struct error *error)
{
	size_t size;

	file->path = resolve(path);
	file->temporary = NULL;
	if (is_special(path)) {
		file->descriptor = fails_now() ? -1 : open(path, O_WRONLY | O_CLOEXEC);
		if (file->descriptor >= 0)
			return true;
		atomic_file_fail(file, "write", error);
		atomic_file_abandon(file);
		return false;
	}
	size = strlen(file->path) + sizeof ".XXXXXX";
	file->temporary = xmalloc(size);
	snprintf(file->temporary, size, "%s.XXXXXX", file->path);
	/* mkstemp: O_EXCL, 0600 */
	file->descriptor = fails_now() ? -1 : mkstemp(file->temporary);
	if (file->descriptor >= 0) {
		fcntl(file->descriptor, F_SETFD, FD_CLOEXEC);
		return true;
	}
	atomic_file_fail(file, "write", error);
	free(file->path);
	free(file->temporary);
	*file = (struct atomic_file){ .descriptor = -1 };
	return false;
}

bool
atomic_file_write(struct atomic_file *file, const void *bytes, size_t length,
		  struct error *error)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t written = fails_now() ? -1 : write(file->descriptor, at, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return atomic_file_fail(file, "write", error);
		at += written;
		length -= (size_t)written;
	}
	return true;
}

/* The name is on disk when the directory is.  Some file systems cannot do that: then the
 * rename is as good as it gets. */
static void
sync_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *directory = slash == NULL ? xstrdup(".") : xstrdup(path);
	int descriptor;

	if (slash != NULL)
		directory[slash == path ? 1 : slash - path] = '\0';
	descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (descriptor >= 0) {
		fsync(descriptor);
		close(descriptor);
	}
	free(directory);
}

static void
atomic_file_release(struct atomic_file *file)
{
	free(file->path);
	free(file->temporary);
	*file = (struct atomic_file){ .descriptor = -1 };
}

bool
atomic_file_commit(struct atomic_file *file, struct error *error)
{
	bool is_special = file->temporary == NULL;
	bool done = is_special || (!fails_now() && fsync(file->descriptor) == 0);
	int saved = errno;
	bool closed = close(file->descriptor) == 0 && !fails_now();

	file->descriptor = -1;
	if (!done)
		errno = saved;
	done = done && closed
	       && (is_special || (!fails_now() && rename(file->temporary, file->path) == 0));
	if (!done) {
		atomic_file_fail(file, "write", error);
		atomic_file_abandon(file);
		return false;
	}
	if (!is_special)
		sync_directory(file->path);
	atomic_file_release(file);
	return true;
}

void
atomic_file_abandon(struct atomic_file *file)
{
	if (file->descriptor >= 0)
		close(file->descriptor);
	if (file->temporary != NULL)
		unlink(file->temporary);
	atomic_file_release(file);
}
