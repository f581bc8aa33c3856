/*
 * Regular expressions on text, which is any bytes: as people write them in JavaScript
 * (regex_translate.h), compiled and matched by the C library.
 */

#pragma once

#include <regex.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"

/* Compiles the pattern, for text_matches(); regfree() releases it.  False, and nothing to release:
 * it is none, or too large a one (ERROR_USAGE, naming the pattern).  Ends the program where there
 * is no memory for it. */
bool text_regex_compile(regex_t *regex, struct text pattern, bool fold_case, struct error *error);
/* Whether it occurs in the text.  Ends the program where there is no memory to tell. */
bool text_matches(struct text text, const regex_t *regex);
