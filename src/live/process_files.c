#include "config.h"

#include "live/process_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20 };

bool
file_read(const char *path, struct buffer *bytes)
{
	char block[4096];
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t before = bytes->length;
	ssize_t got = -1;

	if (file < 0)
		return false;
	while (bytes->length - before < FILE_MAX && (got = read(file, block, sizeof(block))) > 0)
		buffer_add(bytes, block, (size_t)got);
	close(file);
	buffer_add_char(bytes, '\0');
	bytes->length--;
	return got >= 0 || bytes->length > before;
}

bool
process_read(pid_t pid, const char *name, struct buffer *bytes)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, name);
	return file_read(path, bytes);
}

bool
file_read_number(const char *path, uint64_t *number)
{
	struct buffer bytes = { 0 };
	char *end = NULL;
	bool found = false;

	if (file_read(path, &bytes) && bytes.at[0] >= '0' && bytes.at[0] <= '9') {
		*number = strtoull(bytes.at, &end, 10);
		found = true;
	}
	buffer_release(&bytes);
	return found;
}

size_t
process_stat(pid_t pid, uint64_t *fields, size_t room)
{
	struct buffer bytes = { 0 };
	const char *at = NULL;
	size_t count = 0;

	/* the second field, a name in parentheses, may hold anything */
	if (process_read(pid, "stat", &bytes))
		at = strrchr(bytes.at, ')');
	if (at != NULL && strlen(at) > 4)
		for (at += 2; count < room && *at != '\0';) {
			char *end;

			fields[count++] = strtoull(at, &end, 10);
			/* the state is a letter */
			at = end == at ? at + 1 : end;
			while (*at == ' ')
				at++;
		}
	buffer_release(&bytes);
	return count;
}
