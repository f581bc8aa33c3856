#include "config.h"

#include "heap/timeline.h"

#include "base/memory.h"

/* The first sample whose last id is not below `id`; count if there is none. */
static size_t
timeline_find(const struct timeline *timeline, uint64_t id)
{
	size_t low = 0, high = timeline->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (timeline->at[middle].max_id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint64_t
sample_time_us(const struct samples *samples, size_t sample)
{
	uint64_t start = sizes_get(&samples->timestamp_us, 0);
	uint64_t time = sizes_get(&samples->timestamp_us, (node_ix)sample);

	return time > start ? time - start : 0;
}

static void
timeline_prepare(struct timeline *timeline, const struct samples *samples)
{
	for (size_t i = 0; i < samples->count; i++) {
		timeline->at[i] = (struct timeline_sample){
			.time_us = sample_time_us(samples, i),
			.min_id = i == 0 ? 0 : samples->last_id[i - 1],
			.max_id = samples->last_id[i],
		};
	}
}

bool
timeline_build(struct timeline *timeline, const struct heap *heap, struct progress *progress,
	       struct error *error)
{
	const struct samples *samples = &heap->snapshot.samples;

	*timeline = (struct timeline){ .count = samples->count };
	timeline->at = column_alloc(samples->count, sizeof(*timeline->at), error);
	if (timeline->at == NULL)
		return false;
	timeline_prepare(timeline, samples);
	progress_begin(progress, "Dating objects", heap_node_count(heap));
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		uint32_t id = heap_node_id(heap, node);

		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error)) {
			timeline_release(timeline);
			return false;
		}
		if (id % 2 == 0) /* not of the JavaScript heap: its ids follow no order */
			continue;
		size_t sample = timeline_find(timeline, id);
		if (sample == timeline->count)
			continue;
		uint64_t size = heap_shallow_size(heap, node);
		size_add_to(&timeline->at[sample].size, size);
		timeline->at[sample].count += size != 0;
	}
	return true;
}

void
timeline_release(struct timeline *timeline)
{
	column_free(timeline->at);
	*timeline = (struct timeline){ 0 };
}
