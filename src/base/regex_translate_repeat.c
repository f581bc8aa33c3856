#include "config.h"

#include <stdio.h>

#include "base/regex_translate_internal.h"

enum { MANY = 16 }; /* repeats that take the time of a step */

/* How long the repeat is that stands there: * + ? {2} {2,} {2,5}; 0 if it is none. */
static size_t
repeat_length(const struct translation *t)
{
	size_t length = 1;
	long c = peek(t, 0);

	if (c == '*' || c == '+' || c == '?')
		return 1;
	if (c != '{' || !is_digit(peek(t, 1)))
		return 0;
	while (is_digit(peek(t, length)))
		length++;
	length += peek(t, length) == ',';
	while (is_digit(peek(t, length)))
		length++;
	return peek(t, length) == '}' ? length + 1 : 0;
}

/* How often it has to be there, of {2} {2,} {2,5}; 0 of others. */
static size_t
repeat_least(const struct translation *t)
{
	size_t least = 0;

	for (size_t i = 1; is_digit(peek(t, i)) && least <= UNIT_MAX; i++)
		least = least * 10 + (size_t)(peek(t, i) - '0');
	return least;
}

static void
insert(struct translation *t, size_t at, const char *ascii)
{
	size_t behind = t->out->length - at, length = strlen(ascii);

	add(t, ascii);
	memmove(t->out->at + at + length, t->out->at + at, behind * sizeof *t->out->at);
	for (size_t i = 0; i < length; i++)
		t->out->at[at + i] = (unsigned char)ascii[i];
}

/* What has to be there more than once is no choice, but takes its time: a group tells each turn,
 * what is less tells before, all together. */
static void
count_repeated(struct translation *t, size_t least)
{
	bool is_group = t->out->at[t->repeated] == ')';
	unsigned doubled = 0;
	char callout[16];

	if (least < (is_group ? 2 : MANY))
		return;
	for (size_t steps = is_group ? 1 : least / MANY; steps > 1; steps /= 2)
		doubled++;
	snprintf(callout, sizeof callout, "(?C%u)", doubled);
	insert(t, t->repeated, callout);
}

bool
regex_translate_repeat(struct translation *t)
{
	size_t length = repeat_length(t), least = length > 1 ? repeat_least(t) : 0;
	bool is_choice = length == 1;

	if (length == 0)
		return false;
	if (!t->can_repeat)
		t->wrong = "there is nothing to repeat";
	else
		count_repeated(t, least);
	t->can_repeat = false;
	length += peek(t, length) == '?'; /* as little as it can */
	for (; length > 0; length--) {
		is_choice |= peek(t, 0) == ',';
		utf16_add(t->out, t->pattern->at[t->at++]);
	}
	if (is_choice)
		add(t, "(?C)");
	return true;
}
