#include "config.h"

#include "heap/trend.h"

#include <math.h>

enum {
	TREND_BYTES_MIN = 600,       /* less in all is not worth a word */
	TREND_ALIKE_MIN = 4,         /* objects of one class every step has to gain ... */
	TREND_LARGE_STEP = 20000,    /* ... unless a step is this large */
	TREND_STORAGE_STEP = 2000,
	TREND_STORAGE_TOTAL = 4096,
	TREND_SLOW_STEP = 200,
	TREND_STEPS_MAX = 256,
};

/* The differences between snapshots, and what follows from them. */
struct steps {
	size_t count;
	double bytes[TREND_STEPS_MAX], entries[TREND_STEPS_MAX];
	double bytes_min, bytes_max, bytes_mean;
	double entries_min, entries_max, entries_mean;
};

static void
measure(const double *values, size_t count, double *min, double *max, double *mean)
{
	double sum = 0;

	*min = *max = count > 0 ? values[0] : 0;
	for (size_t i = 0; i < count; i++) {
		*min = fmin(*min, values[i]);
		*max = fmax(*max, values[i]);
		sum += values[i];
	}
	*mean = count > 0 ? sum / (double)count : 0;
}

static struct steps
steps_from(const struct series *series, size_t since)
{
	struct steps steps = { .count = series->count - 1 - since };

	for (size_t i = 0; i < steps.count; i++) {
		size_t at = since + i;

		steps.bytes[i] = (double)(series->bytes[at + 1] - series->bytes[at]);
		steps.entries[i] = (double)(series->entries[at + 1] - series->entries[at]);
	}
	measure(steps.bytes, steps.count, &steps.bytes_min, &steps.bytes_max,
		&steps.bytes_mean);
	measure(steps.entries, steps.count, &steps.entries_min, &steps.entries_max,
		&steps.entries_mean);
	return steps;
}

