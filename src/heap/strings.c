#include "config.h"

#include "heap/strings.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/json_text.h"

enum { GAP_USUAL = 256 }; /* bytes between two strings, a quote included */

/* Where a string of the file starts in the section: so many times 4 GiB are missing from
 * start[] as there are carries up to it. */
static uint64_t
strings_start(const struct strings *strings, string_ix index)
{
	uint64_t high = 0;

	while (high < strings->carry_count && strings->carry[high] <= index)
		high++;
	return high << 32 | strings->start[index];
}

/* The quote that closes a string: the first one that no backslash escapes. */
static const char *
closing_quote(const char *start, const char *end)
{
	const char *quote = start, *escaped;

	for (;; quote++) {
		quote = memchr(quote, '"', (size_t)(end - quote));
		for (escaped = quote; escaped > start && escaped[-1] == '\\';)
			escaped--;
		if ((quote - escaped) % 2 == 0)
			return quote;
	}
}

struct text
strings_raw(const struct strings *strings, string_ix index)
{
	const char *start = strings_raw_begin(strings, index);
	const char *end = strings->bytes + strings->length, *far;

	/* Back over what stands between two strings: the opening quote of the next one, a comma,
	 * white space; the closing quote is the first one met.  It may be much white space: then
	 * it is the nearer way to read on from the start. */
	if (index + 1 < strings->recorded)
		end = strings->bytes + strings_start(strings, index + 1) - 1;
	far = end - start > GAP_USUAL ? end - GAP_USUAL : start;
	while (end > far && end[-1] != '"')
		end--;
	end = end > far ? end - 1 : closing_quote(start, end);
	return (struct text){ start, (size_t)(end - start) };
}

const char *
strings_raw_begin(const struct strings *strings, string_ix index)
{
	return strings->bytes + strings_start(strings, index);
}

/* Null for a string without escapes. */
static const char *
first_escape(struct text raw)
{
	return raw.length > 0 ? memchr(raw.at, '\\', raw.length) : NULL;
}

struct text
strings_text(const struct strings *strings, string_ix index, struct arena *scratch)
{
	struct text raw;
	char *decoded;

	if (index >= strings->recorded)
		return strings->added[index - strings->recorded];
	raw = strings_raw(strings, index);
	if (first_escape(raw) == NULL)
		return raw;
	decoded = arena_alloc(scratch, raw.length);
	return (struct text){ decoded, json_string_decode(decoded, raw) };
}

/* Its first `count` characters, or escapes, each of at least one byte when decoded. */
static struct text
raw_beginning(struct text raw, size_t count)
{
	size_t at = 0;

	for (; count > 0 && at < raw.length; count--) {
		if (raw.at[at] != '\\')
			at++;
		else
			at += at + 1 < raw.length && raw.at[at + 1] == 'u' ? 6 : 2;
	}
	return (struct text){ raw.at, at < raw.length ? at : raw.length };
}

/* Whether raw contents, decoded, are `text`, or start with it. */
static bool
raw_matches(struct text raw, struct text text, bool all)
{
	const char *escape = first_escape(raw);
	size_t plain = escape ? (size_t)(escape - raw.at) : raw.length;
	bool matches;
	char *decoded;
	struct text it;

	if (raw.length < text.length)
		return false;
	if (memcmp(raw.at, text.at, plain < text.length ? plain : text.length) != 0)
		return false;
	if (escape == NULL)
		return !all || raw.length == text.length;
	/* the longest escape for one byte is six */
	if (all && raw.length / 6 > text.length)
		return false;
	raw = raw_beginning(raw, text.length + 1);
	decoded = xmalloc(raw.length);
	it = (struct text){ decoded, json_string_decode(decoded, raw) };
	matches = all ? text_equal(it, text) : text_starts_with(it, text);
	free(decoded);
	return matches;
}

bool
strings_equal(const struct strings *strings, string_ix index, struct text text)
{
	if (index >= strings->recorded)
		return text_equal(strings->added[index - strings->recorded], text);
	return raw_matches(strings_raw(strings, index), text, true);
}

bool
strings_start_with(const struct strings *strings, string_ix index, struct text text)
{
	if (index >= strings->recorded)
		return text_starts_with(strings->added[index - strings->recorded], text);
	return raw_matches(strings_raw(strings, index), text, false);
}

string_ix
strings_find(const struct strings *strings, struct text text)
{
	for (string_ix i = 0; i < strings->recorded; i++)
		if (strings_equal(strings, i, text))
			return i;
	return STRING_NONE;
}

string_ix
strings_add(struct strings *strings, struct text text)
{
	string_ix used = strings->count - strings->recorded;

	if (used == strings->added_capacity) {
		strings->added_capacity = used * 2 + 16;
		strings->added = xreallocarray(strings->added, strings->added_capacity,
					       sizeof(*strings->added));
	}
	strings->added[used] = arena_text(&strings->arena, text);
	return strings->count++;
}

void
strings_release(struct strings *strings)
{
	column_free(strings->bytes);
	column_free(strings->start);
	free(strings->carry);
	free(strings->added);
	arena_release(&strings->arena);
	*strings = (struct strings){ .bytes = NULL };
}
