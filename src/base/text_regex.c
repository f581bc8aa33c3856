#include "config.h"

#include "base/text_regex.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"

enum { REGEX_DEPTH_MAX = 32, REGEX_SIZE_MAX = 10000, REGEX_TIMES_MAX = 1000 };

/* How often "{2,5}" repeats at most; *at is moved to its end.  1: that is no such thing. */
static size_t
regex_times(struct text pattern, size_t *at)
{
	size_t most = 1, now = 0, i;

	for (i = *at + 1; i < pattern.length && pattern.at[i] != '}'; i++) {
		if (pattern.at[i] < '0' || pattern.at[i] > '9')
			now = 0;
		else if (now < REGEX_TIMES_MAX)
			now = now * 10 + (size_t)(pattern.at[i] - '0');
		most = now > most ? now : most;
	}
	*at = i;
	return most;
}

/* The last character of [a-z]; a ] first in it is one of its characters. */
static size_t
regex_set_end(struct text pattern, size_t at)
{
	size_t i = at + 1;

	i += i < pattern.length && pattern.at[i] == '^';
	i += i < pattern.length && pattern.at[i] == ']';
	while (i < pattern.length && pattern.at[i] != ']')
		i++;
	return i;
}

/* Whether the C library can be asked to compile the pattern: it writes out what is repeated, so
 * that a few repeats of repeats, such as ++++ or {99}{99}{99}, take all memory there is. */
static bool
regex_is_small(struct text pattern)
{
	size_t sizes[REGEX_DEPTH_MAX] = { 0 }; /* of the groups that are open */
	size_t depth = 0, last = 0;            /* of what a repeat would repeat */

	for (size_t i = 0; i < pattern.length; i++) {
		char c = pattern.at[i];
		size_t times = 0;

		if (c == '(') {
			if (++depth == REGEX_DEPTH_MAX)
				return false;
			sizes[depth] = last = 0;
			continue;
		}
		if (c == '*' || c == '+' || c == '?')
			times = 1;
		else if (c == '{')
			times = regex_times(pattern, &i);
		if (times > 0) {
			sizes[depth] += last * times + 1;
			last += last * times + 1;
		} else {
			last = 1;
			if (c == ')' && depth > 0)
				last += sizes[depth--];
			else if (c == '[')
				i = regex_set_end(pattern, i);
			else if (c == '\\')
				i++;
			sizes[depth] += last;
		}
		if (sizes[depth] > REGEX_SIZE_MAX)
			return false;
	}
	return true;
}

/* The pattern with JavaScript's dot, and a NUL behind it. */
static void
regex_write(struct buffer *out, struct text pattern)
{
	for (size_t i = 0; i < pattern.length; i++) {
		size_t end = i;

		if (pattern.at[i] == '.') {
			buffer_add_text(out, MB_CUR_MAX > 1
						     ? TEXT("[^\n\r\xe2\x80\xa8\xe2\x80\xa9]")
						     : TEXT("[^\n\r]"));
			continue;
		}
		if (pattern.at[i] == '\\')
			end = i + 1;
		else if (pattern.at[i] == '[')
			end = regex_set_end(pattern, i);
		if (end >= pattern.length)
			end = pattern.length - 1;
		buffer_add(out, pattern.at + i, end + 1 - i);
		i = end;
	}
	buffer_add_char(out, '\0');
}

bool
text_regex_compile(regex_t *regex, struct text pattern, bool fold_case, struct error *error)
{
	int flags = REG_EXTENDED | REG_NOSUB | (fold_case ? REG_ICASE : 0), failure;
	struct buffer written = { 0 };
	char message[128];

	if (!regex_is_small(pattern))
		return error_set(error, ERROR_USAGE, "/%.*s/: it repeats too much",
				 (int)pattern.length, pattern.at);
	regex_write(&written, pattern);
	failure = regcomp(regex, written.at, flags);
	buffer_release(&written);
	if (failure == 0)
		return true;
	if (failure == REG_ESPACE)
		memory_exhausted();
	regerror(failure, regex, message, sizeof message);
	return error_set(error, ERROR_USAGE, "/%.*s/: %s", (int)pattern.length, pattern.at,
			 message);
}

#ifdef REG_STARTEND

static int
run(struct text text, const regex_t *regex)
{
	regmatch_t part = { .rm_so = 0, .rm_eo = (regoff_t)text.length };

	return regexec(regex, text.length > 0 ? text.at : "", 1, &part, REG_STARTEND);
}

#else

/* It stops at a NUL; to people that is one more character that cannot be seen. */
static int
run(struct text text, const regex_t *regex)
{
	char *copy = xmalloc(text.length + 1);
	int result;

	for (size_t i = 0; i < text.length; i++)
		copy[i] = text.at[i] == '\0' ? ' ' : text.at[i];
	copy[text.length] = '\0';
	result = regexec(regex, copy, 0, NULL, 0);
	free(copy);
	return result;
}

#endif

bool
text_matches(struct text text, const regex_t *regex)
{
	int result = run(text, regex);

	if (result == REG_ESPACE)
		memory_exhausted();
	return result == 0;
}
