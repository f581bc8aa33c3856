/*
 * A row of numbers as a row of bars, one a terminal cell.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* The values, oldest first, in `cells` cells, each the largest of those that fall on it;
 * from 0 (or the smallest, if `from_least`) to the largest.  With ascii: . : | for the
 * eighths. */
void chart_write(const double *values, size_t count, size_t cells, bool from_least, bool ascii,
		 struct buffer *out);
