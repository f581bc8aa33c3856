/*
 * Other words for words.
 */

#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text_map.h"

struct new_words {
	uint64_t seed;
	struct text_map old, used; /* words met, and words given for them */
	struct text *given;        /* by the number of the old word */
	uint32_t capacity;
	struct arena arena;
};

/* Appends decoded text with its words replaced.  The first time a word is met it gets its new
 * one. */
void new_words_add(struct new_words *words, struct buffer *out, struct text text);
void new_words_release(struct new_words *words);
