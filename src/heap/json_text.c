#include "config.h"

#include "heap/json_text.h"

#include <endian.h>
#include <stdint.h>

static bool
is_hex_digit(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool
is_escapable(unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
	case 'u':
		return true;
	default:
		return false;
	}
}

/* One byte of an escape, the backslash behind us.  False if it may not be there. */
static bool
escape_step(struct json_string_state *state, unsigned char c)
{
	if (state->hex_digits > 0) {
		if (!is_hex_digit(c))
			return false;
		state->hex_digits--;
		return true;
	}
	if (!is_escapable(c))
		return false;
	state->in_escape = 0;
	state->hex_digits = c == 'u' ? 4 : 0;
	return true;
}

/* Eight bytes at once: how many stand before the first quote, backslash or control character. */
static size_t
plain_bytes(const char *bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
	uint64_t word, quote, backslash;

	memcpy(&word, bytes, sizeof(word));
	word = le64toh(word);
	quote = word ^ ones * '"';
	backslash = word ^ ones * '\\';
	/* The lowest bit is right; those above one may be carried. */
	word = (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)
		| ((word - ones * 0x20) & ~word)) & highs;
	return word == 0 ? sizeof(word) : (size_t)__builtin_ctzll(word) / 8;
}

size_t
json_string_scan(struct json_string_state *state, const char *bytes, size_t at, size_t length,
		 enum json_string_end *end)
{
	for (; at < length; at++) {
		unsigned char c = (unsigned char)bytes[at];

		if (state->in_escape || state->hex_digits > 0) {
			if (!escape_step(state, c)) {
				*end = JSON_STRING_BAD;
				return at;
			}
			continue;
		}
		while (length - at >= 8) {
			size_t plain = plain_bytes(bytes + at);

			at += plain;
			if (plain < 8)
				break;
		}
		if (at == length)
			break;
		c = (unsigned char)bytes[at];
		if (c == '"' || c < 0x20) {
			*end = c == '"' ? JSON_STRING_CLOSED : JSON_STRING_BAD;
			return at;
		}
		state->in_escape = c == '\\';
	}
	*end = JSON_STRING_OPEN;
	return length;
}

const char *
json_string_expected(const struct json_string_state *state)
{
	if (state->hex_digits > 0)
		return "four hexadecimal digits behind \\u";
	if (state->in_escape)
		return "one of \"\\/bfnrtu behind a backslash";
	return "no control character in a string";
}

static uint32_t
hex_value(const char *digits)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		unsigned char c = (unsigned char)digits[i];

		value = value << 4 | (c <= '9' ? c - 48u : (c | 0x20u) - 87u);
	}
	return value;
}

/* The code point of \uXXXX, or of a pair of them; *used is the text it takes behind the first
 * backslash. */
static uint32_t
unicode_escape(struct text rest, size_t *used)
{
	uint32_t unit = hex_value(rest.at + 1), second;

	*used = 5;
	if ((unit & 0xfc00) != 0xd800 || rest.length < 11 || rest.at[5] != '\\'
	    || rest.at[6] != 'u')
		return unit;
	second = hex_value(rest.at + 7);
	if ((second & 0xfc00) != 0xdc00)
		return unit;
	*used = 11;
	return 0x10000 + ((unit & 0x3ff) << 10) + (second & 0x3ff);
}

static char
simple_escape(char c)
{
	switch (c) {
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return c;
	}
}

size_t
json_string_decode(char *out, struct text raw)
{
	const char *at = raw.at, *end;
	char *to = out;

	if (raw.length == 0)
		return 0; /* it may be no address at all */
	end = raw.at + raw.length;
	while (at < end) {
		const char *backslash = memchr(at, '\\', (size_t)(end - at));
		size_t plain = (size_t)((backslash ? backslash : end) - at), used = 1;

		memmove(to, at, plain);
		to += plain;
		at += plain;
		if (backslash == NULL)
			break;
		at++;
		if (*at == 'u')
			to += text_put(to, unicode_escape((struct text){ at, (size_t)(end - at) },
							  &used));
		else
			*to++ = simple_escape(*at);
		at += used;
	}
	return (size_t)(to - out);
}
