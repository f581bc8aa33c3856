/*
 * Regular expressions as JavaScript reads them without the flags u and v -> as PCRE2 does.
 *
 * The two agree on most.  What means one thing here and another there is written out or refused:
 *
 *	\s . [] [^]                 JavaScript's white space and ends of lines, nothing, anything
 *	\u00e9 \cA \07 \8           characters; of PCRE2's own, as in \h \A \Q \e, the letter itself
 *	(?<name>x) \k<name> \1      by number; nothing, inside of their group and before it
 *	{ } ]                       themselves, where they close and repeat nothing
 *	a++ (?i) (?R) (*UTF)        wrong
 *	/x/i                        units in upper case, as utf16_set() has them in the text
 *
 * Callouts (?Cn) count 2^n steps: behind what may be there more or less often, before each other
 * choice of |, and at what has to be there many times: each way that is tried is counted.
 *
 * What remains: PCRE2 looks behind by a fixed length only; and a group which a repeat passes by
 * keeps what it had the turn before, so that a reference back to it finds that.
 */

#pragma once

#include <stdbool.h>

#include "base/utf16.h"

/* Appends the pattern translated.  False: it is none; *wrong says why. */
bool regex_translate(struct utf16 *out, const struct utf16 *pattern, bool fold_case,
		     const char **wrong);
