#include "config.h"

#include "heap/dominators.h"

#include "base/memory.h"
#include "heap/depth_first.h"
#include "heap/semi_nca.h"

enum { NODE_AHEAD = 16 };

/*
 * From the search's places, the old ones, to those in a preorder of the dominator tree.  What
 * becomes of the columns, which are written over in turn, as fresh pages cost more than the work
 * on them:
 *
 *	number      number
 *	node        node                                     retained
 *	parent      nodes below                              dominated
 *	dominator   dominator                      node
 *	scratch                    dominator
 *	            with later     place           given back
 */
struct renumbering {
	struct dominators *d;
	struct depth_first *search;
	uint32_t count;
	uint32_t *dominator; /* column: old places */
	uint32_t *scratch;   /* column: room for two tables */
};

static uint32_t *
renumbering_place(const struct renumbering *r)
{
	return r->scratch + r->count + 1;
}

/* A dominator comes before what it dominates, in both orders, so that one pass back counts: what
 * each dominates, and what it and its later siblings do together. */
static void
renumbering_count(struct renumbering *r)
{
	uint32_t *below = r->search->parent, *with_later = renumbering_place(r);

	for (uint32_t old = 1; old <= r->count; old++)
		below[old] = 1;
	for (uint32_t old = r->count; old > DEPTH_FIRST_ROOT; old--) {
		uint32_t above = r->dominator[old];

		with_later[old] = below[above] - 1 + below[old];
		below[above] += below[old];
	}
}

static void
renumbering_give_places(struct renumbering *r)
{
	const uint32_t *node = r->search->node, *below = r->search->parent;
	uint32_t *place = renumbering_place(r);

	place[DEPTH_FIRST_ROOT] = ROOT_PLACE;
	r->scratch[ROOT_PLACE] = ROOT_PLACE;
	for (uint32_t old = DEPTH_FIRST_ROOT + 1; old <= r->count; old++) {
		uint32_t above = r->dominator[old];
		uint32_t to = place[above] + below[above] - place[old];

		__builtin_prefetch(&r->search->number[node[old + NODE_AHEAD]], 1);
		place[old] = r->search->number[node[old]] = to;
		r->scratch[to] = place[above];
	}
}

static void
renumbering_move_nodes(struct renumbering *r)
{
	const uint32_t *place = renumbering_place(r);

	for (uint32_t old = 1; old <= r->count; old++)
		r->dominator[place[old]] = r->search->node[old];
}

/* False if it was stopped: everything is the caller's still. */
static bool
renumbering_run(struct renumbering *r, struct progress *progress, struct error *error)
{
	struct dominators *d = r->d;

	progress_begin(progress, "Ordering dominators", 3);
	renumbering_count(r);
	if (!progress_advance(progress, 1, error))
		return false;
	renumbering_give_places(r);
	if (!progress_advance(progress, 2, error))
		return false;
	renumbering_move_nodes(r);
	*d = (struct dominators){
		.number = r->search->number,
		.node = r->dominator,
		.dominator = column_shrink(r->scratch, (size_t)r->count + 1, sizeof *r->scratch),
		.dominated = r->search->parent,
		.retained = r->search->node,
		.pages = r->search->pages,
	};
	d->node[0] = d->dominator[0] = d->dominated[0] = d->retained[0] = 0;
	*r->search = (struct depth_first){ 0 };
	r->dominator = r->scratch = NULL;
	return true;
}

/* False if all sizes together, of which none is wide, have more than 32 bits. */
static bool
dominators_sum_narrow(struct dominators *d, const struct sizes *size, uint32_t count)
{
	uint64_t sum = 0;

	for (uint32_t place = 1; place <= count; place++) {
		__builtin_prefetch(&size->at[d->node[place + NODE_AHEAD]]);
		d->dominated[place] = 1;
		d->retained[place] = size->at[d->node[place]];
		sum += d->retained[place];
	}
	if (sum > UINT32_MAX)
		return false;
	for (uint32_t place = count; place > ROOT_PLACE; place--) {
		d->dominated[d->dominator[place]] += d->dominated[place];
		d->retained[d->dominator[place]] += d->retained[place];
	}
	return true;
}

