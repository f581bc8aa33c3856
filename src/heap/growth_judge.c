#include "config.h"

#include "heap/growth_judge.h"

#include <math.h>

#include "heap/kinds.h"

enum { FILES_A_STEP = 4 };

double
growth_survival(const struct growth *growth, const struct growth_group *group)
{
	int64_t arrived = 0, stayed = 0;

	if (!growth->of_one_process)
		return 1;
	for (size_t step = 1; step + 1 < growth->count; step++) {
		arrived += group->arrived[step];
		stayed += group->stayed[step];
	}
	return arrived > 0 ? (double)stayed / (double)arrived : 1;
}

/* Of a group; its classes are an array in `scratch`. */
static struct series
growth_series(const struct growth *growth, const struct growth_group *group,
	      struct arena *scratch)
{
	const int64_t **classes = arena_alloc(scratch, (group->class_count + 1) * sizeof(*classes));
	size_t count = 0;

	for (uint32_t at = group->first_class; at != GROUP_NONE; at = growth->classes[at].next) {
		uint64_t kind = growth->classes[at].kind;
		bool is_leaf = kind == KIND_STRINGS || kind == KIND_NUMBERS;
		/* An owner that is copied at each change has always one entry. */
		bool is_copied = group->entries[growth->count - 1] <= 1;

		if (!is_leaf || group->sort == GROUP_STRINGS || is_copied)
			classes[count++] = growth->classes[at].counts;
	}
	return (struct series){
		.count = growth->count,
		.bytes = group->bytes,
		.entries = group->entries,
		.code = group->code,
		.classes = classes,
		.class_count = count,
		.survival = growth_survival(growth, group),
		.is_storage = group->sort == GROUP_STORAGE,
	};
}

/*
 * Every file that is loaded leaves a module, a path, a place in some cache.  What grows at the
 * rate at which new files come is the program still getting under way.
 */
static bool
keeps_step_with_files(const struct growth *growth, const struct series *series, size_t since)
{
	double least = 0, most = 0;

	for (size_t i = since; i + 1 < growth->count; i++) {
		double files = (double)(growth->files[i + 1] - growth->files[i]);
		double entries = (double)(series->entries[i + 1] - series->entries[i]);

		if (files < FILES_A_STEP || entries <= 0)
			return false;
		least = least == 0 ? entries / files : fmin(least, entries / files);
		most = fmax(most, entries / files);
	}
	return least >= 0.25 && most <= 3 && most <= 4 * least;
}

bool
growth_may_be_loading(const struct growth *growth, const int64_t *entries, size_t since)
{
	for (size_t i = since; i + 1 < growth->count; i++) {
		int64_t files = growth->files[i + 1] - growth->files[i];

		if (files < FILES_A_STEP || entries[i + 1] - entries[i] > 3 * files)
			return false;
	}
	return true;
}

struct trend
growth_trend(const struct growth *growth, const struct series *series)
{
	struct trend trend = trend_judge(series);

	/* Of two processes one cannot tell what stayed. */
	if (!growth->of_one_process && trend.verdict > VERDICT_GREW)
		trend.verdict = VERDICT_GREW;
	if (trend.verdict == VERDICT_LEAKS && keeps_step_with_files(growth, series, trend.since))
		trend.verdict = VERDICT_LOADING;
	return trend;
}

static void
count_settlers(struct growth *growth, struct growth_group *group)
{
	size_t last = growth->count - 1;

	for (uint32_t at = group->first_class; at != GROUP_NONE; at = growth->classes[at].next) {
		int64_t *counts = growth->classes[at].counts;

		/* The class of the entries, told by their number. */
		for (size_t i = 0; i <= last && counts[last] == group->entries[last]; i++)
			counts[i] += group->settled_entries[i];
	}
	for (size_t i = 0; i <= last; i++) {
		size_delta_add_to(&group->bytes[i], group->settled_bytes[i]);
		group->entries[i] += group->settled_entries[i];
	}
	group->has_settlers = true;
}

/*
 * What leaks may have had a use before: the rows of a page are shown for one step, and only
 * then removed and kept.  Then the first of them are as old as the first snapshot, and what is
 * new among the entries lags behind.
 */
static void
judge_settlers(struct growth *growth, struct growth_group *group, struct arena *scratch)
{
	size_t n = growth->count;
	int64_t *sums = arena_alloc(scratch, 2 * n * sizeof(*sums));
	struct series series = growth_series(growth, group, scratch);
	struct trend trend;

	for (size_t i = 0; i < n; i++) {
		sums[i] = group->bytes[i];
		size_delta_add_to(&sums[i], group->settled_bytes[i]);
		sums[n + i] = group->entries[i] + group->settled_entries[i];
	}
	series.bytes = sums;
	series.entries = sums + n;
	series.classes = &series.entries;
	series.class_count = 1;
	trend = growth_trend(growth, &series);
	if (trend.verdict != VERDICT_LEAKS || trend.since > 0)
		return;
	group->trend = trend;
	count_settlers(growth, group);
}

static bool
may_have_settlers(const struct growth *growth, const struct growth_group *group)
{
	size_t last = growth->count - 1;

	return growth->count > 2 && growth->of_one_process && group->sort == GROUP_ENTRIES
	       && group->trend.verdict != VERDICT_LEAKS
	       && group->entries[last] > group->entries[last - 1]
	       && group->settled_entries[1] > group->settled_entries[0]
	       && group->settled_entries[last] >= group->settled_entries[1];
}

void
growth_judge(struct growth *growth)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; i < growth->group_count; i++) {
		struct series series = growth_series(growth, &growth->groups[i], &scratch);

		growth->groups[i].trend = growth_trend(growth, &series);
		if (may_have_settlers(growth, &growth->groups[i]))
			judge_settlers(growth, &growth->groups[i], &scratch);
		arena_reset(&scratch);
	}
	arena_release(&scratch);
}
