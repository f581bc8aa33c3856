#include "config.h"

#include "heap/dominators.h"

#include "base/memory.h"
#include "heap/depth_first.h"
#include "heap/semi_nca.h"

enum { NODE_AHEAD = 16 };

static void
dominators_sum_sizes(struct dominators *d, const struct snapshot *snapshot)
{
	uint32_t count = snapshot->node_count;

	for (uint32_t place = 1; place <= count; place++) {
		__builtin_prefetch(&snapshot->size.at[d->node[place + NODE_AHEAD]]);
		d->retained[place] = sizes_get(&snapshot->size, d->node[place]);
	}
	for (uint32_t place = count; place > DEPTH_FIRST_ROOT; place--)
		d->retained[d->dominator[place]] += d->retained[place];
}

/* A dominator comes before what it dominates, so that one pass back counts, and one pass
 * forth hands out positions.  `next` is the position for the next node below each. */
static void
dominators_find_positions(struct dominators *d, uint32_t count, uint32_t *next)
{
	for (uint32_t place = 1; place <= count; place++)
		d->dominated[place] = 1;
	for (uint32_t place = count; place > DEPTH_FIRST_ROOT; place--)
		d->dominated[d->dominator[place]] += d->dominated[place];
	d->position[DEPTH_FIRST_ROOT] = 0;
	next[DEPTH_FIRST_ROOT] = 1;
	for (uint32_t place = DEPTH_FIRST_ROOT + 1; place <= count; place++) {
		uint32_t position = next[d->dominator[place]];

		d->position[place] = position;
		next[place] = position + 1;
		next[d->dominator[place]] = position + d->dominated[place];
	}
}

/* retained and dominated stand in memory that was used before: nothing in them is zero. */
static bool
dominators_finish(struct dominators *d, const struct snapshot *snapshot,
		  struct latch *sizes_ready, struct progress *progress, struct error *error)
{
	progress_begin(progress, "Adding up retained sizes", 0);
	/* The sizes come last; until then their memory serves the positions. */
	dominators_find_positions(d, snapshot->node_count, (uint32_t *)(void *)d->retained);
	if (!latch_wait(sizes_ready) || !progress_advance(progress, 0, error))
		return false;
	dominators_sum_sizes(d, snapshot);
	return true;
}

bool
dominators_build(struct dominators *dominators, const struct snapshot *snapshot,
		 const struct retainers *retainers, struct latch *retainers_ready,
		 struct shared_range *places, struct latch *sizes_ready,
		 struct progress *progress, struct error *error)
{
	uint32_t *parent = depth_first_build(dominators, snapshot, retainers, retainers_ready,
					     progress, error);

	if (parent == NULL)
		return false;
	dominators->dominator = semi_nca_build(dominators, parent, snapshot, retainers, places,
					       &dominators->retained, progress, error);
	dominators->dominated = parent;
	dominators->position = column_alloc((size_t)snapshot->node_count + 1,
					    sizeof *dominators->position, error);
	return dominators->dominator != NULL && dominators->position != NULL
	       && dominators_finish(dominators, snapshot, sizes_ready, progress, error);
}

void
dominators_release(struct dominators *dominators)
{
	column_free(dominators->number);
	column_free(dominators->node);
	column_free(dominators->dominator);
	column_free(dominators->retained);
	column_free(dominators->position);
	column_free(dominators->dominated);
	column_free(dominators->page_beside);
	*dominators = (struct dominators){ 0 };
}
