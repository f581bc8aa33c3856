/*
 * Regular expressions (POSIX, compiled with REG_NOSUB) on text, which is any bytes.
 */

#pragma once

#include <regex.h>
#include <stdbool.h>

#include "base/text.h"

/* Whether it occurs in the text.  Ends the program where there is no memory to tell. */
bool text_matches(struct text text, const regex_t *regex);
