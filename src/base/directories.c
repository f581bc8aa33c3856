#include "config.h"

#include "base/directories.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

enum { FILE_SIZE_MAX = 16 << 20 };

static const struct {
	const char *variable, *fallback; /* below the home directory */
} directories[] = {
	[DIRECTORY_CONFIG] = { "XDG_CONFIG_HOME", ".config" },
	[DIRECTORY_STATE] = { "XDG_STATE_HOME", ".local/state" },
	[DIRECTORY_CACHE] = { "XDG_CACHE_HOME", ".cache" },
};

bool
directory_find(enum directory directory, const char *name, struct buffer *path)
{
	const char *base = getenv(directories[directory].variable);
	const char *home = getenv("HOME");

	/* The standard has relative paths ignored. */
	if (base != NULL && *base == '/')
		buffer_printf(path, "%s/heaptui/%s", base, name);
	else if (home != NULL && *home == '/')
		buffer_printf(path, "%s/%s/heaptui/%s", home, directories[directory].fallback,
			      name);
	else
		return false;
	buffer_add_char(path, '\0');
	return true;
}

bool
directory_make_parents(const char *path)
{
	char *copy = xstrdup(path);
	bool made = true;

	for (char *slash = strchr(copy + 1, '/'); slash != NULL && made;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		made = mkdir(copy, 0700) == 0 || errno == EEXIST;
		*slash = '/';
	}
	free(copy);
	return made;
}

bool
directory_is_own(const char *path)
{
	char *folder = xstrdup(path);
	struct stat status;
	bool is_own;

	*strrchr(folder, '/') = '\0';
	is_own = lstat(folder, &status) == 0 && S_ISDIR(status.st_mode)
		 && status.st_uid == geteuid() && (status.st_mode & 022) == 0;
	free(folder);
	return is_own;
}

FILE *
directory_file_open(const char *path)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	FILE *file = NULL;

	if (descriptor < 0)
		return NULL;
	if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)
	    && status.st_size <= FILE_SIZE_MAX)
		file = fdopen(descriptor, "r");
	if (file == NULL)
		close(descriptor);
	return file;
}
