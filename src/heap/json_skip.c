/*
 * Walking over a JSON value of any depth.  What is open is kept in a string of bits, one a
 * level, so two hundred thousand levels cost 25 kB and no stack.
 */

#include "config.h"

#include "heap/json_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/json_text.h"

struct nesting {
	uint64_t *is_object;
	size_t depth;    /* levels */
	size_t capacity; /* words */
};

static bool
nesting_push(struct nesting *nesting, bool is_object, struct error *error)
{
	uint64_t bit = UINT64_C(1) << nesting->depth % 64;
	size_t at = nesting->depth / 64;
	uint64_t *word;

	if (!column_reserve(&nesting->is_object, &nesting->capacity, at + 1, sizeof(*word), error))
		return false;
	word = &nesting->is_object[at];
	nesting->depth++;
	*word = is_object ? *word | bit : *word & ~bit;
	return true;
}

static bool
nesting_is_object(const struct nesting *nesting)
{
	size_t top = nesting->depth - 1;

	return nesting->is_object[top / 64] >> top % 64 & 1;
}

/* A number, true, false or null, of any length.  The grammar of numbers is followed byte by
 * byte, so that a number of a gigabyte is no matter. */
enum number_place { SIGN, ZERO, WHOLE, POINT, FRACTION, E, E_SIGN, EXPONENT, NOWHERE };

static enum number_place
number_next(enum number_place place, int c)
{
	bool digit = c >= '0' && c <= '9';

	switch (place) {
	case SIGN:
		return c == '0' ? ZERO : digit ? WHOLE : NOWHERE;
	case ZERO:
	case WHOLE:
		if (digit)
			return place == WHOLE ? WHOLE : NOWHERE;
		return c == '.' ? POINT : c == 'e' || c == 'E' ? E : NOWHERE;
	case POINT:
		return digit ? FRACTION : NOWHERE;
	case FRACTION:
		return digit ? FRACTION : c == 'e' || c == 'E' ? E : NOWHERE;
	case E:
		if (c == '+' || c == '-')
			return E_SIGN;
		return digit ? EXPONENT : NOWHERE;
	case E_SIGN:
	case EXPONENT:
		return digit ? EXPONENT : NOWHERE;
	case NOWHERE:
		break;
	}
	return NOWHERE;
}

static bool
json_skip_number(struct json_reader *reader, int first, struct error *error)
{
	enum number_place place = first == '-' ? SIGN : first == '0' ? ZERO : WHOLE;

	for (;;) {
		enum number_place next;

		reader->at++;
		next = number_next(place, json_peek_byte(reader, error));
		if (next == NOWHERE)
			break;
		place = next;
	}
	if (place == ZERO || place == WHOLE || place == FRACTION || place == EXPONENT)
		return true;
	return json_unexpected(reader, "a digit", error);
}

static bool
json_skip_word(struct json_reader *reader, const char *word, struct error *error)
{
	for (; *word != '\0'; word++) {
		if (json_peek_byte(reader, error) != *word)
			return json_unexpected(reader, "a value", error);
		reader->at++;
	}
	return true;
}

static bool
json_skip_string(struct json_reader *reader, struct error *error)
{
	struct json_string_state state = { 0, 0 };
	enum json_string_end end;

	reader->at++;
	for (;;) {
		reader->at = json_string_scan(&state, reader->window, reader->at, reader->length,
					      &end);
		if (end == JSON_STRING_CLOSED)
			break;
		if (end == JSON_STRING_BAD)
			return json_unexpected(reader, json_string_expected(&state), error);
		if (!json_fill(reader, error))
			return json_unexpected(reader, "the end of a string", error);
	}
	reader->at++;
	return true;
}

static bool
json_skip_scalar(struct json_reader *reader, int first, struct error *error)
{
	switch (first) {
	case '"':
		return json_skip_string(reader, error);
	case 't':
		return json_skip_word(reader, "true", error);
	case 'f':
		return json_skip_word(reader, "false", error);
	case 'n':
		return json_skip_word(reader, "null", error);
	default:
		if (first == '-' || (first >= '0' && first <= '9'))
			return json_skip_number(reader, first, error);
		return json_unexpected(reader, "a value", error);
	}
}

static bool
json_skip_key(struct json_reader *reader, struct error *error)
{
	if (json_peek(reader, error) != '"')
		return json_unexpected(reader, "a key", error);
	return json_skip_string(reader, error) && json_expect(reader, ':', error);
}

/* Consumes a value, or the beginning of one: then *opened, and what follows is its first
 * key or element, or its end. */
static bool
json_skip_begin(struct json_reader *reader, struct nesting *nesting, bool *opened,
		struct error *error)
{
	int byte = json_peek(reader, error);

	*opened = byte == '{' || byte == '[';
	if (!*opened)
		return json_skip_scalar(reader, byte, error);
	reader->at++;
	return nesting_push(nesting, byte == '{', error);
}

/* Behind a value: closes what ends here, up to a comma that asks for one more. */
static bool
json_skip_after(struct json_reader *reader, struct nesting *nesting, struct error *error)
{
	while (nesting->depth > 0) {
		bool is_object = nesting_is_object(nesting);
		int byte = json_peek(reader, error);

		if (byte == ',') {
			reader->at++;
			return !is_object || json_skip_key(reader, error);
		}
		if (byte != (is_object ? '}' : ']'))
			return json_unexpected(reader, is_object ? "',' or '}'" : "',' or ']'",
					       error);
		reader->at++;
		nesting->depth--;
	}
	return true;
}

static bool
json_skip_all(struct json_reader *reader, struct nesting *nesting, struct error *error)
{
	do {
		bool opened;

		if (!json_skip_begin(reader, nesting, &opened, error))
			return false;
		if (opened) {
			bool is_object = nesting_is_object(nesting);

			if (json_peek(reader, error) != (is_object ? '}' : ']')) {
				if (is_object && !json_skip_key(reader, error))
					return false;
				continue;
			}
			reader->at++;
			nesting->depth--;
		}
		if (!json_skip_after(reader, nesting, error))
			return false;
	} while (nesting->depth > 0);
	return true;
}

bool
json_skip(struct json_reader *reader, struct error *error)
{
	struct nesting nesting = { .is_object = NULL };
	bool good = json_skip_all(reader, &nesting, error);

	column_free(nesting.is_object);
	return good;
}
