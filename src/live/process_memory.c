/*
 * How much memory a process may still take: its control groups (version 2 and 1) and the
 * system.
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live/process.h"
#include "live/process_files.h"

/* The group files of one directory; false if it sets no limit. */
static bool
group_room(const char *directory, uint64_t *limit, uint64_t *room)
{
	static const struct {
		const char *limit, *used, *cache;
	} versions[] = {
		{ "memory.max", "memory.current", "\ninactive_file " },
		{ "memory.limit_in_bytes", "memory.usage_in_bytes", "\ntotal_inactive_file " },
	};

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		char path[4200];
		struct buffer statistics = { 0 };
		const char *line = NULL;
		uint64_t used, cache = 0;

		snprintf(path, sizeof(path), "%s/%s", directory, versions[i].limit);
		/* version 1 says "no limit" with a number near 2^63 */
		if (!file_read_number(path, limit) || *limit >= UINT64_C(1) << 60)
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, versions[i].used);
		if (!file_read_number(path, &used))
			continue;
		/* files kept in memory, which the system drops first, are counted as used */
		snprintf(path, sizeof(path), "%s/memory.stat", directory);
		if (file_read(path, &statistics))
			line = strstr(statistics.at, versions[i].cache);
		if (line != NULL)
			cache = strtoull(line + strlen(versions[i].cache), NULL, 10);
		buffer_release(&statistics);
		used = used > cache ? used - cache : 0;
		*room = *limit > used ? *limit - used : 0;
		return true;
	}
	return false;
}

/* From a group up to the root, the narrowest. */
static void
group_narrow(const char *mount, const char *group, uint64_t *limit, uint64_t *room)
{
	char path[4096];
	size_t base = strlen(mount);

	if (snprintf(path, sizeof(path), "%s%s", mount, group) >= (int)sizeof(path)
	    || strstr(group, "/..") != NULL)
		return;
	for (;;) {
		uint64_t here, left;
		char *slash;

		if (group_room(path, &here, &left) && left < *room) {
			*limit = here;
			*room = left;
		}
		slash = strrchr(path, '/');
		if (slash == NULL || (size_t)(slash - path) < base || slash == path)
			return;
		*slash = '\0';
	}
}

void
process_memory_room(pid_t pid, uint64_t *limit, uint64_t *room)
{
	struct buffer groups = { 0 };

	*limit = *room = UINT64_MAX;
	if (process_read(pid, "cgroup", &groups))
		for (char *line = groups.at, *next; line != NULL && *line != '\0'; line = next) {
			char *path, *names = strchr(line, ':');

			next = strchr(line, '\n');
			if (next != NULL)
				*next++ = '\0';
			path = names == NULL ? NULL : strchr(names + 1, ':');
			if (path == NULL)
				continue;
			if (path == names + 1)
				group_narrow("/sys/fs/cgroup", path + 1, limit, room);
			else if (strncmp(names + 1, "memory:", 7) == 0)
				group_narrow("/sys/fs/cgroup/memory", path + 1, limit, room);
		}
	buffer_release(&groups);
	/* a container sees its own group as the root, whatever it is called outside */
	group_narrow("/sys/fs/cgroup", "", limit, room);
}

uint64_t
system_memory_free(void)
{
	struct buffer information = { 0 };
	const char *line = NULL;
	uint64_t available = UINT64_MAX;

	if (file_read("/proc/meminfo", &information))
		line = strstr(information.at, "\nMemAvailable:");
	if (line != NULL)
		available = strtoull(line + strlen("\nMemAvailable:"), NULL, 10) * 1024;
	buffer_release(&information);
	return available;
}
