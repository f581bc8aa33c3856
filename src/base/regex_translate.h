/*
 * Regular expressions as people who write JavaScript do -> POSIX's extended ones.
 *
 *	\\d \\w \\s \\n \\u00e9 [\\w.]     what they say
 *	.                           no end of line
 *	(?:x) (?<name>x)            a group; nobody asks what was in it
 *	x*? x+? x{2,}?              whether it matches does not depend on who is greedy
 *	{a, b}                      itself, where it is no number of times
 *
 * Beside them POSIX's own [[:alpha:]] and []x].  References back, and looking ahead or
 * behind, are refused.
 */

#pragma once

#include <stdbool.h>

#include "base/buffer.h"

/* Appends the pattern translated, and a NUL.  False: it has what cannot be; *wrong says what. */
bool regex_translate(struct buffer *out, struct text pattern, const char **wrong);
