#include "config.h"

#include "base/text.h"

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

/*
 * UTF-8 sorts as code points do, UTF-16 almost: what takes two units (lead byte 0xf0
 * and up) comes before U+E000 to U+FFFF (lead bytes 0xee and 0xef).
 */
static int
utf16_rank(unsigned char c)
{
	return c == 0xee || c == 0xef ? c + 0x20 : c;
}

int
text_compare(struct text a, struct text b)
{
	size_t length = a.length < b.length ? a.length : b.length;
	size_t i = 0;

	while (i < length && a.at[i] == b.at[i])
		i++;
	if (i < length)
		return utf16_rank((unsigned char)a.at[i]) - utf16_rank((unsigned char)b.at[i]);
	return (a.length > b.length) - (a.length < b.length);
}

size_t
text_utf16_length(struct text text)
{
	size_t units = 0;

	while (text.length > 0) {
		size_t bytes;

		units += text_next(text, &bytes) > 0xffff ? 2 : 1;
		text.at += bytes;
		text.length -= bytes;
	}
	return units;
}

/* JavaScript's white space and line ends. */
static bool
is_space(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || c == ' ' || c == 0xa0 || c == 0x1680
	       || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f
	       || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

bool
text_parse_integer(struct text text, int64_t *number)
{
	bool negative = false;
	uint64_t magnitude = 0;
	/* one more below zero than above */
	uint64_t limit = INT64_MAX;
	size_t i = 0, bytes, digits;

	while (i < text.length
	       && is_space(text_next((struct text){ text.at + i, text.length - i }, &bytes)))
		i += bytes;
	if (i < text.length && (text.at[i] == '-' || text.at[i] == '+'))
		negative = text.at[i++] == '-';
	limit += negative;
	digits = i;
	for (; i < text.length && text.at[i] >= '0' && text.at[i] <= '9'; i++) {
		unsigned digit = (unsigned)(text.at[i] - '0');

		magnitude = magnitude > (limit - digit) / 10 ? limit : magnitude * 10 + digit;
	}
	if (i == digits)
		return false;
	*number = negative ? -1 - (int64_t)(magnitude - 1) : (int64_t)magnitude;
	if (magnitude == 0)
		*number = 0;
	return true;
}