static bool
dominators_sum_wide(struct dominators *d, const struct sizes *size, uint32_t count,
		    struct error *error)
{
	column_free(d->retained);
	d->retained = NULL;
	d->is_wide = true;
	d->retained_wide = column_alloc((size_t)count + 1, sizeof *d->retained_wide, error);
	if (d->retained_wide == NULL)
		return false;
	for (uint32_t place = 1; place <= count; place++) {
		d->dominated[place] = 1;
		d->retained_wide[place] = sizes_get(size, d->node[place]);
	}
	for (uint32_t place = count; place > ROOT_PLACE; place--) {
		d->dominated[d->dominator[place]] += d->dominated[place];
		size_add_to(&d->retained_wide[d->dominator[place]], d->retained_wide[place]);
	}
	return true;
}

static void
place_sum_add(struct place_sum *sum, uint64_t size)
{
	sum->low += size;
	sum->high += sum->low < size;
}

static struct place_sum
place_sum_before(const struct dominators *d, uint32_t place)
{
	struct place_sum sum = d->sums[place / PLACES_A_SUM];

	for (uint32_t i = place - place % PLACES_A_SUM; i < place; i++)
		place_sum_add(&sum, sizes_get(d->size, d->node[i]));
	return sum;
}

uint64_t
dominators_retained_sum(const struct dominators *d, uint32_t place)
{
	struct place_sum from = place_sum_before(d, place);
	struct place_sum to = place_sum_before(d, place + d->dominated[place]);

	return to.high - from.high - (to.low < from.low) == 0 ? to.low - from.low : UINT64_MAX;
}

/* In a quarter of the memory of wide ones, each of which takes ten more sizes to find. */
static bool
dominators_sum_places(struct dominators *d, const struct sizes *size, uint32_t count,
		      struct error *error)
{
	struct place_sum sum = { 0, 0 };

	column_free(d->retained);
	d->retained = NULL;
	d->is_wide = true;
	d->size = size;
	d->sums = column_alloc((size_t)count / PLACES_A_SUM + 2, sizeof *d->sums, error);
	if (d->sums == NULL)
		return false;
	for (uint32_t place = 0; place <= count; place++) {
		if (place % PLACES_A_SUM == 0)
			d->sums[place / PLACES_A_SUM] = sum;
		place_sum_add(&sum, sizes_get(size, d->node[place]));
		d->dominated[place] = 1;
	}
	d->sums[count / PLACES_A_SUM + 1] = sum; /* of all, if they end there */
	for (uint32_t place = count; place > ROOT_PLACE; place--)
		d->dominated[d->dominator[place]] += d->dominated[place];
	d->dominated[0] = 0;
	return true;
}

/* The nodes, and their bytes, that each dominates. */
static bool
dominators_sum(struct dominators *d, const struct snapshot *snapshot, struct error *error)
{
	uint32_t count = snapshot->node_count;

	if (snapshot->size.wide_count == 0 && dominators_sum_narrow(d, &snapshot->size, count))
		return true;
	if (snapshot->is_dense)
		return dominators_sum_places(d, &snapshot->size, count, error);
	return dominators_sum_wide(d, &snapshot->size, count, error);
}

bool
dominators_build(struct dominators *dominators, const struct snapshot *snapshot,
		 const struct retainers *retainers, struct latch *retainers_ready,
		 struct latch *sizes_ready, struct progress *progress, struct error *error)
{
	struct depth_first search = { 0 };
	struct renumbering r = { dominators, &search, snapshot->node_count, NULL, NULL };
	bool done = depth_first_build(&search, snapshot, retainers, retainers_ready, progress,
				      error);

	if (done) {
		r.dominator = semi_nca_build(&search, snapshot, retainers, &r.scratch, progress,
					     error);
		done = r.dominator != NULL;
	}
	done = done && renumbering_run(&r, progress, error);
	if (done) {
		progress_begin(progress, "Adding up retained sizes", 0);
		done = latch_wait(sizes_ready) && progress_advance(progress, 0, error)
		       && dominators_sum(dominators, snapshot, error);
	}
	column_free(r.dominator);
	column_free(r.scratch);
	depth_first_release(&search);
	return done;
}

void
dominators_release(struct dominators *dominators)
{
	column_free(dominators->number);
	column_free(dominators->node);
	column_free(dominators->dominator);
	column_free(dominators->dominated);
	column_free(dominators->retained);
	column_free(dominators->retained_wide);
	column_free(dominators->sums);
	column_free(dominators->pages);
	*dominators = (struct dominators){ 0 };
}
