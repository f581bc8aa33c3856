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

enum { TEMPORARIES_MAX = 64 }; /* names tried for one */

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

/* The folder a path is in. */
static char *
directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *directory = slash == NULL ? xstrdup(".") : xstrdup(path);

	if (slash != NULL)
		directory[slash == path ? 1 : slash - path] = '\0';
	return directory;
}

/* A file in the path's folder that nobody can find; -1 if the system or the file system has no
 * such thing, or no way to give it a name later. */
static int
open_nameless(const char *path)
{
	int descriptor = -1;
#ifdef O_TMPFILE
	char *directory = directory_of(path);

	if (access("/proc/self/fd", X_OK) == 0)
		descriptor = open(directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	free(directory);
#else
	(void)path;
#endif
	return descriptor;
}

/* A name beside the file's. */
static char *
temporary_name(const char *path, const char *ending)
{
	size_t size = strlen(path) + 1 + strlen(ending) + 1;
	char *name = xmalloc(size);

	snprintf(name, size, "%s.%s", path, ending);
	return name;
}

/* mkstemp: O_EXCL, 0600 */
static void
open_named(struct atomic_file *file)
{
	file->temporary = temporary_name(file->path, "XXXXXX");
	file->descriptor = mkstemp(file->temporary);
	if (file->descriptor >= 0) {
		fcntl(file->descriptor, F_SETFD, FD_CLOEXEC);
		return;
	}
	free(file->temporary);
	file->temporary = NULL;
}

bool
atomic_file_open(struct atomic_file *file, const char *path, struct error *error)
{
	*file = (struct atomic_file){
		.descriptor = -1,
		.is_special = is_special(path),
		.path = resolve(path),
	};
	if (fails_now())
		errno = ENOSPC;
	else if (file->is_special)
		file->descriptor = open(path, O_WRONLY | O_CLOEXEC);
	else if ((file->descriptor = open_nameless(file->path)) < 0)
		open_named(file);
	if (file->descriptor >= 0)
		return true;
	atomic_file_fail(file, "write", error);
	atomic_file_abandon(file);
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
	char *directory = directory_of(path);
	int descriptor;

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

/* Gives a nameless file a name, one that is free. */
static bool
atomic_file_name(struct atomic_file *file)
{
	char from[32], ending[8];

	if (file->temporary != NULL)
		return true;
	snprintf(from, sizeof from, "/proc/self/fd/%d", file->descriptor);
	for (unsigned i = 0; i < TEMPORARIES_MAX; i++) {
		unsigned number = (unsigned)getpid() * TEMPORARIES_MAX + i;
		char *name;

		snprintf(ending, sizeof ending, "%06x", number & 0xffffff);
		name = temporary_name(file->path, ending);
		if (!fails_now()
		    && linkat(AT_FDCWD, from, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0) {
			file->temporary = name;
			return true;
		}
		free(name);
		if (errno != EEXIST)
			return false;
	}
	return false;
}

bool
atomic_file_commit(struct atomic_file *file, struct error *error)
{
	bool done = file->is_special
		    || (!fails_now() && fsync(file->descriptor) == 0 && atomic_file_name(file));
	int saved = errno;
	bool closed = close(file->descriptor) == 0 && !fails_now();

	file->descriptor = -1;
	if (!done)
		errno = saved;
	done = done && closed
	       && (file->is_special
		   || (!fails_now() && rename(file->temporary, file->path) == 0));
	if (!done) {
		atomic_file_fail(file, "write", error);
		atomic_file_abandon(file);
		return false;
	}
	if (!file->is_special)
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
