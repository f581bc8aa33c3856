#include "config.h"

#include "heap/suspects_internal.h"

#include <math.h>

/*
 * A connection that is never closed is a handle, a socket, two buffers and five listeners,
 * each growing somewhere else.  That is one leak: their numbers keep one ratio, and they hold
 * each other.
 */

static bool
grow_in_step(const struct suspects_work *work, const struct suspect *a, const struct suspect *b)
{
	size_t n = work->suspects->snapshot_count;
	double least = 0, most = 0;

	if (a->trend.entries_per_step < 1 || b->trend.entries_per_step < 1)
		return false;
	for (size_t i = 1; i < n; i++) {
		double x = (double)(a->grown_entries[i] - a->grown_entries[i - 1]);
		double y = (double)(b->grown_entries[i] - b->grown_entries[i - 1]);

		if (x <= 0 && y <= 0)
			continue;
		if (x <= 0 || y <= 0)
			return false;
		least = least == 0 ? y / x : fmin(least, y / x);
		most = fmax(most, y / x);
	}
	return most > 0 && most <= least * 1.1 + 0.02 && least >= 0.1 && most <= 10;
}

static bool
reaches(struct suspects_work *work, const struct suspect *from, const struct suspect *to)
{
	return from->sample_count > 0 && to->group != GROUP_NONE
	       && holders_reach_group(work->heap, &work->suspects->growth, from->samples,
				      from->sample_count, to->group, work->stamp,
				      &work->last_stamp);
}

static bool
are_one(struct suspects_work *work, const struct suspect *a, const struct suspect *b)
{
	if (a->sort == SUSPECT_SHAPE || b->sort == SUSPECT_SHAPE)
		return a->holder == b->holder;
	if (a->owner == b->owner && !a->is_anonymous)
		return true;
	if (a->holder == b->holder && !a->is_anonymous)
		return true;
	return grow_in_step(work, a, b) && (reaches(work, a, b) || reaches(work, b, a));
}

/* Whether the owner holds the node itself, or a list of such nodes. */
static bool
hangs_on(const struct suspects_work *work, node_ix node, node_ix owner)
{
	const struct retainers *retainers = &work->heap->retainers;

	for (uint32_t at = retainers->first[node]; at < retainers->first[node + 1]; at++) {
		node_ix source = edge_word_target(retainers->words[at]);

		if (edge_word_type(retainers->words[at]) >= EDGE_SHORTCUT)
			continue;
		if (source == owner
		    || (work->role[source] == ROLE_STORAGE
			&& heap_dominator(work->heap, source) == owner)
		    || heap_class_of(work->heap, source) == heap_class_of(work->heap, node))
			return true;
	}
	return false;
}

static bool
hang_on_owner(const struct suspects_work *work, const struct suspect *suspect)
{
	size_t tried = 0, hang = 0;

	for (size_t i = 0; i < suspect->sample_count; i += suspect->sample_count / 16 + 1) {
		tried++;
		hang += hangs_on(work, suspect->samples[i], suspect->owner);
	}
	return hang * 2 > tried;
}

/* What the owner holds itself says more than what it only keeps alive that way. */
static bool
is_nearer(const struct suspects_work *work, const struct suspect *part,
	  const struct suspect *than)
{
	return part->owner == than->owner && !part->is_anonymous && part->sort == SUSPECT_GROUP
	       && than->sort == SUSPECT_GROUP && !than->is_storage && !part->is_storage
	       && part->trend.entries_per_step >= than->trend.entries_per_step
	       && hang_on_owner(work, part) && !hang_on_owner(work, than);
}

/* Of keys and what stands under them the latter says more. */
static bool
says_more(const struct suspects_work *work, const struct suspect *part,
	  const struct suspect *than)
{
	return part->owner == than->owner && part->sample_count > 0 && than->sample_count > 0
	       && node_type_is_string(heap_node_type(work->heap, than->samples[0]))
	       && heap_node_type(work->heap, than->samples[0]) != NODE_SLICED_STRING
	       && !node_type_is_string(heap_node_type(work->heap, part->samples[0]))
	       && part->trend.entries_per_step * 2 >= than->trend.entries_per_step;
}

static void
absorb(struct suspects_work *work, struct suspect *into, const struct suspect *part)
{
	struct suspect_part *note;

	if (into->sort != SUSPECT_SHAPE) /* those may be inside each other */
		into->score += part->score;
	size_delta_add_to(&into->trend.total, part->trend.total);
	into->trend.bytes_per_step += part->trend.bytes_per_step;
	for (size_t i = 0; i < work->suspects->snapshot_count; i++)
		size_delta_add_to(&into->bytes[i], part->bytes[i]);
	if (part->sample_count == 0 || part->trend.entries_per_step < 1
	    || into->part_count == SUSPECT_PARTS_MAX)
		return;
	note = &into->parts[into->part_count++];
	note->constructor = heap_class_name(work->heap, part->samples[0]);
	note->entries_per_step = part->trend.entries_per_step;
}

void
suspects_merge(struct suspects_work *work)
{
	size_t kept = 0;

	for (size_t i = 0; i < work->count; i++) {
		size_t into = 0;

		while (into < kept && !are_one(work, &work->at[into], &work->at[i]))
			into++;
		if (into < kept && (says_more(work, &work->at[i], &work->at[into])
				    || is_nearer(work, &work->at[i], &work->at[into]))) {
			struct suspect part = work->at[into];

			work->at[into] = work->at[i];
			absorb(work, &work->at[into], &part);
		} else if (into < kept)
			absorb(work, &work->at[into], &work->at[i]);
		else
			work->at[kept++] = work->at[i];
	}
	work->count = kept;
}

/* The same name, thing and function: the close listeners of six sockets are one defect. */
static bool
are_alike(const struct suspects_work *work, const struct suspect *a, const struct suspect *b)
{
	return a->sort == SUSPECT_GROUP && b->sort == SUSPECT_GROUP && !a->is_anonymous
	       && !b->is_anonymous && a->pattern == b->pattern && a->is_storage == b->is_storage
	       && text_equal(a->source, b->source) && text_equal(a->holder_name, b->holder_name)
	       && !text_equal(a->holder_name, heap_class_name(work->heap, a->holder))
	       && text_equal(a->constructor, b->constructor)
	       && heap_class_of(work->heap, a->holder) == heap_class_of(work->heap, b->holder);
}

static void
count_with(struct suspects_work *work, struct suspect *into, const struct suspect *like)
{
	into->like++;
	into->score += like->score;
	size_delta_add_to(&into->trend.total, like->trend.total);
	into->trend.bytes_per_step += like->trend.bytes_per_step;
	into->trend.entries_per_step += like->trend.entries_per_step;
	for (size_t i = 0; i < work->suspects->snapshot_count; i++) {
		size_delta_add_to(&into->bytes[i], like->bytes[i]);
		into->entries[i] += like->entries[i];
	}
}

void
suspects_fold(struct suspects_work *work)
{
	size_t kept = 0;

	for (size_t i = 0; i < work->count; i++) {
		size_t into = 0;

		while (into < kept && !are_alike(work, &work->at[into], &work->at[i]))
			into++;
		if (into < kept)
			count_with(work, &work->at[into], &work->at[i]);
		else
			work->at[kept++] = work->at[i];
	}
	work->count = kept;
	for (size_t i = 0; i < kept; i++)
		if (work->at[i].like > 0)
			suspects_find_words(work, &work->at[i]);
}
