/*
 * The inside of a JSON string: where it ends, whether its escapes are right, what it says.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* How far into an escape a scan is, so that a string may come in pieces.  Zero at the
 * beginning of a string. */
struct json_string_state {
	unsigned char in_escape;    /* behind a backslash */
	unsigned char hex_digits;   /* so many are still to come */
};

enum json_string_end {
	JSON_STRING_CLOSED, /* at the quote */
	JSON_STRING_OPEN,   /* at the end of the bytes */
	JSON_STRING_BAD,    /* at a byte that may not be there */
};

/* Scans on from bytes[at]; returns where it came to.  */
size_t json_string_scan(struct json_string_state *state, const char *bytes, size_t at,
			size_t length, enum json_string_end *end);
/* What to say about a byte that may not be there. */
const char *json_string_expected(const struct json_string_state *state);

/* Writes what raw, checked string contents say, as WTF-8; it is never longer than they are, and
 * may be written over them.  Returns its length. */
size_t json_string_decode(char *out, struct text raw);
