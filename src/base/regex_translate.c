#include "config.h"

#include "base/regex_translate.h"

#include <stdlib.h>
#include <string.h>

enum { RANGE_MAX = 1000 };

/* What is left to translate. */
struct source {
	const char *at, *end;
	const char *wrong;
};

static bool
source_has(const struct source *source, const char *next)
{
	size_t length = strlen(next);

	return (size_t)(source->end - source->at) >= length
	       && memcmp(source->at, next, length) == 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A character that stands for itself. */
static void
add_plain(struct buffer *out, char c)
{
	if (strchr("^.[$()|*+?{\\", c) != NULL)
		buffer_add_char(out, '\\');
	buffer_add_char(out, c);
}

/* The value of so many hexadecimal digits, which are taken; or -1, and none is. */
static long
take_hexadecimal(struct source *source, int digits)
{
	long value = 0;

	for (int i = 0; i < digits; i++) {
		const char *all = "0123456789abcdef", *digit;
		char c = source->at + i < source->end ? source->at[i] : '\0';

		digit = c == '\0' ? NULL : strchr(all, c >= 'A' && c <= 'F' ? c | 0x20 : c);
		if (digit == NULL)
			return -1;
		value = value * 16 + (digit - all);
	}
	source->at += digits;
	return value;
}

/* The character behind a backslash, if it is one that an escape names: \n, \x41, \u00e9; else -1.
 * Two halves of a character beyond U+FFFF are one. */
static long
take_named(struct source *source)
{
	static const char names[] = "tnvfr0", characters[] = "\t\n\v\f\r";
	const char *name = strchr(names, *source->at);
	char c = *source->at++;
	long value = -1;

	if (name != NULL && c != '\0')
		return (unsigned char)characters[name - names];
	if (c == 'x' || c == 'u')
		value = take_hexadecimal(source, c == 'x' ? 2 : 4);
	if (value >= 0xd800 && value < 0xdc00 && source_has(source, "\\u")) {
		struct source behind = { source->at + 2, source->end, NULL };
		long low = take_hexadecimal(&behind, 4);

		if (low >= 0xdc00 && low < 0xe000) {
			source->at = behind.at;
			return 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
		}
	}
	if (value < 0)
		source->at--;
	return value;
}

#define SPACE "\t\n\v\f\r "
/* U+00A0, 1680, 2000 to 200A, 2028, 2029, 202F, 205F, 3000, FEFF */
#define WIDE_SPACE \
	"\xc2\xa0\xe1\x9a\x80" \
	"\xe2\x80\x80\xe2\x80\x81\xe2\x80\x82\xe2\x80\x83" \
	"\xe2\x80\x84\xe2\x80\x85\xe2\x80\x86\xe2\x80\x87" \
	"\xe2\x80\x88\xe2\x80\x89\xe2\x80\x8a" \
	"\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\x9f" \
	"\xe3\x80\x80\xef\xbb\xbf"

/* What \d, \w and \s say, as it stands in a set; or null. */
static const char *
set_of(char c)
{
	switch (c | 0x20) {
	case 'd':
		return "0-9";
	case 'w':
		return "A-Za-z0-9_";
	case 's':
		return MB_CUR_MAX > 1 ? SPACE WIDE_SPACE : SPACE;
	default:
		return NULL;
	}
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Behind a backslash outside of a set. */
static void
translate_escape(struct buffer *out, struct source *source)
{
	char c = *source->at;
	const char *set = set_of(c);
	long named;

	if (c >= '1' && c <= '9') {
		source->wrong = "it refers back to a group";
		return;
	}
	if (set != NULL && c != '\0') {
		source->at++;
		buffer_printf(out, is_upper(c) ? "[^%s]" : "[%s]", set);
		return;
	}
	if (c == 'b' || c == 'B') {
		source->at++;
		buffer_printf(out, "\\%c", c);
		return;
	}
	named = take_named(source);
	if (named < 0)
		add_plain(out, *source->at++);
	else if (named < 0x80)
		add_plain(out, (char)named);
	else
		buffer_add_code_point(out, (uint32_t)named);
}

/* A set's members.  In POSIX's a backslash is one; ] has to be the first, - the last, ^ not the
 * first, and [ not before a colon. */
struct set {
	struct buffer members;
	bool has_close, has_open, has_hyphen, has_caret;
};

static void
set_add(struct set *set, long c)
{
	if (c == ']')
		set->has_close = true;
	else if (c == '[')
		set->has_open = true;
	else if (c == '-')
		set->has_hyphen = true;
	else if (c == '^')
		set->has_caret = true;
	else if (c < 0x80)
		buffer_add_char(&set->members, (char)c);
	else
		buffer_add_code_point(&set->members, (uint32_t)c);
}

/* The C library knows ranges of ASCII only, unless it has an order of words: others are written
 * out. */
static void
set_add_range(struct set *set, struct source *source, long first, long last)
{
	if (last - first > RANGE_MAX && last >= 0x80)
		source->wrong = "a range of characters in it is too long";
	if (first == '^')
		set_add(set, last); /* ^ is not to be the first */
	if (first < 0x80) {
		long end = last < 0x80 ? last : 0x7f;

		/* a pattern has no NUL */
		buffer_printf(&set->members, "%c-%c", (char)(first > 0 ? first : 1), (char)end);
		first = end + 1;
	}
	for (; first <= last && source->wrong == NULL; first++)
		buffer_add_code_point(&set->members, (uint32_t)first);
}

static long
set_take_itself(struct source *source)
{
	size_t bytes;
	uint32_t c = text_next((struct text){ source->at, (size_t)(source->end - source->at) },
			       &bytes);

	source->at += bytes;
	return (long)c;
}

/* The next member that is one character, an escape or itself.  -1: a whole class, or wrong. */
static long
set_take(struct set *set, struct source *source)
{
	const char *class;
	long named;

	if (*source->at != '\\' || source->at + 1 == source->end)
		return set_take_itself(source);
	source->at++;
	class = *source->at == '\0' ? NULL : set_of(*source->at);
	if (class != NULL) {
		if (is_upper(*source->at))
			source->wrong = "it has \\D, \\W or \\S in a set";
		buffer_add_text(&set->members, text_of(class));
		source->at++;
		return -1;
	}
	if (*source->at == 'b') {
		source->at++;
		return '\b';
	}
	named = take_named(source);
	return named >= 0 ? named : set_take_itself(source);
}

/* [:alpha:], [.x.] or [=x=]: as it is. */
static bool
set_take_posix(struct set *set, struct source *source)
{
	char kind = source->end - source->at > 1 ? source->at[1] : '\0';
	const char *close = source->at + 2;

	if (*source->at != '[' || (kind != ':' && kind != '.' && kind != '='))
		return false;
	while (close + 1 < source->end && !(close[0] == kind && close[1] == ']'))
		close++;
	if (close + 1 >= source->end)
		return false;
	buffer_add(&set->members, source->at, (size_t)(close + 2 - source->at));
	source->at = close + 2;
	return true;
}

/* A member, or a range of them. */
static void
set_translate_member(struct set *set, struct source *source)
{
	long first, last;

	if (set_take_posix(set, source))
		return;
	first = set_take(set, source);
	if (first < 0)
		return;
	if (source->end - source->at < 2 || *source->at != '-' || source->at[1] == ']') {
		set_add(set, first);
		return;
	}
	source->at++;
	last = set_take(set, source);
	if (last >= 0) {
		set_add_range(set, source, first, last);
		return;
	}
	set_add(set, first);
	set->has_hyphen = true;
}

/* Behind the opening bracket. */
static void
translate_set(struct buffer *out, struct source *source)
{
	struct set set = { .members = { .at = NULL } };
	bool is_negated = source_has(source, "^"), is_first = true;

	source->at += is_negated;
	while (source->at < source->end && source->wrong == NULL
	       && (*source->at != ']' || is_first)) {
		set_translate_member(&set, source);
		is_first = false;
	}
	if (source->at == source->end && source->wrong == NULL)
		source->wrong = "a [ is not closed";
	source->at++;
	if (!is_negated && set.has_caret && set.members.length == 0 && !set.has_close
	    && !set.has_open) {
		/* first in a set it would negate it */
		buffer_add_text(out, set.has_hyphen ? TEXT("[-^]") : TEXT("\\^"));
	} else {
		buffer_printf(out, "[%s%s", is_negated ? "^" : "", set.has_close ? "]" : "");
		buffer_add_text(out, buffer_text(&set.members));
		buffer_printf(out, "%s%s%s]", set.has_open ? "[" : "", set.has_caret ? "^" : "",
			      set.has_hyphen ? "-" : "");
	}
	buffer_release(&set.members);
}

/* Behind an opening parenthesis. */
static void
translate_group(struct buffer *out, struct source *source)
{
	buffer_add_char(out, '(');
	if (source_has(source, "?:")) {
		source->at += 2;
	} else if (source_has(source, "?<") && !source_has(source, "?<=")
		   && !source_has(source, "?<!")) {
		while (source->at < source->end && *source->at != '>')
			source->at++;
		source->at += source->at < source->end;
	} else if (source_has(source, "?")) {
		source->wrong = "it looks ahead or behind";
	}
}

/* {2}, {2,} or {2,5}: its length; 0 if it is none. */
static size_t
times_length(const struct source *source)
{
	const char *at = source->at + 1;

	if (at == source->end || !is_digit(*at))
		return 0;
	while (at < source->end && is_digit(*at))
		at++;
	if (at < source->end && *at == ',')
		at++;
	while (at < source->end && is_digit(*at))
		at++;
	return at < source->end && *at == '}' ? (size_t)(at + 1 - source->at) : 0;
}

/* A repeat, and the ? that makes it take as little as it can. */
static bool
translate_repeat(struct buffer *out, struct source *source)
{
	size_t length = *source->at == '{' ? times_length(source)
					   : strchr("*+?", *source->at) != NULL && *source->at != '\0';

	if (length == 0)
		return false;
	buffer_add(out, source->at, length);
	source->at += length;
	source->at += source_has(source, "?");
	return true;
}

static void
translate_next(struct buffer *out, struct source *source)
{
	if (translate_repeat(out, source))
		return;
	switch (*source->at++) {
	case '\\':
		if (source->at == source->end)
			source->wrong = "it ends in a backslash";
		else
			translate_escape(out, source);
		break;
	case '.':
		buffer_add_text(out, MB_CUR_MAX > 1 ? TEXT("[^\n\r\xe2\x80\xa8\xe2\x80\xa9]")
						    : TEXT("[^\n\r]"));
		break;
	case '[':
		translate_set(out, source);
		break;
	case '(':
		translate_group(out, source);
		break;
	case '{':
		buffer_add_text(out, TEXT("\\{"));
		break;
	default:
		buffer_add_char(out, source->at[-1]);
	}
}

bool
regex_translate(struct buffer *out, struct text pattern, const char **wrong)
{
	struct source source = { pattern.at, pattern.at + pattern.length, NULL };

	while (source.at < source.end && source.wrong == NULL)
		translate_next(out, &source);
	if (source.wrong == NULL && out->length > 0
	    && memchr(out->at, '\0', out->length) != NULL)
		source.wrong = "it has a NUL";
	buffer_add_char(out, '\0');
	*wrong = source.wrong;
	return source.wrong == NULL;
}
