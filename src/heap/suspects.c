#include "config.h"

#include "heap/suspects.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sort.h"
#include "heap/kinds.h"
#include "heap/suspects_internal.h"

enum {
	CANDIDATES_MAX = 40, /* are looked at closely */
	DESCRIBED_MIN = 2 * SUSPECTS_SHOWN,
	STEPS_MAX = 1 << 22, /* of the paths to those described: a second */
	ANONYMOUS_ENTRIES = 4,
	CROWD_MIN = 4,
	CROWD_HALF = 8, /* so many entries count half */
};

static const double WEIGHTY = 0.03; /* of the first one's score */
static const double LONELY = 0.2;   /* the weight of few things */
static const double LOADED = 0.1;   /* the weight of code that was loaded, with its data */

struct suspect *
suspects_add(struct suspects_work *work, const struct suspect *suspect)
{
	if (work->count == work->capacity) {
		work->capacity = work->capacity * 2 + 16;
		work->at = xreallocarray(work->at, work->capacity, sizeof(*work->at));
	}
	work->at[work->count] = *suspect;
	return &work->at[work->count++];
}

static bool
is_alarming(enum verdict verdict)
{
	return verdict == VERDICT_LEAKS || verdict == VERDICT_GREW;
}

static void
add_groups(struct suspects_work *work)
{
	const struct growth *growth = &work->suspects->growth;

	for (uint32_t at = 0; at < growth->group_count; at++) {
		const struct growth_group *group = &growth->groups[at];

		if (work->suspect_of[at] != 0 || !is_alarming(group->trend.verdict)
		    || group->sort == GROUP_ENGINE || group->owner_node == NODE_NONE)
			continue;
		if (group->sort == GROUP_STORAGE && suspects_explain_table(work, group))
			continue;
		suspects_add(work, &(struct suspect){
			.sort = SUSPECT_GROUP,
			.trend = group->trend,
			.owner = group->owner_node,
			.holder = group->owner_node,
			.is_anonymous = group->is_anonymous,
			.is_storage = group->sort == GROUP_STORAGE,
			.group = at,
			.grown_bytes = group->bytes,
			.grown_entries = group->entries,
			.gone = suspects_gone(group),
			.stayed = group->settled_entries[0],
		});
		work->suspect_of[at] = (uint32_t)work->count;
	}
}

/* How much the kind of thing counts: what proves little by itself weighs little. */
static double
weight(const struct suspects_work *work, const struct suspect *suspect)
{
	enum node_type type = suspect->sample_count > 0
		? heap_node_type(work->heap, suspect->samples[0]) : NODE_OBJECT;

	if (suspect->is_storage)
		return 0.5;
	if (type == NODE_SYNTHETIC)
		return 0.02;
	/* V8 makes new strings of old ones when they are first compared or used as keys. */
	if (suspect->sort == SUSPECT_SPREAD && node_type_is_string(type))
		return suspect->is_bounded ? 0.01 : 0.05;
	if (suspect->is_bounded)
		return 0.05;
	if (!suspect->is_anonymous)
		return 1;
	if (node_type_is_string(type) || type == NODE_NUMBER)
		return 0.05;
	if (suspect->sample_count > 0 && heap_is_context(work->heap, suspect->samples[0]))
		return 0.3;
	return 1;
}

static bool
is_loaded(const struct growth *growth, const struct suspect *suspect)
{
	const struct growth_group *group;

	if (suspect->group == GROUP_NONE)
		return false;
	group = &growth->groups[suspect->group];
	return group->code[growth->count - 1] - group->code[0] > group->trend.total / 5;
}

/* Four new connections may be a pool that warms up, four hundred are not. */
static double
crowd(const struct trend *trend)
{
	double entries = trend->entries_per_step >= 1 ? trend->entries_per_step
						      : (double)trend->alike;

	if (trend->alike < CROWD_MIN)
		return LONELY;
	entries *= entries;
	return fmax(entries / (entries + CROWD_HALF * CROWD_HALF), LONELY);
}

/* A queue or a full cache may be larger than before, but what was in it has gone; a leak keeps
 * what it had. */
