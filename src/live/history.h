/*
 * Readings over time, and what they come to: where the heap that remains after full
 * collections is going, and when it will be at its limit.
 */

#pragma once

#include "live/reading.h"
#include "live/slope.h"

struct history {
	struct reading *readings; /* oldest first; the oldest half is thinned out when full */
	size_t count, capacity;
	struct point *remaining;  /* heap in use after full collections; else see below */
	size_t remaining_count, remaining_capacity;
	bool has_full;            /* the points are after full collections; if not, they are the
	                           * lowest of every few readings, which is nearly that */
	struct point lowest;      /* of the readings not yet made a point */
	size_t lowest_of;
	uint64_t limit;
	struct collections totals[COLLECTION_KINDS];
};

enum outlook_kind {
	OUTLOOK_UNKNOWN, /* too little to say */
	OUTLOOK_STEADY,
	OUTLOOK_GROWING,
};

struct outlook {
	enum outlook_kind kind;
	struct slope slope;
	double until_limit; /* seconds; infinite if never or the limit is unknown */
};

enum { HISTORY_READINGS_MAX = 4096 };

void history_add(struct history *history, const struct reading *reading);
/* A full collection seen otherwise than in a reading: after a snapshot, in a log. */
void history_add_full(struct history *history, double time, uint64_t heap_used);
struct outlook history_outlook(const struct history *history);
/* "grows by 1.2 MB a minute; at its limit of 4.3 GB in about 3 h" */
void outlook_describe(const struct outlook *outlook, const struct history *history,
		      struct buffer *out);
void history_release(struct history *history);

/* "45 s", "12 min", "3 h", "2 days" */
void duration_write(double seconds, struct buffer *out);
