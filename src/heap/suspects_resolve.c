#include "config.h"

#include "heap/suspects_internal.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/growth_groups.h"
#include "heap/kinds.h"

enum {
	HEAVIEST_SHARE = 80, /* percent of the bytes */
	HOLDER_SHARE = 30,  /* percent of the samples a holder has to hold */
	FAN_OUT_MIN = 4,
};

/* Room for samples; every `stride`-th entry is taken. */
struct sampling {
	size_t stride, seen;
};

static void
sample_take(struct suspect *suspect, struct sampling *sampling, node_ix node)
{
	if (sampling->seen++ % sampling->stride == 0
	    && suspect->sample_count < HOLDERS_SAMPLES_MAX)
		suspect->samples[suspect->sample_count++] = node;
}

/* The suspect an entry or, for a class, an object counts for. */
static struct suspect *
suspect_of_place(struct suspects_work *work, uint32_t place)
{
	const struct growth *growth = &work->suspects->growth;
	uint32_t group = growth->group_of[place];

	if (growth->owners.entry[place] != place || group == GROUP_NONE
	    || work->suspect_of[group] == 0)
		return NULL;
	return &work->at[work->suspect_of[group] - 1];
}

static struct suspect *
suspect_of_class(struct suspects_work *work, struct kinds_reader *kinds, uint32_t place)
{
	node_ix node = work->heap->dominators.node[place];
	uint64_t kind = 0;

	if (owners_is_permanent(&work->suspects->growth.owners, place)
	    || work->suspects->growth.owners.role[node] != ROLE_USER)
		return NULL;
	for (size_t i = 0; i < work->count; i++) {
		if (work->at[i].sort != SUSPECT_CLASS)
			continue;
		if (kind == 0)
			kind = kind_closely(kinds, node);
		if (work->at[i].kind == kind)
			return &work->at[i];
	}
	return NULL;
}

/* Permanent entries of the same kind were there before the growth. */
static void
count_base(struct suspects_work *work, struct kinds_reader *kinds, uint32_t place)
{
	const struct growth *growth = &work->suspects->growth;
	node_ix node = work->heap->dominators.node[place];
	node_ix owner = work->heap->dominators.node[suspects_owner_above(work, place)];
	uint32_t group;
	struct suspect *suspect;

	if (!growth->of_one_process || !owners_is_permanent(&growth->owners, place)
	    || growth->owners.role[owner] != ROLE_USER)
		return;
	group = growth_group_find(growth, heap_node_id(work->heap, owner),
				  kind_plainly(kinds, node));
	if (group == GROUP_NONE || work->suspect_of[group] == 0
	    || growth->groups[group].has_settlers)
		return;
	suspect = &work->at[work->suspect_of[group] - 1];
	suspect->base_entries++;
	size_delta_add_to(&suspect->base_bytes, size_signed(heap_retained_size(work->heap, node)));
}

bool
suspects_sample(struct suspects_work *work, struct error *error)
{
	const struct growth *growth = &work->suspects->growth;
	struct sampling *samplings = xcalloc(work->count + 1, sizeof(*samplings));
	node_ix count = heap_node_count(work->heap);
	struct kinds_reader kinds;
	bool ok = kinds_reader_init(&kinds, work->heap, growth->of_one_process, error);

	for (size_t i = 0; i < work->count; i++) {
		struct suspect *suspect = &work->at[i];
		int64_t entries = suspect->grown_entries[growth->count - 1];

		samplings[i].stride = (size_t)entries / HOLDERS_SAMPLES_MAX + 1;
		suspect->samples = arena_alloc(&work->suspects->arena,
					       HOLDERS_SAMPLES_MAX * sizeof(node_ix));
	}
	for (uint32_t place = ROOT_PLACE; ok && place <= count; place++) {
		struct suspect *suspect = suspect_of_place(work, place);

		if (place % PROGRESS_STRIDE == 0)
			ok = progress_advance(work->progress, place, error);
		if (suspect == NULL)
			suspect = suspect_of_class(work, &kinds, place);
		if (suspect == NULL)
			count_base(work, &kinds, place);
		if (suspect != NULL)
			sample_take(suspect, &samplings[suspect - work->at],
				    work->heap->dominators.node[place]);
	}
	kinds_reader_release(&kinds);
	free(samplings);
	return ok;
}

