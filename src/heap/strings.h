/*
 * The string table of a snapshot, as the file has it: raw JSON text, and where each
 * string starts.  Nothing is decoded until somebody asks.
 *
 *	bytes   "<dummy>","a\tb","c"
 *	         ^         ^      ^
 *	start    1         11     18        one entry a string, behind its opening quote
 *
 * Names made later (a renamed node, a class) are added behind those of the file: their
 * text is plain WTF-8, nothing to decode.  A string index below `recorded` is the
 * file's, the others are added ones.
 */

#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

typedef uint32_t string_ix;
#define STRING_NONE ((string_ix)UINT32_MAX)

struct strings {
	char *bytes;     /* a column: the section's raw text, readable slack behind it */
	uint64_t length; /* of bytes */
	uint32_t *start; /* a column; the low 32 bits where the section passes 4 GiB ... */
	uint32_t *carry; /* ... and then the first index of each further 4 GiB */
	uint32_t carry_count;
	string_ix recorded; /* strings of the file */
	string_ix count;    /* and with the added ones */

	struct text *added;
	string_ix added_capacity;
	struct arena arena; /* of the added */
};

/* The string, decoded: points into the table if it needs no decoding, otherwise
 * allocated in `scratch`.  WTF-8: pairs of surrogate escapes are one character, lone ones are
 * their three bytes.  index < count. */
struct text strings_text(const struct strings *strings, string_ix index, struct arena *scratch);
/* The string's raw JSON text, between its quotes (only for index < recorded). */
struct text strings_raw(const struct strings *strings, string_ix index);
/* Where the raw text begins, which a quote closes: for a look at its first bytes, without a search
 * for its end (only for index < recorded). */
const char *strings_raw_begin(const struct strings *strings, string_ix index);
/* Whether the string, decoded, is exactly `text`.  Fast: no allocation. */
bool strings_equal(const struct strings *strings, string_ix index, struct text text);
/* Whether the string, decoded, starts with the ASCII `text`. */
bool strings_start_with(const struct strings *strings, string_ix index, struct text text);
/* The first string of the file with this text (spec 11.5), or STRING_NONE.  Scans. */
string_ix strings_find(const struct strings *strings, struct text text);
/* Appends a text; copies it.  Always a new index. */
string_ix strings_add(struct strings *strings, struct text text);
void strings_release(struct strings *strings);
