#include "config.h"

#include "live/cost.h"

#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/memory.h"
#include "base/units.h"

/*
 * Measured on Node 18 to 26 with heaps of small objects, of entries of Maps, of closures, of
 * strings and of buffers.  What has no core to itself takes as much longer.
 *
 * The memory is V8's graph of the heap, whether the process writes it out itself or sends it:
 * with small objects a node and its references take several times the object.
 */
static const double compressed_factor = 0.5;
/* What V8 itself has in every heap, seldom counted as used. */
static const double own_heap = 2e6;

struct cost
cost_estimate(const struct cost_facts *facts)
{
	double heap = (double)facts->heap, core = facts->core > 0.05 ? facts->core : 0.05;

	return (struct cost){
		.pause_least = heap * COST_PAUSE_LEAST * 1e-9,
		.pause_most = heap * COST_PAUSE_MOST * 1e-9 / core,
		.memory = units_size(heap * COST_MEMORY),
		.file = units_size((heap + own_heap)
				    * (facts->is_compressed ? compressed_factor : COST_FILE)),
	};
}

double
cost_silence(const struct cost *cost)
{
	return 120 + 5 * cost->pause_most;
}

static uint64_t
cost_memory_left(const struct cost_facts *facts)
{
	return facts->room < facts->free ? facts->room : facts->free;
}

void
cost_describe(const struct cost *cost, const struct cost_facts *facts, struct buffer *out)
{
	char size[UNITS_LENGTH];
	uint64_t left = cost_memory_left(facts);

	buffer_printf(out, "heap in use %s: ", units_bytes(size, facts->heap, UNITS_DECIMAL));
	if (cost->pause_most < 1)
		buffer_printf(out, "the target will stand still for less than a second");
	else
		buffer_printf(out, "the target will stand still for %.*f to %.0f s",
			      cost->pause_least < 3 ? 1 : 0, cost->pause_least, cost->pause_most);
	if (facts->core < 0.95)
		buffer_printf(out, " (it has %.1g of a core)", facts->core);
	buffer_printf(out, ", need up to %s more memory",
		      units_bytes(size, cost->memory, UNITS_DECIMAL));
	if (left != UINT64_MAX)
		buffer_printf(out, " (%s left%s)", units_bytes(size, left, UNITS_DECIMAL),
			      facts->room < facts->free ? " to its control group" : "");
	buffer_printf(out, "; the file up to %s", units_bytes(size, cost->file, UNITS_DECIMAL));
	if (facts->disk != UINT64_MAX)
		buffer_printf(out, " (%s free)", units_bytes(size, facts->disk, UNITS_DECIMAL));
}

bool
cost_allows(const struct cost *cost, const struct cost_facts *facts, struct error *error)
{
	char need[UNITS_LENGTH], left[UNITS_LENGTH];

	units_bytes(need, cost->memory, UNITS_DECIMAL);
	if (cost->memory > cost_memory_left(facts)) {
		units_bytes(left, cost_memory_left(facts), UNITS_DECIMAL);
		return error_set(error, ERROR_LIMIT, "would likely kill the target: it needs up to "
				 "%s more memory, and %s has %s; --force does it all the same",
				 need,
				 facts->room < facts->free ? "its control group" : "the machine",
				 left);
	}
	if (cost->file > facts->disk) {
		units_bytes(need, cost->file, UNITS_DECIMAL);
		units_bytes(left, facts->disk, UNITS_DECIMAL);
		return error_set(error, ERROR_LIMIT, "the file will need up to %s, and the disk "
				 "has %s; --force tries all the same", need, left);
	}
	return true;
}

uint64_t
disk_free_for(const char *path)
{
	struct statvfs disk;
	const char *slash = strrchr(path, '/');
	char *folder = xstrdup(slash == NULL ? "." : slash == path ? "/" : path);
	uint64_t left = UINT64_MAX;

	if (slash != NULL && slash != path)
		folder[slash - path] = '\0';
	if (statvfs(folder, &disk) == 0)
		left = (uint64_t)disk.f_bavail * disk.f_frsize;
	free(folder);
	return left;
}
