/*
 * How much memory a process may still take, and of a core: its control groups (version 2 and
 * 1) and the system.
 */

#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live/process.h"
#include "live/process_files.h"

/* By the group's files in one directory; UINT64_MAX if it sets no limit. */
static uint64_t
group_room(const char *directory)
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
		uint64_t limit, used, cache = 0;

		snprintf(path, sizeof(path), "%s/%s", directory, versions[i].limit);
		/* version 1 says "no limit" with a number near 2^63 */
		if (!file_read_number(path, &limit) || limit >= UINT64_C(1) << 60)
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
		return limit > used ? limit - used : 0;
	}
	return UINT64_MAX;
}

/* What the narrowest of some groups leave. */
struct group_limits {
	uint64_t room; /* bytes */
	double core;
};

static void
group_narrow_memory(const char *directory, struct group_limits *limits)
{
	uint64_t room = group_room(directory);

	if (room < limits->room)
		limits->room = room;
}

/* "50000 100000" in one file, or in two: that much time in so much of it. */
static void
group_narrow_core(const char *directory, struct group_limits *limits)
{
	char path[4200];
	struct buffer both = { 0 };
	uint64_t quota = 0, period = 0;
	double core;

	snprintf(path, sizeof(path), "%s/cpu.max", directory);
	if (file_read(path, &both) && sscanf(both.at, "%" SCNu64 " %" SCNu64, &quota, &period) != 2)
		quota = 0;
	buffer_release(&both);
	snprintf(path, sizeof(path), "%s/cpu.cfs_quota_us", directory);
	if (quota == 0 && !file_read_number(path, &quota))
		return;
	snprintf(path, sizeof(path), "%s/cpu.cfs_period_us", directory);
	if (period == 0 && !file_read_number(path, &period))
		return;
	core = (double)quota / (double)(period == 0 ? 1 : period);
	if (quota > 0 && core < limits->core)
		limits->core = core;
}

typedef void group_visit(const char *directory, struct group_limits *limits);

/* From a group up to the root. */
static void
group_narrow(const char *mount, const char *group, group_visit *visit,
	     struct group_limits *limits)
{
	char path[4096];
	size_t base = strlen(mount);

	if (snprintf(path, sizeof(path), "%s%s", mount, group) >= (int)sizeof(path)
	    || strstr(group, "/..") != NULL)
		return;
	for (;;) {
		char *slash;

		visit(path, limits);
		slash = strrchr(path, '/');
		if (slash == NULL || (size_t)(slash - path) < base || slash == path)
			return;
		*slash = '\0';
	}
}

/* Whether a name is among those of a line, "cpu,cpuacct:". */
static bool
names_have(const char *names, const char *name)
{
	size_t length = strlen(name);

	for (; *names != ':' && *names != '\0'; names += *names == ',') {
		size_t here = strcspn(names, ",:");

		if (here == length && strncmp(names, name, length) == 0)
			return true;
		names += here;
	}
	return false;
}

static struct group_limits
process_groups(pid_t pid, const char *controller, group_visit *visit)
{
	struct group_limits limits = { UINT64_MAX, 1 };
	struct buffer groups = { 0 };
	char mount[64];

	snprintf(mount, sizeof(mount), "/sys/fs/cgroup/%s", controller);
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
				group_narrow("/sys/fs/cgroup", path + 1, visit, &limits);
			else if (names_have(names + 1, controller))
				group_narrow(mount, path + 1, visit, &limits);
		}
	buffer_release(&groups);
	/* a container sees its own group as the root, whatever it is called outside */
	group_narrow("/sys/fs/cgroup", "", visit, &limits);
	return limits;
}

uint64_t
process_memory_room(pid_t pid)
{
	return process_groups(pid, "memory", group_narrow_memory).room;
}

double
process_core(pid_t pid)
{
	double core = process_groups(pid, "cpu", group_narrow_core).core;
	double cores = (double)sysconf(_SC_NPROCESSORS_ONLN), load, share;

	/* it stands in line with what ran in the last minute */
	if (getloadavg(&load, 1) != 1 || cores < 1)
		return core;
	share = cores / (load + 1);
	return share < core ? share : core;
}
