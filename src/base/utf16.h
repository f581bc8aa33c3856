/*
 * Text as JavaScript has it: 16-bit units, a character beyond U+FFFF in two of them, either of
 * which may stand alone.  Zero-initialised is empty and ready.
 */

#pragma once

#include "base/text.h"

struct utf16 {
	uint16_t *at;
	size_t length, capacity; /* units */
};

void utf16_add(struct utf16 *units, uint32_t unit);
/* The text, instead of what was there.  With fold_case as /i without /u compares it: each unit in
 * upper case. */
void utf16_set(struct utf16 *units, struct text text, bool fold_case);
void utf16_release(struct utf16 *units);
