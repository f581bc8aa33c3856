/*
 * Text of a JSON array of numbers -> numbers.
 *
 * The text comes in windows of any size.  A number belongs to the window that holds the byte
 * behind it; its first digits may stand in the window before, so NUMBER_LOOKBACK bytes
 * before a window must be readable and be what the file has there (or a '[', or anything
 * that is no part of a number, before the first).
 *
 * Nearly all numbers of a snapshot are whole and below 2^32 - 1.  What is not goes to
 * `wide`, and NUMBER_WIDE marks its place.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NUMBER_LENGTH_MAX = 63,
	NUMBER_LOOKBACK = 64,  /* one more, so that a longer number is seen to be one */
	NUMBER_SLACK = 64,     /* bytes that may be read behind a window */
};

#define NUMBER_WIDE UINT32_MAX

struct number_wide {
	size_t at; /* index into value */
	bool negative;
	uint64_t magnitude;
};

struct numbers {
	uint32_t *value; /* room for length / 2 + 1 of a window's length, and NUMBER_SLACK more */
	size_t count;
	struct number_wide *wide; /* by place; xmalloc'd */
	size_t wide_count, wide_capacity;
};

/* What stands before a window, and so what may come. */
enum number_state {
	NUMBER_FIRST,  /* the opening bracket: a number or the end */
	NUMBER_AFTER_COMMA,
	NUMBER_AFTER_NUMBER,
	NUMBER_END,    /* the closing bracket was there */
};

/* What is wrong: where in the window (negative: in the number before it) and what ought to be
 * there. */
struct number_fault {
	ptrdiff_t at;
	const char *expected; /* null: nothing is wrong */
	bool is_behind;       /* the last number, instead of where the next one is expected */
};

/*
 * Reads the numbers of one window, exactly: JSON's grammar, any white space.  `state` is moved
 * on.  *used is the window's length, or where the array ended, behind its bracket.  28.0
 * and 2.8e1 are 28; what is not whole or has more than 64 bits is a fault.
 */
bool number_scan_exact(struct numbers *numbers, const char *bytes, size_t length,
		       enum number_state *state, size_t *used, struct number_fault *fault);

/* Whether the number that is open at the window's end is too long already.  Only now can be told
 * where it begins: the next window may not look that far back. */
bool number_scan_ends_too_long(const char *bytes, size_t length);

/* The value in `text`, all of it: a JSON number that is whole.  Null if it is, otherwise what
 * ought to be there. */
const char *number_parse(const char *text, size_t length, struct number_wide *number);

/* Adds to `wide`, with the mark for it as the next value. */
void numbers_add_wide(struct numbers *numbers, struct number_wide number);
/* What is marked at value[at]. */
struct number_wide numbers_wide(const struct numbers *numbers, size_t at);
