#include "config.h"

#include "heap/number_scan.h"

#include <string.h>

#include "base/memory.h"

/* A number split up: digits without the point, and the power of ten to take them by. */
struct number_parts {
	const char *digits, *digits_end; /* with a point among them, perhaps */
	bool negative;
	int64_t exponent;
};

static const char number_too_long[] = "a number of at most 63 characters";

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static bool
is_number_byte(char c)
{
	return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static const char *
digits_skip(const char *at, const char *end)
{
	while (at < end && is_digit(*at))
		at++;
	return at;
}

/* The power of ten behind the e; what it amounts to in a number of 64 bytes at most. */
static const char *
exponent_parse(const char *at, const char *end, int64_t *exponent)
{
	bool negative = at < end && *at == '-';
	const char *digits = at += at < end && (*at == '-' || *at == '+');

	*exponent = 0;
	for (; at < end && is_digit(*at); at++)
		if (*exponent < 1000000)
			*exponent = *exponent * 10 + (*at - '0');
	if (negative)
		*exponent = -*exponent;
	return at > digits ? at : NULL;
}

/* Null where the text is no JSON number. */
static bool
parts_parse(const char *at, const char *end, struct number_parts *parts)
{
	const char *point;

	*parts = (struct number_parts){ .negative = at < end && *at == '-' };
	at += parts->negative;
	parts->digits = at;
	at = digits_skip(at, end);
	if (at == parts->digits || (*parts->digits == '0' && at > parts->digits + 1))
		return false;
	point = at;
	if (at < end && *at == '.') {
		at = digits_skip(at + 1, end);
		if (at == point + 1)
			return false;
		parts->exponent = -(at - (point + 1));
	}
	parts->digits_end = at;
	if (at < end && (*at == 'e' || *at == 'E')) {
		int64_t exponent;

		at = exponent_parse(at + 1, end, &exponent);
		parts->exponent += exponent;
	}
	return at == end;
}

/* Takes the digits by the power of ten; false if the result is not whole or has more than 64
 * bits. */
static bool
parts_value(const struct number_parts *parts, uint64_t *value)
{
	const char *end = parts->digits_end;
	int64_t exponent = parts->exponent;

	*value = 0;
	while (end > parts->digits && (end[-1] == '0' || end[-1] == '.'))
		exponent += *--end == '0';
	for (const char *at = parts->digits; at < end; at++)
		if (*at != '.' && (__builtin_mul_overflow(*value, 10, value)
				   || __builtin_add_overflow(*value, (uint64_t)(*at - '0'), value)))
			return false;
	if (*value == 0)
		return true;
	if (exponent < 0)
		return false;
	for (; exponent > 0; exponent--)
		if (__builtin_mul_overflow(*value, 10, value))
			return false;
	return true;
}

const char *
number_parse(const char *text, size_t length, struct number_wide *number)
{
	struct number_parts parts;

	if (length > NUMBER_LENGTH_MAX)
		return number_too_long;
	if (!parts_parse(text, text + length, &parts))
		return "a number";
	if (!parts_value(&parts, &number->magnitude))
		return "a whole number of at most 64 bits";
	number->negative = parts.negative && number->magnitude > 0;
	return NULL;
}

void
numbers_add_wide(struct numbers *numbers, struct number_wide number)
{
	if (numbers->wide_count == numbers->wide_capacity) {
		numbers->wide_capacity = numbers->wide_capacity * 2 + 16;
		numbers->wide = xreallocarray(numbers->wide, numbers->wide_capacity,
					      sizeof(*numbers->wide));
	}
	number.at = numbers->count;
	numbers->wide[numbers->wide_count++] = number;
	numbers->value[numbers->count++] = NUMBER_WIDE;
}

struct number_wide
numbers_wide(const struct numbers *numbers, size_t at)
{
	size_t low = 0, high = numbers->wide_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (numbers->wide[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return numbers->wide[low];
}

/* What stands between two numbers.  Null if all is well. */
static const char *
separator_take(char c, enum number_state *state)
{
	switch (c) {
	case ',':
		if (*state != NUMBER_AFTER_NUMBER)
			return "a number";
		*state = NUMBER_AFTER_COMMA;
		return NULL;
	case ']':
		if (*state == NUMBER_AFTER_COMMA)
			return "a number";
		*state = NUMBER_END;
		return NULL;
	default:
		return *state == NUMBER_AFTER_NUMBER ? "',' or ']'" : "a number";
	}
}

/* Where the number that is open at the window's beginning starts. */
static const char *
open_number(const char *bytes)
{
	const char *start = bytes;

	while (bytes - start < NUMBER_LOOKBACK && is_number_byte(start[-1]))
		start--;
	return start;
}

bool
number_scan_ends_too_long(const char *bytes, size_t length)
{
	return bytes + length - open_number(bytes + length) > NUMBER_LENGTH_MAX;
}

/* The number from `start` to `end`, which the window holds the byte behind. */
static bool
number_take(struct numbers *numbers, const char *bytes, const char *start, const char *end,
	    struct number_fault *fault)
{
	struct number_wide number = { .negative = false };

	fault->at = start - bytes;
	fault->expected = number_parse(start, (size_t)(end - start), &number);
	if (fault->expected != NULL)
		return false;
	if (number.negative || number.magnitude >= NUMBER_WIDE)
		numbers_add_wide(numbers, number);
	else
		numbers->value[numbers->count++] = (uint32_t)number.magnitude;
	return true;
}

/* The number that `start` begins, if its end is in the window; otherwise *at becomes the
 * window's end and the number is left to the next window. */
static bool
number_scan_one(struct numbers *numbers, const char *bytes, size_t length, const char *start,
		size_t *at, enum number_state *state, struct number_fault *fault)
{
	const char *end = bytes + length, *stop = start < bytes ? bytes : start;

	if (*state == NUMBER_AFTER_NUMBER) {
		*fault = (struct number_fault){ start - bytes, "',' or ']'", true };
		return false;
	}
	while (stop < end && is_number_byte(*stop))
		stop++;
	*at = (size_t)(stop - bytes);
	if (stop - start > NUMBER_LENGTH_MAX) {
		*fault = (struct number_fault){ start - bytes, number_too_long, false };
		return false;
	}
	if (stop == end)
		return true;
	*state = NUMBER_AFTER_NUMBER;
	return number_take(numbers, bytes, start, stop, fault);
}

bool
number_scan_exact(struct numbers *numbers, const char *bytes, size_t length,
		  enum number_state *state, size_t *used, struct number_fault *fault)
{
	const char *open = open_number(bytes);
	size_t at = 0;

	*fault = (struct number_fault){ 0, NULL, false };
	*used = length;
	if (open < bytes
	    && !number_scan_one(numbers, bytes, length, open, &at, state, fault))
		return false;
	while (at < length) {
		if (is_space(bytes[at])) {
			at++;
		} else if (is_number_byte(bytes[at])) {
			if (!number_scan_one(numbers, bytes, length, bytes + at, &at, state, fault))
				return false;
		} else {
			fault->at = (ptrdiff_t)at;
			fault->expected = separator_take(bytes[at++], state);
			fault->is_behind = *state == NUMBER_AFTER_NUMBER;
			if (fault->expected != NULL)
				return false;
			if (*state == NUMBER_END) {
				*used = at;
				return true;
			}
		}
	}
	return true;
}