static double
permanence(const struct suspect *suspect)
{
	double before = (double)(suspect->gone + suspect->stayed);

	return suspect->gone < CROWD_MIN ? 1 : 1 - 0.8 * (double)suspect->gone / before;
}

static double
score_of_step(const struct suspects_work *work, const struct suspect *suspect)
{
	return (double)suspect->trend.total * weight(work, suspect) * crowd(&suspect->trend)
	       * permanence(suspect)
	       * (is_loaded(&work->suspects->growth, suspect) ? LOADED : 1);
}

static double
score(const struct suspects_work *work, const struct suspect *suspect)
{
	const struct trend *trend = &suspect->trend;

	if (suspect->sort == SUSPECT_SHAPE)
		return suspect->score;
	if (trend->verdict == VERDICT_GREW)
		return score_of_step(work, suspect);
	return trend->sustained * sqrt(trend->regular) * weight(work, suspect);
}

static int
compare_scores(const void *a, const void *b, void *context)
{
	const struct suspect *x = a, *y = b;

	(void)context;
	return x->score > y->score ? -1 : x->score < y->score;
}

static void
rank(struct suspects_work *work, size_t keep)
{
	for (size_t i = 0; i < work->count; i++)
		work->at[i].score = score(work, &work->at[i]);
	sort_stable(work->at, work->count, sizeof(*work->at), compare_scores, NULL);
	if (work->count > keep)
		work->count = keep;
	/* Groups of those that were left out lead nowhere, the others to their new places. */
	memset(work->suspect_of, 0,
	       (work->suspects->growth.group_count + 1) * sizeof(*work->suspect_of));
	for (size_t i = 0; i < work->count; i++)
		if (work->at[i].group != GROUP_NONE)
			work->suspect_of[work->at[i].group] = (uint32_t)i + 1;
}

/* What hangs on a root alone needs more to be believed: V8 keeps strings, scopes and much
 * else of its own there. */
static bool
is_credible(const struct heap *heap, const struct suspect *suspect)
{
	enum node_type type;

	if (suspect->sort == SUSPECT_SHAPE || !suspect->is_anonymous)
		return true;
	if (suspect->sample_count == 0)
		return false;
	type = heap_node_type(heap, suspect->samples[0]);
	if (node_type_is_string(type) || type == NODE_NUMBER || type == NODE_SYNTHETIC
	    || heap_is_context(heap, suspect->samples[0]))
		return false;
	return suspect->trend.entries_per_step >= ANONYMOUS_ENTRIES
	       && suspect->trend.alike >= ANONYMOUS_ENTRIES;
}

static void
drop_incredible(struct suspects_work *work)
{
	size_t kept = 0;

	for (size_t i = 0; i < work->count; i++)
		if (is_credible(work->heap, &work->at[i]))
			work->at[kept++] = work->at[i];
	work->count = kept;
}

/* What one of Node's own modules has is its exports, made as they are first used. */
static bool
is_nodes_module(const struct heap *heap, node_ix holder)
{
	struct text class = heap_class_name(heap, holder);

	return text_equal(class, TEXT("BuiltinModule")) || text_equal(class, TEXT("NativeModule"));
}

/* Node's own lists of modules, paths and packages grow while files are being loaded. */
static void
drop_loading(struct suspects_work *work)
{
	const struct growth *growth = &work->suspects->growth;
	size_t kept = 0;

	for (size_t i = 0; i < work->count; i++) {
		const struct suspect *suspect = &work->at[i];

		if (suspect->trend.verdict != VERDICT_LEAKS || !suspect->is_nodes_own
		    || suspect->pattern->strength >= 2
		    || !(is_nodes_module(work->heap, suspect->holder)
			 || growth_may_be_loading(growth, suspect->grown_entries,
						  suspect->trend.since)))
			work->at[kept++] = *suspect;
	}
	work->count = kept;
}

static void
measure_explained(struct suspects *suspects)
{
	const struct growth *growth = &suspects->growth;

	if (growth->count < 2)
		return;
	suspects->grown = growth->heap_bytes[growth->count - 1] - growth->heap_bytes[0];
	for (size_t i = 0; i < suspects->count; i++)
		size_delta_add_to(&suspects->explained, suspects->at[i].trend.total);
}

