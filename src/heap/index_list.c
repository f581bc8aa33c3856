#include "config.h"

#include "heap/index_list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directories.h"
#include "base/memory.h"
#include "base/text_map.h"

#define INDEX_SUFFIX ".index"

bool
index_path(const char *snapshot, struct buffer *path)
{
	char *absolute = realpath(snapshot, NULL);
	char name[32];

	if (absolute == NULL)
		return false;
	snprintf(name, sizeof name, "%016" PRIx64 INDEX_SUFFIX, text_hash(text_of(absolute)));
	free(absolute);
	return directory_find(DIRECTORY_CACHE, name, path);
}

/* The snapshot's path out of an index, empty if the file is none. */
static char *
index_read_snapshot(const char *file)
{
	int descriptor = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct index_start start;
	bool is_index = descriptor >= 0
			&& read(descriptor, &start, sizeof start) == (ssize_t)sizeof start
			&& memcmp(start.magic, INDEX_MAGIC, INDEX_MAGIC_LENGTH) == 0
			&& memchr(start.snapshot, '\0', INDEX_PATH_MAX) != NULL;

	if (descriptor >= 0)
		close(descriptor);
	return xstrdup(is_index ? start.snapshot : "");
}

static int
compare_entries(const void *a, const void *b)
{
	const struct index_entry *x = a, *y = b;

	if (x->used != y->used)
		return x->used < y->used ? 1 : -1;
	return strcmp(x->file, y->file);
}

static bool
is_index_name(const char *name)
{
	size_t length = strlen(name);

	return length > strlen(INDEX_SUFFIX)
	       && strstr(name, INDEX_SUFFIX) != NULL; /* .XXXXXX behind it: one cut short */
}

struct index_entry *
index_list(size_t *count)
{
	struct buffer path = { 0 };
	struct index_entry *entries = NULL;
	struct dirent *found;
	DIR *directory;

	*count = 0;
	if (!directory_find(DIRECTORY_CACHE, "", &path) || (directory = opendir(path.at)) == NULL) {
		buffer_release(&path);
		return NULL;
	}
	path.length--; /* the NUL */
	while ((found = readdir(directory)) != NULL) {
		struct buffer file = { 0 };
		struct stat status;

		if (!is_index_name(found->d_name))
			continue;
		buffer_printf(&file, "%.*s%s", (int)path.length, path.at, found->d_name);
		buffer_add_char(&file, '\0');
		if (lstat(file.at, &status) == 0 && S_ISREG(status.st_mode)) {
			entries = xreallocarray(entries, *count + 1, sizeof *entries);
			entries[(*count)++] = (struct index_entry){
				.file = xstrdup(file.at),
				.snapshot = index_read_snapshot(file.at),
				.size = (uint64_t)status.st_size,
				.used = status.st_mtime,
			};
		}
		buffer_release(&file);
	}
	closedir(directory);
	buffer_release(&path);
	if (entries != NULL)
		qsort(entries, *count, sizeof *entries, compare_entries);
	return entries;
}

void
index_list_free(struct index_entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(entries[i].file);
		free(entries[i].snapshot);
	}
	free(entries);
}

bool
index_evict(uint64_t limit, size_t *removed, struct error *error)
{
	size_t count;
	struct index_entry *entries = index_list(&count);
	uint64_t total = 0;
	bool done = true;

	*removed = 0;
	for (size_t i = 0; i < count; i++) {
		if (limit > 0 && entries[i].size <= limit && total <= limit - entries[i].size) {
			total += entries[i].size;
			continue;
		}
		if (unlink(entries[i].file) == 0)
			++*removed;
		else if (errno != ENOENT)
			done = error_set(error, ERROR_FILE, "cannot remove %s: %s", entries[i].file,
					 strerror(errno));
	}
	index_list_free(entries, count);
	return done;
}
