/*
 * Regular expressions (POSIX, compiled with REG_NOSUB) on text, which is any bytes.
 */

#pragma once

#include <regex.h>
#include <stdbool.h>

#include "base/text.h"

/* Whether it occurs in the text.  Ends the program where there is no memory to tell. */
bool text_matches(struct text text, const regex_t *regex);
/* Whether the C library can be asked to compile the pattern: it writes out what is repeated, so
 * that a few repeats of repeats, such as ++++ or {99}{99}{99}, take all memory there is. */
bool text_is_small_regex(struct text pattern);
