#include "config.h"

#include "live/slope.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/* One-sided, 1 %. */
static const double normal_99 = 2.326;
enum { POINTS_LEAST = 5 };

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts the values; 0 of none. */
static double
median(double *values, size_t count)
{
	if (count == 0)
		return 0;
	qsort(values, count, sizeof(*values), compare_doubles);
	return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* The line's value at the last point; never beyond what was seen.  `values` is room for them. */
static double
slope_value_at_end(const struct point *points, size_t count, double per_second, double *values)
{
	double end = -INFINITY, least = INFINITY, most = -INFINITY;

	for (size_t i = 0; i < count; i++) {
		end = fmax(end, points[i].time);
		least = fmin(least, points[i].value);
		most = fmax(most, points[i].value);
	}
	for (size_t i = 0; i < count; i++)
		values[i] = points[i].value + per_second * (end - points[i].time);
	return fmin(fmax(median(values, count), least), most);
}

struct slope
slope_of(const struct point *points, size_t count)
{
	struct slope slope = { 0 };
	double *values, rising = 0, n, spread;
	size_t pairs = 0;

	if (count > SLOPE_POINTS_MAX) {
		points += count - SLOPE_POINTS_MAX;
		count = SLOPE_POINTS_MAX;
	}
	if (count < 2)
		return slope;
	values = xreallocarray(NULL, count * (count - 1) / 2 + count, sizeof(*values));
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++) {
			bool is_later = points[j].time >= points[i].time;
			const struct point *from = &points[is_later ? i : j];
			const struct point *to = &points[is_later ? j : i];
			double time = to->time - from->time, rise = to->value - from->value;

			rising += (rise > 0) - (rise < 0);
			if (time > 0)
				values[pairs++] = rise / time;
		}
	slope.per_second = median(values, pairs);
	slope.now = slope_value_at_end(points, count, slope.per_second, values);
	free(values);
	n = (double)count;
	spread = sqrt(n * (n - 1) * (2 * n + 5) / 18);
	slope.is_certain = count >= POINTS_LEAST && rising > normal_99 * spread;
	return slope;
}
