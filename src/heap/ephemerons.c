#include "config.h"

#include "heap/ephemerons.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/text_map.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes `ending` off the end of the text; false if it does not stand there. */
static bool
take_ending(struct text *text, struct text ending)
{
	if (text->length < ending.length
	    || memcmp(text->at + text->length - ending.length, ending.at, ending.length) != 0)
		return false;
	text->length -= ending.length;
	return true;
}

/* Takes the digits off the end of the text, at least one; *number is their value, 0 if it is
 * more than 32 bits hold. */
static bool
take_ending_number(struct text *text, uint32_t *number)
{
	size_t length = text->length;
	uint64_t value = 0;

	while (text->length > 0 && is_digit(text->at[text->length - 1]))
		text->length--;
	for (size_t i = text->length; i < length && value <= UINT32_MAX; i++)
		value = value * 10 + (uint64_t)(text->at[i] - '0');
	*number = value <= UINT32_MAX ? (uint32_t)value : 0;
	return text->length < length;
}

/* LF, CR, U+2028 and U+2029, which JavaScript's dot does not match. */
static bool
has_line_terminator(struct text text)
{
	return (text.length > 0
		&& (memchr(text.at, '\n', text.length) != NULL
		    || memchr(text.at, '\r', text.length) != NULL))
	       || text_find(text, TEXT("\xe2\x80\xa8"), 0, false) != SIZE_MAX
	       || text_find(text, TEXT("\xe2\x80\xa9"), 0, false) != SIZE_MAX;
}

/* Whether somewhere in the text a key ends and its value begins: " @12) -> value (". */
static bool
has_key_and_value(struct text text)
{
	static const struct text arrow = { ") -> value (", 12 };
	uint32_t id;

	for (size_t at = 0; (at = text_find(text, arrow, at, false)) != SIZE_MAX; at++) {
		struct text key = { text.at, at };

		if (take_ending_number(&key, &id) && take_ending(&key, TEXT(" @")))
			return true;
	}
	return false;
}

bool
ephemeron_parse(struct text name, struct text *pair, uint32_t *table_id)
{
	static const struct text begin = { " / part of key (", 16 };
	struct text rest = name;
	uint32_t value_id;

	while (rest.length > 0 && is_digit(rest.at[0])) {
		rest.at++;
		rest.length--;
	}
	if (rest.length == name.length || !text_starts_with(rest, begin))
		return false;
	*pair = rest;
	rest.at += begin.length;
	rest.length -= begin.length;
	return take_ending(&rest, TEXT(")")) && take_ending_number(&rest, table_id)
	       && take_ending(&rest, TEXT(") pair in WeakMap (table @"))
	       && take_ending_number(&rest, &value_id) && take_ending(&rest, TEXT(" @"))
	       && has_key_and_value(rest) && !has_line_terminator(*pair);
}

/* Few strings begin with a digit: the others are told by their first byte. */
static bool
ephemeron_is_likely(const struct strings *strings, string_ix name)
{
	char first = strings_raw_first(strings, name);

	return is_digit(first) || first == '\\';
}

static bool
ephemerons_add(struct ephemerons *e, struct text_map *map, string_ix name, string_ix count,
	       struct text pair, uint32_t table_id, struct arena *arena, struct error *error)
{
	uint32_t number;

	if (e->pair == NULL) {
		e->pair = column_alloc(count, sizeof *e->pair, error);
		if (e->pair == NULL)
			return false;
	}
	number = text_map_add(map, pair);
	if (number == e->pair_count) {
		map->at[number] = arena_text(arena, pair);
		if ((number & (number - 1)) == 0) /* room doubles at powers of two */
			e->table_id = xreallocarray(e->table_id, number == 0 ? 1 : 2 * (size_t)number,
						    sizeof *e->table_id);
		e->table_id[number] = table_id;
		e->pair_count = number + 1;
	}
	e->pair[name] = number + 1;
	return true;
}

bool
ephemerons_build(struct ephemerons *e, const struct strings *strings, struct progress *progress,
		 struct error *error)
{
	struct text_map map = { 0 };
	struct arena arena = { 0 }, scratch = { 0 };
	bool done = true;

	for (string_ix name = 0; done && name < strings->recorded; name++) {
		struct text pair;
		uint32_t table_id;

		if (name % PROGRESS_STRIDE == 0)
			done = progress_advance(progress, name, error);
		if (!done || !ephemeron_is_likely(strings, name))
			continue;
		if (ephemeron_parse(strings_text(strings, name, &scratch), &pair, &table_id))
			done = ephemerons_add(e, &map, name, strings->recorded, pair, table_id,
					      &arena, error);
		arena_reset(&scratch);
	}
	text_map_release(&map);
	arena_release(&arena);
	arena_release(&scratch);
	return done;
}

void
ephemerons_release(struct ephemerons *e)
{
	column_free(e->pair);
	free(e->table_id);
	*e = (struct ephemerons){ 0 };
}
