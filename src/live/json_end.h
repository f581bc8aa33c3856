/*
 * Has a JSON document come to its end?  Knows strings and brackets, nothing more: enough
 * to tell a whole snapshot from one that was cut off.  Zero-initialised is ready.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_end {
	uint64_t depth;
	bool has_begun, is_in_string, is_escaped;
};

/* False when the bytes cannot belong to one object: something before its "{" or after its
 * "}", a bracket too many. */
bool json_end_feed(struct json_end *end, const char *bytes, size_t length);

static inline bool
json_end_is_whole(const struct json_end *end)
{
	return end->has_begun && end->depth == 0;
}
