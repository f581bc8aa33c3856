#include "config.h"

#include "heap/new_words.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "heap/own_words.h"

enum {
	ATTEMPTS = 100,      /* to find a word that is not given yet: short ones run out */
	NUMBER_DIGITS = 9,   /* a text that is a number of so many is no secret */
};

/* splitmix64 */
static uint64_t
next_random(struct new_words *words)
{
	uint64_t z = words->seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_word_byte(char c)
{
	return is_lower(c) || is_upper(c) || is_digit(c) || c == '_' || c == '$'
	       || (unsigned char)c >= 0x80;
}

static size_t
word_length(struct text text)
{
	size_t length = 0;

	while (length < text.length && is_word_byte(text.at[length]))
		length++;
	return length;
}

static bool
is_number(struct text word)
{
	for (size_t i = 0; i < word.length; i++)
		if (!is_digit(word.at[i]))
			return false;
	return true;
}

/* A word of the same shape: a letter for each UTF-16 unit that is not ASCII. */
static void
word_invent(struct new_words *words, struct buffer *out, struct text word)
{
	buffer_clear(out);
	while (word.length > 0) {
		char c = *word.at;
		size_t bytes = 1;
		char letter = (char)(next_random(words) % 26);

		if ((unsigned char)c >= 0x80) {
			if (text_next(word, &bytes) >= 0x10000)
				buffer_add_char(out, (char)('a' + next_random(words) % 26));
			buffer_add_char(out, (char)('a' + letter));
		} else if (is_digit(c)) {
			buffer_add_char(out, (char)('0' + next_random(words) % 10));
		} else if (is_lower(c) || is_upper(c)) {
			buffer_add_char(out, (char)((is_lower(c) ? 'a' : 'A') + letter));
		} else {
			buffer_add_char(out, c);
		}
		word = text_from(word, bytes);
	}
}

/* A new word for one that was met for the first time. */
static struct text
word_give(struct new_words *words, struct text word)
{
	struct buffer invented = { .at = NULL };
	struct text given;

	for (int i = 0; i < ATTEMPTS; i++) {
		word_invent(words, &invented, word);
		if (text_map_find(&words->used, buffer_text(&invented)) == TEXT_MAP_NONE
		    && !own_words_has(buffer_text(&invented)))
			break;
	}
	given = arena_text(&words->arena, buffer_text(&invented));
	buffer_release(&invented);
	text_map_add(&words->used, given);
	return given;
}

static struct text
word_replace(struct new_words *words, struct text word)
{
	uint32_t number = text_map_find(&words->old, word);

	if (number != TEXT_MAP_NONE)
		return words->given[number];
	number = text_map_add(&words->old, arena_text(&words->arena, word));
	if (number >= words->capacity) {
		words->capacity = number * 2 + 1024;
		words->given = xreallocarray(words->given, words->capacity,
					     sizeof(*words->given));
	}
	words->given[number] = word_give(words, word);
	return words->given[number];
}

/* Whether a word of digits is a number to be kept: an id, or the number of a WeakMap pair, or
 * a short number that is all of the text. */
static bool
number_stays(struct text text, size_t at, size_t length)
{
	struct text rest = { text.at + at + length, text.length - at - length };

	if (at > 0 && text.at[at - 1] == '@')
		return true;
	if (at == 0 && text_starts_with(rest, TEXT(" / part of key (")))
		return true;
	return length <= NUMBER_DIGITS && rest.length == 0
	       && (at == 0 || (at == 1 && *text.at == '-'));
}

/* The engine's elements are named after their tags, in one word. */
static bool
is_element_name(struct text word)
{
	static const struct text ending = { "Element", 7 };

	return (text_starts_with(word, TEXT("HTML")) || text_starts_with(word, TEXT("SVG")))
	       && word.length > ending.length && word.length < 32
	       && memcmp(word.at + word.length - ending.length, ending.at, ending.length) == 0;
}

static bool
word_stays(struct text text, size_t at, size_t length)
{
	struct text word = { text.at + at, length };

	if (is_number(word))
		return number_stays(text, at, length);
	if (at > 0 && text.at[at - 1] == '<' && own_words_has_tag(word))
		return true;
	return (length == 1 && (unsigned char)*word.at < 0x80) || is_element_name(word)
	       || own_words_has(word);
}

void
new_words_add(struct new_words *words, struct buffer *out, struct text text)
{
	for (size_t at = 0; at < text.length;) {
		struct text rest = text_from(text, at);
		size_t length = word_length(rest);

		if (length == 0)
			buffer_add_char(out, text.at[at++]);
		else if (word_stays(text, at, length))
			buffer_add(out, rest.at, length);
		else
			buffer_add_text(out, word_replace(words,
							  (struct text){ rest.at, length }));
		at += length;
	}
}

void
new_words_release(struct new_words *words)
{
	text_map_release(&words->old);
	text_map_release(&words->used);
	free(words->given);
	arena_release(&words->arena);
	*words = (struct new_words){ .seed = 0 };
}
