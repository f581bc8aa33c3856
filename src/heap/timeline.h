/*
 * When the objects that are still alive were allocated (spec 12.1, 12.2).
 *
 * A recording notes every 50 ms or so the last id given out; ids only grow, so an object
 * was allocated before the first sample whose id is not below its own.
 */

#pragma once

#include "heap/heap.h"

struct timeline_sample {
	uint64_t time_us;      /* since the recording began */
	uint64_t min_id, max_id; /* min_id < id <= max_id: allocated in this sample */
	uint64_t size, count;  /* of what lives, in bytes and objects */
};

struct timeline {
	struct timeline_sample *at; /* column */
	size_t count;
};

/* Microseconds from the first sample to this one. */
uint64_t sample_time_us(const struct samples *samples, size_t sample);
bool timeline_build(struct timeline *timeline, const struct heap *heap,
		    struct progress *progress, struct error *error);
void timeline_release(struct timeline *timeline);
