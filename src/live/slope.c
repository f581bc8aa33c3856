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
			double time = points[j].time - points[i].time;
			double rise = points[j].value - points[i].value;

			rising += (rise > 0) - (rise < 0);
			if (time > 0)
				values[pairs++] = rise / time;
		}
	slope.per_second = median(values, pairs);
	for (size_t i = 0; i < count; i++)
		values[i] = points[i].value
			    + slope.per_second * (points[count - 1].time - points[i].time);
	slope.now = median(values, count);
	free(values);
	n = (double)count;
	spread = sqrt(n * (n - 1) * (2 * n + 5) / 18);
	slope.is_certain = count >= POINTS_LEAST && rising > normal_99 * spread;
	return slope;
}
