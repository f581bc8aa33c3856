/*
 * Regular expressions on text, which is any bytes: as JavaScript's without the flags u and v
 * (regex_translate.h), compiled and matched by PCRE2 on 16-bit units.
 */

#pragma once

#include <stdbool.h>

#include "base/error.h"
#include "base/progress.h"
#include "base/text.h"

struct text_regex;

/* Null for a pattern that is none, or too large a one (ERROR_USAGE, naming it).  The pattern has to
 * stay. */
struct text_regex *text_regex_new(struct text pattern, bool fold_case, struct error *error);
/* Stops a match when that is cancelled. */
void text_regex_watch(struct text_regex *regex, const struct progress *progress);
/* Whether it occurs in the text.  False with ERROR_LIMIT if that takes more steps than anyone would
 * wait for, alone or with all texts before.  Not from two threads at once. */
bool text_regex_match(struct text_regex *regex, struct text text, bool *matches,
		      struct error *error);
void text_regex_free(struct text_regex *regex);
