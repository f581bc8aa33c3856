/*
 * What to say when memory is gone: how much was asked for, how much there is.
 *
 * Nothing here allocates or locks, since the program may be about to end.
 */

#include "config.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/memory_internal.h"
#include "base/units.h"

enum { FILE_BEGINNING = 256 };

/* What a small file begins with; empty if it cannot be read. */
static void
read_beginning(const char *path, char out[FILE_BEGINNING])
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = file < 0 ? 0 : read(file, out, FILE_BEGINNING - 1);

	if (file >= 0)
		close(file);
	out[length > 0 ? length : 0] = '\0';
}

/* Pages of all mappings together, which is what a limit is about; 0 where that is not told. */
static uint64_t
bytes_mapped(void)
{
	char statm[FILE_BEGINNING];
	long page = sysconf(_SC_PAGESIZE);

	read_beginning("/proc/self/statm", statm);
	return strtoull(statm, NULL, 10) * (uint64_t)(page > 0 ? page : 0);
}

static bool
bytes_allowed(uint64_t *bytes)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
		return false;
	*bytes = limit.rlim_cur;
	return true;
}

uint64_t
system_memory_free(void)
{
	char meminfo[FILE_BEGINNING];
	const char *line;

	read_beginning("/proc/meminfo", meminfo);
	line = strstr(meminfo, "MemAvailable:");
	return line == NULL ? UINT64_MAX
			    : strtoull(line + strlen("MemAvailable:"), NULL, 10) * 1024;
}

/* Adds a piece and an amount to what is there. */
static void
say(char out[MEMORY_SHORTAGE_LENGTH], const char *words, uint64_t bytes, const char *behind)
{
	size_t length = strlen(out), room = MEMORY_SHORTAGE_LENGTH - length;
	char amount[UNITS_LENGTH];

	units_bytes(amount, bytes, UNITS_DECIMAL);
	if (strlen(words) + strlen(amount) + strlen(behind) < room) {
		strcpy(out + length, words);
		strcat(out + length, amount);
		strcat(out + length, behind);
	}
}

const char *
memory_shortage(char out[MEMORY_SHORTAGE_LENGTH], uint64_t needed)
{
	uint64_t mapped = bytes_mapped(), allowed, available = system_memory_free();

	out[0] = '\0';
	say(out, "out of memory: ", needed, " more needed");
	if (mapped > 0)
		say(out, ", ", mapped, " in use");
	if (bytes_allowed(&allowed))
		say(out, mapped > 0 ? " of " : ", ", allowed, " allowed");
	else if (available != UINT64_MAX)
		say(out, ", ", available, " available");
	return out;
}

bool
memory_error(uint64_t needed, struct error *error)
{
	char shortage[MEMORY_SHORTAGE_LENGTH];

	return error_set(error, ERROR_MEMORY, "%s", memory_shortage(shortage, needed));
}
