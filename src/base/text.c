#include "config.h"

#include "base/text.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/text_internal.h"

enum { COMPARE_BLOCK = 256 }; /* bytes looked at together */

static bool
is_continuation(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/*
 * The smallest code point for each length is what makes overlong forms invalid.
 * Surrogates pass: V8 writes lone ones, and they are text in JavaScript.
 */
uint32_t
text_next(struct text text, size_t *bytes)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *at = (const unsigned char *)text.at;
	size_t length = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	uint32_t c;

	*bytes = 1;
	if (at[0] < 0x80)
		return at[0];
	if (at[0] < 0xc2 || at[0] > 0xf4 || text.length < length)
		return 0xfffd;
	c = at[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if (!is_continuation(at[i]))
			return 0xfffd;
		c = c << 6 | (at[i] & 0x3fu);
	}
	if (c < smallest[length] || c > 0x10ffff)
		return 0xfffd;
	*bytes = length;
	return c;
}

static uint32_t
first_unit(uint32_t c)
{
	return c > 0xffff ? 0xd7c0 + (c >> 10) : c;
}

/*
 * A character of two UTF-16 units against one of one: as units, the first counts.  Only
 * if the one is the same lone surrogate, what follows it meets the second.
 */
static int
compare_pair(struct text pair, struct text single)
{
	size_t bytes;
	uint32_t c = text_next(pair, &bytes);
	uint32_t high = first_unit(c), low = 0xdc00 | (c & 0x3ff);
	uint32_t unit = text_next(single, &bytes);

	if (high == unit) {
		if (single.length == bytes)
			return 1;
		single = text_from(single, bytes);
		high = low;
		unit = first_unit(text_next(single, &bytes));
	}
	return (high > unit) - (high < unit);
}

size_t
text_put(char out[4], uint32_t code_point)
{
	unsigned char *to = (unsigned char *)out;

	if (code_point < 0x80) {
		*to++ = (unsigned char)code_point;
	} else if (code_point < 0x800) {
		*to++ = (unsigned char)(0xc0 | code_point >> 6);
		*to++ = (unsigned char)(0x80 | (code_point & 0x3f));
	} else if (code_point < 0x10000) {
		*to++ = (unsigned char)(0xe0 | code_point >> 12);
		*to++ = (unsigned char)(0x80 | (code_point >> 6 & 0x3f));
		*to++ = (unsigned char)(0x80 | (code_point & 0x3f));
	} else {
		*to++ = (unsigned char)(0xf0 | code_point >> 18);
		*to++ = (unsigned char)(0x80 | (code_point >> 12 & 0x3f));
		*to++ = (unsigned char)(0x80 | (code_point >> 6 & 0x3f));
		*to++ = (unsigned char)(0x80 | (code_point & 0x3f));
	}
	return (size_t)((char *)to - out);
}

char *
text_copy(struct text text)
{
	char *copy = xmalloc(text.length + 1);

	if (text.length > 0)
		memcpy(copy, text.at, text.length);
	copy[text.length] = '\0';
	return copy;
}

/* UTF-8 sorts as UTF-16 does, save that what takes two units (lead byte 0xf0 and up) comes
 * before U+E000 to U+FFFF, and among lone surrogates (lead bytes 0xed to 0xef). */
int
text_compare(struct text a, struct text b)
{
	size_t length = a.length < b.length ? a.length : b.length;
	size_t i = 0;
	unsigned char c, d;

	if (a.at == b.at)
		i = length; /* one string of a snapshot, which many objects may have */
	/* long ones that differ late are compared by the gigabyte when they are sorted */
	while (length - i >= COMPARE_BLOCK && memcmp(a.at + i, b.at + i, COMPARE_BLOCK) == 0)
		i += COMPARE_BLOCK;
	while (i < length && a.at[i] == b.at[i])
		i++;
	if (i == length)
		return (a.length > b.length) - (a.length < b.length);
	c = (unsigned char)a.at[i];
	d = (unsigned char)b.at[i];
	a = text_from(a, i);
	b = text_from(b, i);
	if (c >= 0xf0 && d >= 0xed && d < 0xf0)
		return compare_pair(a, b);
	if (d >= 0xf0 && c >= 0xed && c < 0xf0)
		return -compare_pair(b, a);
	return c < d ? -1 : 1;
}

