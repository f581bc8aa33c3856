/*
 * A snapshot without what its program's users and authors put into it: the same graph, sizes and
 * ids, other words.
 *
 * Every word of every string (letters, digits, _, $ and all that is not ASCII) is replaced by a
 * random one of the same shape and UTF-16 length, the same word always by the same one, a
 * different one by a different one where there are enough of its length.  The engine's own words
 * (own_words.h), single letters and punctuation stay, and so do the numbers that mean ids:
 * classes, tags and WeakMap pairs are what they were, under other names.
 *
 * The file is rewritten piece by piece, so that one that does not load, or is cut off, can be
 * sent as well.
 */

#pragma once

#include "base/packed_file.h"
#include "base/progress.h"
#include "heap/input.h"

/* `seed` ought to be random: the words follow from it and their order alone. */
bool anonymize(struct input *input, struct packed_file *out, uint64_t seed,
	       struct progress *progress, struct error *error);