/* Fewer than three snapshots show much that means little: what is weighty beside the first
 * stays. */
static void
keep_weighty(struct suspects_work *work)
{
	size_t kept = 0;

	sort_stable(work->at, work->count, sizeof(*work->at), compare_scores, NULL);
	while (kept < work->count && work->at[kept].score > 0
	       && work->at[kept].score >= WEIGHTY * work->at[0].score)
		kept++;
	work->count = kept;
}

/*
 * Describes the candidates, best first.  To find a path takes a quarter of a microsecond a step, so
 * where paths are long the last candidates, which are unlikely to be shown, are let go.
 */
static bool
describe(struct suspects_work *work, struct error *error)
{
	for (size_t i = 0; i < work->count; i++) {
		if (i >= DESCRIBED_MIN && work->steps > STEPS_MAX)
			work->count = i;
		else if (!suspects_describe(work, &work->at[i], error))
			return false;
	}
	return true;
}

static bool
judge(struct suspects_work *work, struct error *error)
{
	struct suspects *suspects = work->suspects;

	if (suspects->snapshot_count == 1) {
		if (!suspects_add_shapes(work, error))
			return false;
	} else {
		if (!suspects_add_spread(work, error))
			return false;
		add_groups(work);
		if (!suspects_add_classes(work, error))
			return false;
		rank(work, CANDIDATES_MAX);
		if (!suspects_sample(work, error))
			return false;
	}
	for (size_t i = 0; i < work->count; i++)
		if (!suspects_resolve(work, &work->at[i], error))
			return false;
	drop_incredible(work);
	rank(work, suspects->snapshot_count == 1 ? SUSPECTS_TABLES_MAX : CANDIDATES_MAX);
	suspects_merge(work);
	if (!describe(work, error))
		return false;
	suspects_fold(work);
	if (suspects->snapshot_count < 3)
		keep_weighty(work);
	else
		drop_loading(work);
	suspects_note_jump(work);
	if (work->count > SUSPECTS_SHOWN) {
		suspects->left_out = work->count - SUSPECTS_SHOWN;
		work->count = SUSPECTS_SHOWN;
	}
	for (size_t i = 0; i < work->count; i++)
		if (!suspects_keep_path(work, &work->at[i], error))
			return false;
	return true;
}

bool
suspects_find(struct suspects *suspects, const struct growth_source *source,
	      struct progress *progress, struct error *error)
{
	struct suspects_work work = { .suspects = suspects, .progress = progress };
	uint8_t *role = NULL;
	bool ok;

	*suspects = (struct suspects){ .snapshot_count = source->count, .of_one_process = true };
	if (source->count > 1) {
		if (!growth_build(&suspects->growth, source, progress, error))
			return false;
		suspects->of_one_process = suspects->growth.of_one_process;
	}
	work.heap = source->heap(source->context, source->count - 1, progress, error);
	if (work.heap == NULL)
		return false;
	if (source->count == 1) {
		progress_begin(progress, "Telling things from their tables",
			       heap_node_count(work.heap));
		role = roles_build(work.heap, progress, error);
	}
	work.role = source->count == 1 ? role : suspects->growth.owners.role;
	work.suspect_of = xcalloc(suspects->growth.group_count + 1, sizeof(*work.suspect_of));
	work.stamp = column_alloc(heap_node_count(work.heap), sizeof(*work.stamp), error);
	ok = work.role != NULL && work.stamp != NULL && judge(&work, error);
	column_free(work.stamp);
	column_free(role);
	free(work.suspect_of);
	suspects->at = work.at;
	suspects->count = work.count;
	measure_explained(suspects);
	return ok;
}

bool
suspects_leak(const struct suspects *suspects)
{
	for (size_t i = 0; i < suspects->count; i++)
		if (suspects->at[i].trend.verdict == VERDICT_LEAKS)
			return true;
	return false;
}

void
suspects_release(struct suspects *suspects)
{
	growth_release(&suspects->growth);
	arena_release(&suspects->arena);
	free(suspects->at);
	*suspects = (struct suspects){ 0 };
}

const char *
suspect_confidence_word(double confidence)
{
	return confidence >= 0.8 ? "almost certainly" : confidence >= 0.6 ? "probably" : "possibly";
}
