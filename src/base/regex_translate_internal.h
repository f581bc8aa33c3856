/*
 * A regular expression while it is translated.
 */

#pragma once

#include "base/regex_translate.h"

enum { DEPTH_MAX = 100, LENGTH_MAX = 1 << 14, UNIT_MAX = 0xffff, END = -1, CLASS = -2 };

struct translation {
	const struct utf16 *pattern;
	size_t at; /* where we are in it */
	struct utf16 *out;
	bool fold_case;
	bool can_repeat; /* whether what stands before is something to repeat ... */
	size_t repeated; /* ... whose beginning or, of a group, whose ) is there in it */
	const char *wrong;
	size_t groups, opened; /* that count: all, and those up to here */
	bool has_names;
	size_t depth;
	struct {
		size_t number; /* 0: does not count */
		bool is_behind;
	} open[DEPTH_MAX];
};

/* The unit so many further on, or END. */
static inline long
peek(const struct translation *t, size_t ahead)
{
	return t->at + ahead < t->pattern->length ? t->pattern->at[t->at + ahead] : END;
}

static inline bool
is_digit(long c)
{
	return c >= '0' && c <= '9';
}

static inline void
add(struct translation *t, const char *ascii)
{
	for (; *ascii != '\0'; ascii++)
		utf16_add(t->out, (unsigned char)*ascii);
}

/* A repeat, if one stands there: with the callouts that count its steps. */
bool regex_translate_repeat(struct translation *t);
