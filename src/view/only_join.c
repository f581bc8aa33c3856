#include "config.h"

#include "view/only_join.h"

#include <inttypes.h>

#include "heap/timeline.h"

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

struct text
only_title(const struct subject *on, struct arena *scratch)
{
	const struct samples *samples = &on->heap->snapshot.samples;
	double start, end;
	struct ids ids;

	if (samples->count == 0 || !text_starts_with(on->only, IDS) || !ids_read(on->only, &ids)
	    || !sample_time(samples, ids.first, false, &start)
	    || !sample_time(samples, ids.last, true, &end))
		return on->only;
	if (end <= 0)
		return TEXT("from before the recording");
	return arena_printf(scratch, "from %.2f to %.2f s", start, end);
}
