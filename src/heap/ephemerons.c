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
	if (text.length == 0)
		return false;
	if (memchr(text.at, '\n', text.length) != NULL
	    || memchr(text.at, '\r', text.length) != NULL)
		return true;
	return memchr(text.at, 0xe2, text.length) != NULL
	       && (text_find(text, TEXT("\xe2\x80\xa8"), 0, false) != SIZE_MAX
		   || text_find(text, TEXT("\xe2\x80\xa9"), 0, false) != SIZE_MAX);
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
	rest = text_from(rest, begin.length);
	return take_ending(&rest, TEXT(")")) && take_ending_number(&rest, table_id)
	       && take_ending(&rest, TEXT(") pair in WeakMap (table @"))
	       && take_ending_number(&rest, &value_id) && take_ending(&rest, TEXT(" @"))
	       && has_key_and_value(rest) && !has_line_terminator(*pair);
}

/* Few strings are a number and something: the others are told by their first bytes. */
static bool
ephemeron_is_likely(const struct strings *strings, string_ix name)
{
	const char *begin = strings_raw_begin(strings, name), *raw = begin;

	while (is_digit(*raw))
		raw++;
	return *raw == '\\' || (raw > begin && raw[0] == ' ' && (raw[1] == '/' || raw[1] == '\\'));
}

/* Names of pairs that are still to be told from others: a map of many is waited for once. */
enum { BATCH_NAMES = 64 };

struct batch {
	size_t count;
	string_ix name[BATCH_NAMES];
	struct text pair[BATCH_NAMES]; /* in the strings, or, decoded, in `texts` */
	uint32_t table_id[BATCH_NAMES];
	struct text_map map;
	struct arena texts, kept, scratch; /* of the batch; of the map; of one name */
};

/* Gives the pairs of a batch their numbers. */
static bool
ephemerons_add(struct ephemerons *e, struct batch *batch, string_ix count, struct error *error)
{
	uint32_t numbers[BATCH_NAMES];

	if (batch->count > 0 && e->pair == NULL) {
		e->pair = column_alloc(count, sizeof *e->pair, error);
		if (e->pair == NULL)
			return false;
	}
	text_map_add_all(&batch->map, batch->pair, batch->count, numbers);
	for (size_t i = 0; i < batch->count; i++) {
		uint32_t number = numbers[i];

		if (number == e->pair_count) {
			batch->map.at[number] = arena_text(&batch->kept, batch->pair[i]);
			if ((number & (number - 1)) == 0) /* room doubles at powers of two */
				e->table_id = xreallocarray(e->table_id,
							    number == 0 ? 1 : 2 * (size_t)number,
							    sizeof *e->table_id);
			e->table_id[number] = batch->table_id[i];
			e->pair_count = number + 1;
		}
		e->pair[batch->name[i]] = number + 1;
	}
	batch->count = 0;
	arena_reset(&batch->texts);
	return true;
}

/* Takes the name into the batch, if it is a pair's. */
static void
batch_take(struct batch *batch, const struct strings *strings, string_ix name)
{
	size_t i = batch->count;
	struct text text = strings_text(strings, name, &batch->scratch);
	bool is_decoded = text.at != strings_raw_begin(strings, name);

	if (ephemeron_parse(text, &batch->pair[i], &batch->table_id[i])) {
		if (is_decoded)
			batch->pair[i] = arena_text(&batch->texts, batch->pair[i]);
		batch->name[i] = name;
		batch->count++;
	}
	if (is_decoded)
		arena_reset(&batch->scratch);
}

bool
ephemerons_build(struct ephemerons *e, const struct strings *strings, struct progress *progress,
		 struct error *error)
{
	struct batch batch = { .count = 0 };
	bool done = true;

	for (string_ix name = 0; done && name < strings->recorded; name++) {
		if (name % PROGRESS_STRIDE == 0)
			done = progress_advance(progress, name, error);
		if (done && ephemeron_is_likely(strings, name))
			batch_take(&batch, strings, name);
		if (done && batch.count == BATCH_NAMES)
			done = ephemerons_add(e, &batch, strings->recorded, error);
	}
	done = done && ephemerons_add(e, &batch, strings->recorded, error);
	text_map_release(&batch.map);
	arena_release(&batch.texts);
	arena_release(&batch.kept);
	arena_release(&batch.scratch);
	return done;
}

void
ephemerons_release(struct ephemerons *e)
{
	column_free(e->pair);
	free(e->table_id);
	*e = (struct ephemerons){ 0 };
}