/* The step that three quarters of all steps reach; with two steps the smaller. */
static double
sustained_step(const struct steps *steps)
{
	double sorted[TREND_STEPS_MAX];

	for (size_t i = 0; i < steps->count; i++) {
		size_t at = i;

		for (; at > 0 && sorted[at - 1] > steps->bytes[i]; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = steps->bytes[i];
	}
	return steps->count < 3 ? steps->bytes_min : sorted[(steps->count - 1) / 4];
}

/* The most that one class gained in every step, at least. */
static int64_t
alike_in_every_step(const struct series *series, size_t since)
{
	int64_t best = 0;

	for (size_t class = 0; class < series->class_count; class++) {
		const int64_t *counts = series->classes[class];
		int64_t least = INT64_MAX;

		for (size_t i = since; i + 1 < series->count; i++)
			if (counts[i + 1] - counts[i] < least)
				least = counts[i + 1] - counts[i];
		if (least != INT64_MAX && least > best)
			best = least;
	}
	return best;
}

/*
 * If nothing happened at first, the growth began later.  A step back before it means that
 * the thing can shrink, and then what follows is a tooth of a saw.
 */
static size_t
first_growth(const struct series *series)
{
	struct steps all = steps_from(series, 0);
	size_t flat = 0;

	while (flat < all.count && fabs(all.bytes[flat]) <= 0.1 * all.bytes_max
	       && fabs(all.entries[flat]) <= 0.1 * all.entries_max + 0.5
	       && all.bytes[flat] >= -0.2 * (double)series->bytes[flat])
		flat++;
	return all.count - flat >= 2 ? flat : 0;
}

static bool
steps_decline(const double *values, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (values[i] > 0.9 * values[i - 1])
			return false;
	return true;
}

/* Less and less since the largest step, and little at the end. */
static bool
steps_ebb(const double *values, size_t count)
{
	size_t largest = 0;

	for (size_t i = 1; i < count; i++)
		if (values[i] > values[largest])
			largest = i;
	return count - largest >= 3 && values[count - 1] < 0.5 * values[largest]
	       && steps_decline(values + largest, count - largest);
}

static bool
is_levelling_off(const struct steps *steps, double regular)
{
	/* Entries come in whole pieces; bytes follow the jumps of their table. */
	bool by_entries = steps->entries_max >= 8 && steps->entries_min >= 0;
	const double *values = by_entries ? steps->entries : steps->bytes;
	double mean = by_entries ? steps->entries_mean : steps->bytes_mean;
	double last = values[steps->count - 1];

	if (regular < 0.2 && last < 0.5 * mean)
		return true;
	if (steps->count == 2)
		return last < 0.5 * values[0];
	return last < 0.3 * mean || steps_decline(values, steps->count)
	       || (regular < 0.2 && steps_ebb(values, steps->count));
}

/* Things every step brought, at least.  What is copied at each change is one entry for ever, and
 * they are inside. */
static double
least_gain(const struct steps *steps, const struct trend *trend)
{
	return steps->entries_min == 0 && steps->entries_max == 0 ? (double)trend->alike
								   : steps->entries_min;
}

/* Uneven growth is a burst, unless every step has a part in it and all that came has stayed. */
static bool
is_burst(const struct series *series, const struct steps *steps, const struct trend *trend)
{
	double sum = steps->bytes_mean * (double)steps->count;

	return trend->regular < 0.2
	       && !(steps->count >= 4 && steps->bytes_max <= 0.6 * sum
		    && steps->bytes_min >= 0.05 * sum
		    && least_gain(steps, trend) >= TREND_ALIKE_MIN && series->survival >= 0.95);
}

/* One thing, a buffer or a text, that is replaced by a larger one at every step. */
static bool
is_getting_larger(const struct series *series, const struct steps *steps,
		  const struct trend *trend)
{
	return steps->entries_min == 0 && steps->entries_max == 0
	       && series->entries[series->count - 1] == 1 && trend->alike == 0
	       && steps->bytes_min >= TREND_STORAGE_STEP
	       && trend->regular >= (steps->count > 2 ? 0.5 : 0.8);
}

/*
 * A table of plain numbers shows nothing but its capacity, and that grows in jumps.  Two
 * jumps, the last of them not long ago, are growth that goes on.
 */
static enum verdict
judge_storage(const struct series *series, const struct steps *steps)
{
	size_t jumps = 0, last_jump = 0;

	for (size_t i = 0; i < steps->count; i++) {
		if (steps->bytes[i] < 0)
			return VERDICT_SAWTOOTH;
		if (steps->bytes[i] >= 0.1 * steps->bytes_max) {
			jumps++;
			last_jump = i;
		}
	}
	if (steps->bytes_mean < TREND_STORAGE_STEP
	    || series->bytes[series->count - 1] - series->bytes[0] < TREND_STORAGE_TOTAL)
		return VERDICT_FEW;
	if (jumps < 2)
		return VERDICT_BURST;
	if (last_jump * 2 < steps->count)
		return VERDICT_LEVELLING;
	return VERDICT_LEAKS;
}

/* Code comes in few large pieces, each with tables and functions of its own. */
static bool
is_loading(const struct series *series, const struct steps *steps)
{
	int64_t code = series->code[series->count - 1] - series->code[0];
	int64_t total = series->bytes[series->count - 1] - series->bytes[0];

	return (double)code > 0.2 * (double)total && steps->entries_mean < 20;
}

/* Few objects a step, but the same few every time, and all of them stay. */
static bool
is_slow_leak(const struct series *series, const struct steps *steps, int64_t alike)
{
	return steps->count >= 3 && alike >= 1 && steps->entries_min >= 1
	       && steps->entries_max <= 2 * steps->entries_min
	       && steps->bytes_max <= 2.5 * steps->bytes_min
	       && steps->bytes_mean >= TREND_SLOW_STEP && series->survival >= 0.95;
}

/* Two connections a step are few, however many objects of one class are inside each. */
static bool
has_few_entries(const struct steps *steps)
{
	return steps->entries_min >= 1 && steps->entries_max < TREND_ALIKE_MIN;
}

/* Growth that stood still, or nearly, in some step.  What came at first and stayed has levelled
 * off; only what shrinks again is a saw. */
static enum verdict
judge_pause(const struct steps *steps)
{
	double sum = steps->bytes_mean * (double)steps->count;

	if (steps->bytes_min < -0.1 * steps->bytes_max)
		return VERDICT_SAWTOOTH;
	if (steps->bytes[0] < steps->bytes_max && steps->bytes_max >= 0.8 * sum)
		return VERDICT_BURST;
	return steps->bytes[steps->count - 1] < 0.5 * steps->bytes_mean ? VERDICT_LEVELLING
									 : VERDICT_BURST;
}

static enum verdict
judge_entries(const struct series *series, const struct steps *steps, const struct trend *trend)
{
	bool many = (trend->alike >= TREND_ALIKE_MIN && !has_few_entries(steps))
		    || (steps->bytes_mean > TREND_LARGE_STEP && trend->alike >= 1);

	if (steps->bytes_min <= 0)
		return judge_pause(steps);
	if (is_getting_larger(series, steps, trend) && !is_levelling_off(steps, trend->regular))
		return VERDICT_LEAKS;
	if (series->survival < 0.5)
		return VERDICT_TURNOVER;
	if (is_levelling_off(steps, trend->regular))
		return VERDICT_LEVELLING;
	if (is_burst(series, steps, trend))
		return VERDICT_BURST;
	if (is_loading(series, steps))
		return VERDICT_LOADING;
	if (!many && !is_slow_leak(series, steps, trend->alike))
		return VERDICT_FEW;
	return VERDICT_LEAKS;
}

struct trend
trend_judge(const struct series *series)
{
	struct trend trend = { .verdict = VERDICT_NONE };
	struct steps steps;

	if (series->count < 2 || series->count > TREND_STEPS_MAX)
		return trend;
	trend.total = series->bytes[series->count - 1] - series->bytes[0];
	trend.since = series->is_storage ? 0 : first_growth(series);
	steps = steps_from(series, trend.since);
	trend.sustained = fmax(sustained_step(&steps), 0);
	trend.regular = steps.bytes_max > 0 ? trend.sustained / steps.bytes_max : 0;
	trend.bytes_per_step = steps.bytes_mean;
	trend.entries_per_step = steps.entries_mean;
	trend.alike = alike_in_every_step(series, trend.since);
	/* Entries that somebody else held, too, for their first step count fully only later. */
	if (steps.entries_min >= TREND_ALIKE_MIN && steps.bytes_min > 0
	    && steps.entries_min / steps.entries_max > trend.regular) {
		trend.regular = steps.entries_min / steps.entries_max;
		trend.sustained = fmax(trend.sustained, 0.5 * steps.bytes_mean * trend.regular);
	}
	if (trend.total < TREND_BYTES_MIN)
		return trend;
	if (series->count == 2)
		trend.verdict = VERDICT_GREW;
	else if (series->is_storage)
		trend.verdict = judge_storage(series, &steps);
	else
		trend.verdict = judge_entries(series, &steps, &trend);
	if (series->is_storage && trend.verdict == VERDICT_LEAKS) {
		/* The jumps are the table's; what fills it is even as far as one can know. */
		trend.sustained = steps.bytes_mean;
		trend.regular = fmax(trend.regular, 0.5);
	}
	return trend;
}

const char *
verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_NONE] = "steady",
		[VERDICT_FEW] = "few",
		[VERDICT_BURST] = "burst",
		[VERDICT_LOADING] = "loading",
		[VERDICT_TURNOVER] = "turnover",
		[VERDICT_SAWTOOTH] = "sawtooth",
		[VERDICT_LEVELLING] = "levelling off",
		[VERDICT_HOLDS] = "holds",
		[VERDICT_GREW] = "grew",
		[VERDICT_LEAKS] = "leaks",
	};

	return names[verdict];
}