size_t
text_utf16_length(struct text text)
{
	size_t units = 0;

	while (text.length > 0) {
		size_t bytes;

		units += text_next(text, &bytes) > 0xffff ? 2 : 1;
		text = text_from(text, bytes);
	}
	return units;
}

struct text
text_cut(struct text text, size_t longest)
{
	size_t end = longest;

	if (text.length <= longest)
		return text;
	/* back to the beginning of the character the cut would go through, if it is one */
	for (size_t back = 1; back < 4; back++) {
		unsigned char c = (unsigned char)text.at[longest - back];
		size_t bytes;

		if ((c & 0xc0) == 0x80)
			continue;
		text_next(text_from(text, longest - back), &bytes);
		if (bytes > back)
			end = longest - back;
		break;
	}
	return (struct text){ text.at, end };
}

struct text
text_take(struct text *list, char separator)
{
	const char *end = memchr(list->at, separator, list->length);
	struct text part = { list->at, end == NULL ? list->length : (size_t)(end - list->at) };
	size_t taken = part.length + (end != NULL);

	*list = text_from(*list, taken);
	return part;
}

const struct text_range text_spaces[TEXT_SPACES] = {
	{ 0x09, 0x0d },     { ' ', ' ' },       { 0xa0, 0xa0 },     { 0x1680, 0x1680 },
	{ 0x2000, 0x200a }, { 0x2028, 0x2029 }, { 0x202f, 0x202f }, { 0x205f, 0x205f },
	{ 0x3000, 0x3000 }, { 0xfeff, 0xfeff },
};

static bool
is_space(uint32_t c)
{
	size_t i = 0;

	while (i < TEXT_SPACES && c > text_spaces[i].last)
		i++;
	return i < TEXT_SPACES && c >= text_spaces[i].first;
}

/* The digits of the integer that the text begins with, and its sign. */
static struct text
text_integer_digits(struct text text, bool *negative)
{
	struct text digits;
	size_t i = 0, bytes;

	while (i < text.length
	       && is_space(text_next(text_from(text, i), &bytes)))
		i += bytes;
	*negative = i < text.length && text.at[i] == '-';
	if (i < text.length && (text.at[i] == '-' || text.at[i] == '+'))
		i++;
	digits = (struct text){ text.at + i, 0 };
	while (i < text.length && text.at[i] >= '0' && text.at[i] <= '9') {
		digits.length++;
		i++;
	}
	return digits;
}

bool
text_parse_integer(struct text text, int64_t *number)
{
	bool negative;
	struct text digits = text_integer_digits(text, &negative);
	uint64_t magnitude = 0;
	/* one more below zero than above */
	uint64_t limit = (uint64_t)INT64_MAX + negative;

	if (digits.length == 0)
		return false;
	for (size_t i = 0; i < digits.length; i++) {
		unsigned digit = (unsigned)(digits.at[i] - '0');

		magnitude = magnitude > (limit - digit) / 10 ? limit : magnitude * 10 + digit;
	}
	*number = negative ? -1 - (int64_t)(magnitude - 1) : (int64_t)magnitude;
	if (magnitude == 0)
		*number = 0;
	return true;
}

/* The ends of int64 stand for what is beyond them, too: those are read again. */
bool
text_parse_number(struct text text, double *number)
{
	int64_t integer;
	bool negative;
	struct text digits;
	char *copy;

	if (!text_parse_integer(text, &integer))
		return false;
	*number = (double)integer;
	if (integer != INT64_MAX && integer != INT64_MIN)
		return true;
	digits = text_integer_digits(text, &negative);
	copy = text_copy(digits);
	*number = negative ? -strtod(copy, NULL) : strtod(copy, NULL);
	free(copy);
	return true;
}

bool
text_parse_id(struct text text, uint64_t *id)
{
	size_t first = text.length > 0 && text.at[0] == '@';

	*id = 0;
	for (size_t i = first; i < text.length; i++) {
		uint64_t digit = (uint64_t)((unsigned char)text.at[i]) - '0';

		if (text.at[i] < '0' || text.at[i] > '9' || *id > (UINT64_MAX - digit) / 10)
			return false;
		*id = *id * 10 + digit;
	}
	return text.length > first;
}
