/*
 * What the text files share.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

struct text_range {
	uint32_t first, last;
};

/* JavaScript's white space and ends of lines, in order. */
enum { TEXT_SPACES = 10 };
extern const struct text_range text_spaces[TEXT_SPACES];

/* Does not show, or makes its neighbours show otherwise: to be written as an escape. */
bool text_is_invisible(uint32_t code_point);

/* JavaScript's Canonicalize for /i without /u: one-to-one upper case, never from
 * outside ASCII into it. */
uint32_t text_fold(uint32_t code_point);