/* Leaves one sample if that keeps nearly all: what it stands beside did not grow. */
static bool
keep_heaviest(const struct heap *heap, struct suspect *suspect)
{
	node_ix best = suspect->samples[0];
	uint64_t total = 0;

	for (size_t i = 0; i < suspect->sample_count; i++) {
		size_add_to(&total, heap_retained_size(heap, suspect->samples[i]));
		if (heap_retained_size(heap, suspect->samples[i]) > heap_retained_size(heap, best))
			best = suspect->samples[i];
	}
	if (heap_retained_size(heap, best) * 100 < total * HEAVIEST_SHARE)
		return false;
	suspect->samples[0] = best;
	suspect->sample_count = 1;
	return true;
}

/* New samples: of the `count` things of its group that stand right below `above`. */
static void
sample_below(const struct suspects_work *work, struct suspect *suspect, uint32_t above,
	     uint32_t count)
{
	const struct growth *growth = &work->suspects->growth;
	const struct dominators *dominators = &work->heap->dominators;
	struct sampling sampling = { .stride = count / HOLDERS_SAMPLES_MAX + 1 };

	suspect->sample_count = 0;
	for (uint32_t place = ROOT_PLACE; place <= heap_node_count(work->heap); place++)
		if (growth->group_of[place] == suspect->group
		    && work->role[dominators->node[place]] == ROLE_USER
		    && suspects_thing_above(work, place) == above)
			sample_take(suspect, &sampling, dominators->node[place]);
}

/*
 * An object that is replaced by a copy at each change is one new entry in every snapshot, and
 * what piles up is inside: the one object in there with by far the most below it.
 */
static bool
look_inside_copy(struct suspects_work *work, struct suspect *suspect, struct error *error)
{
	const struct growth *growth = &work->suspects->growth;
	node_ix count = heap_node_count(work->heap);
	uint32_t *fan = column_alloc((size_t)count + 1, sizeof(*fan), error);
	uint32_t best = 0;

	if (fan == NULL)
		return false;
	for (uint32_t place = ROOT_PLACE; place <= count; place++) {
		enum role role = (enum role)work->role[work->heap->dominators.node[place]];

		if (growth->group_of[place] != suspect->group
		    || (role != ROLE_USER && role != ROLE_LEAF))
			continue;
		fan[suspects_thing_above(work, place)]++;
	}
	for (uint32_t place = ROOT_PLACE; place <= count; place++)
		if (growth->group_of[place] == suspect->group && fan[place] > fan[best])
			best = place;
	if (best != 0 && fan[best] >= FAN_OUT_MIN && fan[best] >= suspect->trend.alike / 2) {
		sample_below(work, suspect, best, fan[best]);
		suspect->holder = work->heap->dominators.node[best];
	} else if (keep_heaviest(work->heap, suspect)) {
		suspect->holder = suspect->samples[0]; /* the head of a list, perhaps, or a text */
	}
	column_free(fan);
	return true;
}

/* Of what is inside one entry, the things that are named are counted: most objects of one class
 * may be something else, such as the texts in a list's pieces. */
static bool
count_inside(struct suspects_work *work, struct suspect *suspect, struct error *error)
{
	const struct growth *growth = &work->suspects->growth;
	struct kinds_reader kinds;
	uint64_t kind;

	if (suspect->group == GROUP_NONE)
		return true;
	if (!kinds_reader_init(&kinds, work->heap, growth->of_one_process, error))
		return false;
	kind = kind_closely(&kinds, suspect->samples[suspect->sample_count / 2]);
	for (uint32_t at = growth->groups[suspect->group].first_class; at != GROUP_NONE;
	     at = growth->classes[at].next) {
		const int64_t *counts = growth->classes[at].counts;
		int64_t gain = counts[growth->count - 1] - counts[suspect->trend.since];

		if (growth->classes[at].kind != kind || gain <= 0)
			continue;
		suspect->trend.alike = gain / (int64_t)(growth->count - 1 - suspect->trend.since);
		suspect->is_counted = true;
	}
	kinds_reader_release(&kinds);
	return true;
}

