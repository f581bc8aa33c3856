/*
 * How much work the C library would have with a regular expression.
 */

#pragma once

#include <stdbool.h>

#include "base/text.h"

/* Whether it can be asked to compile the pattern, POSIX's extended kind: it writes out what is
 * repeated, so that a few repeats of repeats, such as ++++ or {99}{99}{99}, take all memory there
 * is, and walks all ways in a circle that take no character, as in ((a*b*)+c*)+. */
bool regex_is_small(struct text pattern);
