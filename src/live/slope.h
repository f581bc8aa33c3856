/*
 * The line through points of which many may lie: Theil and Sen's, the median of the slopes
 * between all pairs.  Up to three points in ten may be anywhere.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

struct point {
	double time, value; /* seconds, bytes */
};

enum { SLOPE_POINTS_MAX = 400 };

struct slope {
	double per_second; /* bytes */
	double now;        /* the line's value at the last point */
	bool is_certain;   /* Mann and Kendall's test: that it rises is no chance (1 in 100) */
};

/* Of at most the last SLOPE_POINTS_MAX points; all zero if there are less than two. */
struct slope slope_of(const struct point *points, size_t count);