static bool
holds_enough(const struct holder *holder, size_t samples)
{
	return (size_t)holder->entries * 100 >= samples * HOLDER_SHARE;
}

/* The owner if it holds the entries itself and nobody holds clearly more; otherwise, since it only
 * dominates them, who holds most of them and is nearest. */
static void
choose_holder(struct suspect *suspect, const struct holders *holders)
{
	for (size_t i = 0; i < holders->count; i++)
		if (holders->at[i].node == suspect->owner && !suspect->is_anonymous
		    && holders->at[i].entries * 4 >= holders->at[0].entries * 3
		    && holds_enough(&holders->at[i], suspect->sample_count))
			return;
	for (size_t i = 0; i < holders->count; i++) {
		if (holders->at[i].is_anonymous
		    || !holds_enough(&holders->at[i], suspect->sample_count))
			continue;
		suspect->holder = holders->at[i].node;
		suspect->is_anonymous = false;
		return;
	}
}

static void
note_others(struct suspect *suspect, const struct holders *holders)
{
	for (size_t i = 0; i < holders->count && suspect->also_count < SUSPECT_ALSO_MAX; i++)
		if (holders->at[i].node != suspect->holder && !holders->at[i].is_anonymous
		    && holds_enough(&holders->at[i], suspect->sample_count))
			suspect->also[suspect->also_count++] = holders->at[i];
}

/* What was there before the growth is in the series, too: permanent entries of this kind. */
static void
add_series(struct suspects_work *work, struct suspect *suspect)
{
	size_t n = work->suspects->snapshot_count;

	suspect->bytes = arena_alloc(&work->suspects->arena, 2 * n * sizeof(int64_t));
	suspect->entries = suspect->bytes + n;
	for (size_t i = 0; i < n; i++) {
		suspect->bytes[i] = suspect->base_bytes
				    + (suspect->grown_bytes != NULL ? suspect->grown_bytes[i] : 0);
		suspect->entries[i] = suspect->base_entries + suspect->grown_entries[i];
	}
}

/* Whether there is one entry in every snapshot, and what grows is inside or behind it. */
static bool
suspect_has_one_entry(const struct suspects *suspects, const struct suspect *suspect)
{
	int64_t entries = suspect->grown_entries[suspects->snapshot_count - 1];

	return suspect->sort == SUSPECT_GROUP && !suspect->is_storage && entries <= 2
	       && suspect->trend.alike >= 4 && suspect->trend.alike > 2 * entries;
}

bool
suspects_resolve(struct suspects_work *work, struct suspect *suspect, struct error *error)
{
	struct holders holders = { .count = 0 };

	if (suspect->sort == SUSPECT_SHAPE)
		return true;
	add_series(work, suspect);
	if (suspect->is_storage || suspect->sample_count == 0)
		return true;
	suspect->has_one_entry = suspect_has_one_entry(work->suspects, suspect);
	/* What got larger has a name of its own, beside others that its owner keeps. */
	if (suspect_is_one_larger(suspect) && keep_heaviest(work->heap, suspect)) {
		suspect->holder = suspect->samples[0];
		return true;
	}
	if (suspect->has_one_entry && !(look_inside_copy(work, suspect, error)
					&& count_inside(work, suspect, error)))
		return false;
	if (suspect->sort == SUSPECT_SPREAD || suspect->holder != suspect->owner)
		return true;
	holders_find(&holders, work->heap, &work->suspects->growth.owners, suspect->samples,
		     suspect->sample_count, work->stamp, &work->last_stamp);
	choose_holder(suspect, &holders);
	note_others(suspect, &holders);
	return true;
}
