#include "config.h"

#include "live/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/units.h"

/* Without news of collections: so many readings become one point. */
enum { LOWEST_OF = 10, POINTS_LEAST = 5 };
/* What grows by less in an hour than this part of itself is steady. */
static const double steady_part = 0.02;

static void
history_add_point(struct history *history, struct point point)
{
	size_t half = SLOPE_POINTS_MAX;

	/* only the last few hundred are ever looked at */
	if (history->remaining_count == 2 * half) {
		memmove(history->remaining, history->remaining + half,
			half * sizeof(*history->remaining));
		history->remaining_count = half;
	}
	if (history->remaining_count == history->remaining_capacity) {
		history->remaining_capacity =
			history->remaining_capacity == 0 ? 64 : history->remaining_capacity * 2;
		history->remaining = xreallocarray(history->remaining, history->remaining_capacity,
						   sizeof(*history->remaining));
	}
	history->remaining[history->remaining_count++] = point;
}

void
history_add_full(struct history *history, double time, uint64_t heap_used)
{
	/* points of the other kind lie higher: they would look like a fall */
	if (!history->has_full)
		history->remaining_count = 0;
	history->has_full = true;
	history_add_point(history, (struct point){ time, (double)heap_used });
}

static void
history_add_lowest(struct history *history, const struct reading *reading)
{
	struct point point = { reading->time, (double)reading->sizes[SIZE_HEAP_USED] };

	if (history->lowest_of == 0 || point.value < history->lowest.value)
		history->lowest = point;
	if (++history->lowest_of < LOWEST_OF)
		return;
	history_add_point(history, history->lowest);
	history->lowest_of = 0;
}

/* Every other one of the older half goes. */
static void
history_thin(struct history *history)
{
	size_t half = history->count / 2, kept = 0;

	for (size_t i = 0; i < history->count; i++)
		if (i >= half || i % 2 == 0)
			history->readings[kept++] = history->readings[i];
	history->count = kept;
}

void
history_add(struct history *history, const struct reading *reading)
{
	if (history->count == HISTORY_READINGS_MAX)
		history_thin(history);
	if (history->count == history->capacity) {
		history->capacity = history->capacity == 0 ? 64 : history->capacity * 2;
		history->readings = xreallocarray(history->readings, history->capacity,
						  sizeof(*history->readings));
	}
	history->readings[history->count++] = *reading;
	if (reading->limit != 0)
		history->limit = reading->limit;
	for (int kind = 0; kind < COLLECTION_KINDS; kind++) {
		history->totals[kind].count += reading->collections[kind].count;
		history->totals[kind].seconds += reading->collections[kind].seconds;
		history->totals[kind].freed += reading->collections[kind].freed;
	}
	if (reading->after_full != 0)
		history_add_full(history, reading->after_full_time, reading->after_full);
	else if (!history->has_full && reading->sizes[SIZE_HEAP_USED] != 0)
		history_add_lowest(history, reading);
}

struct outlook
history_outlook(const struct history *history)
{
	struct outlook outlook = { OUTLOOK_UNKNOWN, { 0 }, INFINITY };

	outlook.slope = slope_of(history->remaining, history->remaining_count);
	if (history->remaining_count < POINTS_LEAST)
		return outlook;
	outlook.kind = OUTLOOK_STEADY;
	if (!outlook.slope.is_certain
	    || outlook.slope.per_second * 3600 < outlook.slope.now * steady_part)
		return outlook;
	outlook.kind = OUTLOOK_GROWING;
	if (history->limit != 0) {
		double left = (double)history->limit - outlook.slope.now;

		outlook.until_limit = left > 0 ? left / outlook.slope.per_second : 0;
	}
	return outlook;
}

void
duration_write(double seconds, struct buffer *out)
{
	if (seconds < 100)
		buffer_printf(out, "%.0f s", seconds);
	else if (seconds < 100 * 60)
		buffer_printf(out, "%.0f min", seconds / 60);
	else if (seconds < 48 * 3600)
		buffer_printf(out, "%.0f h", seconds / 3600);
	else
		buffer_printf(out, "%.0f days", seconds / 86400);
}

void
outlook_describe(const struct outlook *outlook, const struct history *history,
		 struct buffer *out)
{
	char size[UNITS_LENGTH];

	switch (outlook->kind) {
	case OUTLOOK_UNKNOWN:
		if (history->has_full)
			buffer_printf(out, "too early to say where it is going: %zu of %d points",
				      history->remaining_count, POINTS_LEAST);
		else
			buffer_printf(out, "too early to say where it is going: %zu of %d readings",
				      history->count, POINTS_LEAST * LOWEST_OF);
		return;
	case OUTLOOK_STEADY:
		buffer_printf(out, "steady at %s",
			      units_bytes(size, units_size(outlook->slope.now), UNITS_DECIMAL));
		return;
	case OUTLOOK_GROWING:
		buffer_printf(out, "grows by %s a minute",
			      units_bytes(size, units_size(outlook->slope.per_second * 60),
					  UNITS_DECIMAL));
	}
	if (!isfinite(outlook->until_limit))
		return;
	buffer_printf(out, "; at its limit of %s in about ",
		      units_bytes(size, history->limit, UNITS_DECIMAL));
	duration_write(outlook->until_limit, out);
}

void
history_release(struct history *history)
{
	free(history->readings);
	free(history->remaining);
	memset(history, 0, sizeof(*history));
}
