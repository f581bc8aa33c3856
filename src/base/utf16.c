#include "config.h"

#include "base/utf16.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/text_internal.h"

enum { BLOCK = 16 }; /* bytes looked at together */

void
utf16_add(struct utf16 *units, uint32_t unit)
{
	if (units->length == units->capacity) {
		units->capacity = units->capacity == 0 ? 64 : units->capacity * 2;
		units->at = xreallocarray(units->at, units->capacity, sizeof *units->at);
	}
	units->at[units->length++] = (uint16_t)unit;
}

/* Room for so many and one more, in place of those that are there. */
static void
utf16_reserve(struct utf16 *units, size_t count)
{
	units->length = 0;
	if (count++ < units->capacity)
		return;
	free(units->at);
	units->at = xreallocarray(NULL, count, sizeof *units->at);
	units->capacity = count;
}

/* Takes the ASCII that the text begins with, in whole blocks; returns how much.  By way of arrays
 * of its own, which compilers know to overlap with nothing: five times as fast. */
static size_t
utf16_add_ascii(struct utf16 *units, struct text text, bool fold_case)
{
	const unsigned char letters = fold_case ? 26 : 0;
	size_t i = 0;

	for (; text.length - i >= BLOCK; i += BLOCK) {
		unsigned char bytes[BLOCK], all = 0;
		uint16_t wide[BLOCK];

		memcpy(bytes, text.at + i, sizeof bytes);
		for (size_t j = 0; j < BLOCK; j++)
			all |= bytes[j];
		if (all >= 0x80)
			break;
		for (size_t j = 0; j < BLOCK; j++)
			wide[j] = (uint16_t)(bytes[j] - ((unsigned char)(bytes[j] - 'a') < letters)
								* ('a' - 'A'));
		memcpy(units->at + units->length + i, wide, sizeof wide);
	}
	units->length += i;
	return i;
}

/* The first character; returns how many bytes it has. */
static size_t
utf16_add_first(struct utf16 *units, struct text text, bool fold_case)
{
	const unsigned char *at = (const unsigned char *)text.at;
	size_t bytes = 1;
	uint32_t c = at[0];

	if (c >= 0xc2 && c < 0xe0 && text.length > 1 && (at[1] & 0xc0) == 0x80) {
		c = (c & 0x1f) << 6 | (at[1] & 0x3f);
		bytes = 2;
	} else if (c >= 0x80) {
		c = text_next(text, &bytes);
	}
	if (c > 0xffff) {
		units->at[units->length++] = (uint16_t)(0xd7c0 + (c >> 10));
		c = 0xdc00 | (c & 0x3ff);
	}
	units->at[units->length++] = (uint16_t)(fold_case ? text_fold(c) : c);
	return bytes;
}

void
utf16_set(struct utf16 *units, struct text text, bool fold_case)
{
	utf16_reserve(units, text.length); /* no byte makes more than one */
	while (text.length > 0) {
		size_t bytes = utf16_add_ascii(units, text, fold_case);

		if (bytes < text.length)
			bytes += utf16_add_first(units, text_from(text, bytes), fold_case);
		text = text_from(text, bytes);
	}
}

void
utf16_release(struct utf16 *units)
{
	free(units->at);
	*units = (struct utf16){ 0 };
}
