#include "config.h"

#include "view/only_join.h"

#include <inttypes.h>

#include "base/units.h"
#include "heap/allocations.h"
#include "heap/timeline.h"

enum { STACKS_LOOKED_UP = 32 /* for a title, which is drawn with every key */ };

static const struct text IDS = { "ids=", 4 }, ALLOCATION = { "allocation=", 11 };

struct ids {
	int64_t first, last;
};

/* "ids=12..34" */
static bool
ids_read(struct text words, struct ids *ids)
{
	struct text rest = text_from(words, IDS.length);
	size_t dots = text_find(rest, TEXT(".."), 0, false);

	return dots != SIZE_MAX
	       && text_parse_integer((struct text){ rest.at, dots }, &ids->first)
	       && text_parse_integer(text_from(rest, dots + 2), &ids->last);
}

static struct text
ids_join(struct text a, struct text b, struct arena *scratch)
{
	struct ids x, y;

	if (!ids_read(a, &x) || !ids_read(b, &y) || x.first > y.last || y.first > x.last)
		return TEXT("");
	return arena_printf(scratch, "ids=%" PRId64 "..%" PRId64,
			    x.first < y.first ? x.first : y.first,
			    x.last > y.last ? x.last : y.last);
}

struct text
only_join(struct text a, struct text b, struct arena *scratch)
{
	if (text_equal(a, b))
		return a;
	if (text_starts_with(a, IDS) && text_starts_with(b, IDS))
		return ids_join(a, b, scratch);
	if (text_starts_with(a, ALLOCATION) && text_starts_with(b, ALLOCATION))
		return ARENA_JOIN(scratch, a, TEXT(","), text_from(b, ALLOCATION.length));
	return TEXT("");
}

/* When the sample was taken whose last id this is, since the recording began; false if none was.
 * Samples without objects of their own share an id: `is_end` asks for the first of them. */
static bool
sample_time(const struct samples *samples, int64_t id, bool is_end, double *seconds)
{
	size_t found = SIZE_MAX;

	*seconds = 0;
	for (size_t i = 0; i < samples->count && !(is_end && found != SIZE_MAX); i++)
		if (samples->last_id[i] == id)
			found = i;
	if (found == SIZE_MAX)
		return !is_end && id == 0;
	*seconds = (double)sample_time_us(samples, found) / 1e6;
	return true;
}

/* The function a stack ends in, or past their end. */
static uint32_t
stack_function(const struct snapshot *snapshot, struct text id)
{
	int64_t number;

	for (size_t i = 0; text_parse_integer(id, &number) && i < snapshot->trace_node_count; i++)
		if (snapshot->trace_nodes[i].id == number)
			return snapshot->trace_nodes[i].function;
	return UINT32_MAX;
}

/* "what push allocated at 3 stacks" */
static struct text
stacks_title(const struct subject *on, struct arena *scratch)
{
	const struct snapshot *snapshot = &on->heap->snapshot;
	struct text rest = text_from(on->only, ALLOCATION.length), name = TEXT("was");
	uint32_t function = UINT32_MAX;
	size_t count = 0;
	bool is_one = true;
	char stacks[UNITS_LENGTH];

	while (rest.length > 0) {
		struct text id = text_take(&rest, ',');
		uint32_t other = count < STACKS_LOOKED_UP && is_one ? stack_function(snapshot, id)
								    : UINT32_MAX;

		is_one = other < snapshot->trace_function_count
			 && (count == 0 || other == function);
		function = other;
		count++;
	}
	if (is_one && count > 0)
		name = allocation_function_name(snapshot, function, scratch);
	return arena_printf(scratch, "what %.*s allocated at %s stack%s", (int)name.length, name.at,
			    units_count(stacks, count), count == 1 ? "" : "s");
}

struct text
only_title(const struct subject *on, struct arena *scratch)
{
	const struct samples *samples = &on->heap->snapshot.samples;
	double start, end;
	struct ids ids;

	if (text_starts_with(on->only, ALLOCATION))
		return stacks_title(on, scratch);
	if (samples->count == 0 || !text_starts_with(on->only, IDS) || !ids_read(on->only, &ids)
	    || !sample_time(samples, ids.first, false, &start)
	    || !sample_time(samples, ids.last, true, &end))
		return on->only;
	if (end <= 0)
		return TEXT("from before the recording");
	return arena_printf(scratch, "from %.2f to %.2f s", start, end);
}
