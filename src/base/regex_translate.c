#include "config.h"

#include "base/regex_translate.h"

#include <stdio.h>

#include "base/regex_translate_internal.h"
#include "base/text_internal.h"

static bool
is_letter(long c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A unit that stands for itself, in a set and outside. */
static void
add_unit(struct translation *t, uint32_t unit)
{
	if (unit < 0x80 && !is_letter((long)unit) && !is_digit((long)unit))
		utf16_add(t->out, '\\');
	utf16_add(t->out, unit);
}

static void
add_units(struct translation *t, uint32_t first, uint32_t last)
{
	add_unit(t, first);
	if (first == last)
		return;
	utf16_add(t->out, '-');
	add_unit(t, last);
}

/* To a set: units from first to last, as they are in text whose case is folded. */
static void
add_range(struct translation *t, uint32_t first, uint32_t last)
{
	uint32_t begin, end;

	if (!t->fold_case) {
		add_units(t, first, last);
		return;
	}
	begin = end = text_fold(first);
	for (uint32_t unit = first + 1; unit <= last; unit++) {
		uint32_t folded = text_fold(unit);

		if (folded >= begin && folded <= end + 1) {
			end = folded > end ? folded : end;
			continue;
		}
		add_units(t, begin, end);
		begin = end = folded;
	}
	add_units(t, begin, end);
}

/* To a set: white space, or all but that. */
static void
add_spaces(struct translation *t, bool is_other)
{
	uint32_t other = 0;

	for (size_t i = 0; i < TEXT_SPACES; i++) {
		if (!is_other)
			add_units(t, text_spaces[i].first, text_spaces[i].last);
		else
			add_units(t, other, text_spaces[i].first - 1);
		other = text_spaces[i].last + 1;
	}
	if (is_other)
		add_units(t, other, UNIT_MAX);
}

/* The value of so many hexadecimal digits, which are taken; or of `otherwise`, and none is. */
static long
take_hexadecimal(struct translation *t, size_t digits, long otherwise)
{
	long value = 0;

	for (size_t i = 0; i < digits; i++) {
		long c = peek(t, i);

		if (!is_digit(c) && !(is_letter(c) && (c | 0x20) <= 'f'))
			return otherwise;
		value = value * 16 + (is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	t->at += digits;
	return value;
}

/* Up to three octal digits, of a byte. */
static long
take_octal(struct translation *t)
{
	long value = 0;

	for (size_t i = 0; i < 3 && value < 0x20 && peek(t, 0) >= '0' && peek(t, 0) <= '7'; i++)
		value = value * 8 + t->pattern->at[t->at++] - '0';
	return value;
}

/* The unit that the escape behind a backslash stands for. */
static long
take_escaped(struct translation *t, bool is_in_set)
{
	static const char names[] = "tnvfr", units[] = "\t\n\v\f\r";
	long c = peek(t, 0), next = peek(t, 1);

	if (is_letter(c) && strchr(names, (int)c) != NULL) {
		t->at++;
		return units[strchr(names, (int)c) - names];
	}
	if (c >= '0' && c <= '7')
		return take_octal(t);
	if (c == 'c' && !is_letter(next) && !(is_in_set && (is_digit(next) || next == '_')))
		return '\\'; /* which stands for itself, as the c does */
	t->at++;
	if (c == 'c') {
		t->at++;
		return next % 32;
	}
	if (c == 'x' || c == 'u')
		return take_hexadecimal(t, c == 'x' ? 2 : 4, c);
	return c;
}

/* \d, \w, \s or the like, behind the backslash, as it is in a set. */
static bool
translate_class(struct translation *t)
{
	long c = peek(t, 0);

	if (c == 's' || c == 'S') {
		add_spaces(t, c == 'S');
	} else if (c == 'd' || c == 'D' || c == 'w' || c == 'W') {
		utf16_add(t->out, '\\');
		utf16_add(t->out, (uint32_t)c);
	} else {
		return false;
	}
	t->at++;
	return true;
}

/* The next member of a set, if it is one unit.  A class is translated. */
static long
set_take(struct translation *t)
{
	if (peek(t, 0) != '\\')
		return t->pattern->at[t->at++];
	t->at++;
	if (peek(t, 0) == END) {
		t->wrong = "it ends in a backslash";
		return CLASS;
	}
	if (translate_class(t))
		return CLASS;
	if (peek(t, 0) == 'b') {
		t->at++;
		return '\b';
	}
	return take_escaped(t, true);
}

/* A member, or a range of them.  A hyphen beside a class is a member. */
static void
set_translate_member(struct translation *t)
{
	long first = set_take(t), last = first;
	bool is_range = peek(t, 0) == '-' && peek(t, 1) != ']' && peek(t, 1) != END;

	if (is_range) {
		t->at++;
		last = set_take(t);
	}
	if (first != CLASS && last != CLASS) {
		if (first > last)
			t->wrong = "a range in a set is out of order";
		else
			add_range(t, (uint32_t)first, (uint32_t)last);
		return;
	}
	if (is_range)
		add_unit(t, '-');
	if (first != CLASS)
		add_range(t, (uint32_t)first, (uint32_t)first);
	if (last != CLASS)
		add_range(t, (uint32_t)last, (uint32_t)last);
}

/* Behind the opening bracket. */
static void
translate_set(struct translation *t)
{
	bool is_negated = peek(t, 0) == '^';
	bool is_empty = peek(t, is_negated) == ']';

	t->at += is_negated;
	add(t, is_negated != is_empty ? "[^" : "[");
	if (is_empty)
		add_units(t, 0, UNIT_MAX);
	while (peek(t, 0) != ']' && peek(t, 0) != END && t->wrong == NULL
	       && t->out->length <= LENGTH_MAX)
		set_translate_member(t);
	if (peek(t, 0) == END && t->wrong == NULL)
		t->wrong = "a [ is not closed";
	t->at++;
	add(t, "]");
}

/* The length of the group's name that begins there, up to its >; 0 if it is none. */
static size_t
name_length(const struct translation *t)
{
	size_t length = 0;
	long c;

	while (c = peek(t, length), is_letter(c) || c == '_' || c == '$' || c >= 0x80
					|| (length > 0 && is_digit(c)))
		length++;
	return c == '>' ? length : 0;
}

static bool
is_name(const struct translation *t)
{
	return peek(t, 0) == '?' && peek(t, 1) == '<' && peek(t, 2) != '=' && peek(t, 2) != '!';
}

/* To behind the next parenthesis of a group that counts. */
static bool
find_group(struct translation *t)
{
	bool is_in_set = false;

	for (long c; (c = peek(t, 0)) != END;) {
		t->at += c == '\\' && peek(t, 1) != END ? 2 : 1;
		is_in_set = c == '[' || (is_in_set && c != ']');
		if (c == '(' && !is_in_set && (peek(t, 0) != '?' || is_name(t)))
			return true;
	}
	return false;
}

static void
count_groups(struct translation *t)
{
	while (find_group(t)) {
		t->groups++;
		t->has_names |= is_name(t);
	}
	t->at = 0;
}

/* The number of the group with the name that begins there; 0 if there is none. */
static size_t
group_named(const struct translation *t)
{
	struct translation other = { .pattern = t->pattern };
	size_t length = name_length(t);

	for (size_t number = 1; length > 0 && find_group(&other); number++) {
		if (!is_name(&other))
			continue;
		other.at += 2;
		if (name_length(&other) == length
		    && memcmp(t->pattern->at + t->at, t->pattern->at + other.at,
			      length * sizeof *t->pattern->at) == 0)
			return number;
	}
	return 0;
}

/* ?<name> */
static void
skip_name(struct translation *t)
{
	t->at += 2;
	if (name_length(t) == 0)
		t->wrong = "a group's name is none";
	t->at += name_length(t) + 1;
}

/* Behind an opening parenthesis. */
static void
translate_group(struct translation *t)
{
	long kind = peek(t, 0) == '?' ? peek(t, 1) : END;
	bool has_name = is_name(t), is_behind = kind == '<' && !has_name;
	bool does_count = peek(t, 0) != '?' || has_name;

	if (t->depth == DEPTH_MAX)
		t->wrong = "its groups are too deep";
	else if (!does_count && kind != ':' && kind != '=' && kind != '!' && !is_behind)
		t->wrong = "a (? is none of JavaScript's";
	if (t->wrong != NULL)
		return;
	add(t, "(");
	if (has_name)
		skip_name(t);
	for (size_t units = does_count ? 0 : is_behind ? 3 : 2; units > 0; units--)
		utf16_add(t->out, t->pattern->at[t->at++]);
	if (kind == '=' || kind == '!')
		add(t, "(?C)");
	t->open[t->depth].number = does_count ? ++t->opened : 0;
	t->open[t->depth++].is_behind = is_behind;
	t->can_repeat = false;
}

static void
translate_close(struct translation *t)
{
	if (t->depth == 0) {
		t->wrong = "a ) closes nothing";
		return;
	}
	add(t, ")");
	t->can_repeat = !t->open[--t->depth].is_behind;
}

/* A group that is not closed yet is empty for those who refer to it.  In a group of its own:
 * machine code of PCRE2 10.42 takes a repeated reference to a group that was passed by for no
 * match. */
static void
add_reference(struct translation *t, size_t number)
{
	bool is_closed = number <= t->opened;
	char reference[40];

	for (size_t i = 0; i < t->depth; i++)
		is_closed &= t->open[i].number != number;
	snprintf(reference, sizeof reference, "(?:\\g{%zu})", number);
	add(t, is_closed ? reference : "(?:)");
}

/* \k<name> or \1, behind the backslash.  False: it is no reference. */
static bool
translate_reference(struct translation *t)
{
	size_t number = 0, length = 0;

	if (peek(t, 0) == 'k' && t->has_names) {
		t->at += peek(t, 1) == '<' ? 2 : 1;
		number = group_named(t);
		length = name_length(t) + 1;
		if (number == 0)
			t->wrong = "it refers back to no group";
	} else if (peek(t, 0) != '0') {
		for (; is_digit(peek(t, length)) && number <= t->groups; length++)
			number = number * 10 + (size_t)(peek(t, length) - '0');
		if (number == 0 || number > t->groups)
			return false;
	}
	t->at += length;
	if (length > 0)
		add_reference(t, number);
	return length > 0;
}

/* Behind a backslash outside of a set. */
static void
translate_escape(struct translation *t)
{
	long c = peek(t, 0);

	t->can_repeat = c != 'b' && c != 'B';
	if (c == END) {
		t->wrong = "it ends in a backslash";
	} else if (!t->can_repeat) {
		t->at++;
		add(t, c == 'b' ? "\\b" : "\\B");
	} else if (c == 's' || c == 'S') {
		add(t, "[");
		translate_class(t);
		add(t, "]");
	} else if (!translate_class(t) && !translate_reference(t)) {
		c = take_escaped(t, false);
		add_unit(t, t->fold_case ? text_fold((uint32_t)c) : (uint32_t)c);
	}
}

static void
translate_next(struct translation *t)
{
	long c = peek(t, 0);

	if (regex_translate_repeat(t))
		return;
	t->at++;
	t->repeated = t->out->length;
	t->can_repeat = c != '^' && c != '$' && c != '|';
	if (!t->can_repeat)
		add(t, c == '^' ? "^" : c == '$' ? "$" : "|(?C1)");
	else if (c == '\\')
		translate_escape(t);
	else if (c == '[')
		translate_set(t);
	else if (c == '(')
		translate_group(t);
	else if (c == ')')
		translate_close(t);
	else if (c == '.')
		add(t, "[^\n\r\\x{2028}\\x{2029}]");
	else
		add_unit(t, t->fold_case ? text_fold((uint32_t)c) : (uint32_t)c);
}

bool
regex_translate(struct utf16 *out, const struct utf16 *pattern, bool fold_case, const char **wrong)
{
	struct translation t = { .pattern = pattern, .out = out, .fold_case = fold_case };

	count_groups(&t);
	while (peek(&t, 0) != END && t.wrong == NULL && out->length <= LENGTH_MAX)
		translate_next(&t);
	if (out->length > LENGTH_MAX)
		t.wrong = "it is too long";
	else if (t.depth > 0 && t.wrong == NULL)
		t.wrong = "a ( is not closed";
	*wrong = t.wrong;
	return t.wrong == NULL;
}
