#include "config.h"

#include "live/json_end.h"

/* One byte outside a string. */
static bool
json_end_step(struct json_end *end, char c)
{
	switch (c) {
	case ' ': case '\t': case '\n': case '\r':
		return true;
	case '{':
		if (end->has_begun && end->depth == 0)
			return false;
		end->has_begun = true;
		end->depth++;
		return true;
	case '[':
		end->depth++;
		return end->depth > 1;
	case '}': case ']':
		return end->depth-- > 0;
	case '"':
		end->is_in_string = true;
		return end->depth > 0;
	default:
		return end->depth > 0;
	}
}

bool
json_end_feed(struct json_end *end, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (end->is_escaped) {
			end->is_escaped = false;
		} else if (end->is_in_string) {
			end->is_in_string = bytes[i] != '"';
			end->is_escaped = bytes[i] == '\\';
		} else if (!(bytes[i] >= ',' && bytes[i] <= '9' && end->depth > 0)
			   && !json_end_step(end, bytes[i])) {
			/* numbers and commas, which is nearly all, were let through above */
			return false;
		}
	}
	return true;
}
