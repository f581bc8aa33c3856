#include "config.h"

#include "base/text_regex.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/regex_size.h"
#include "base/regex_translate.h"

static bool
compile(regex_t *regex, const struct buffer *posix, bool fold_case, char message[128])
{
	int flags = REG_EXTENDED | REG_NOSUB | (fold_case ? REG_ICASE : 0);
	int failure = regcomp(regex, posix->at, flags);

	if (failure == REG_ESPACE)
		memory_exhausted();
	if (failure != 0)
		regerror(failure, regex, message, 128);
	return failure == 0;
}

bool
text_regex_compile(regex_t *regex, struct text pattern, bool fold_case, struct error *error)
{
	struct buffer posix = { 0 };
	char message[128];
	const char *wrong;
	bool good = regex_translate(&posix, pattern, &wrong);

	if (good && !regex_is_small((struct text){ posix.at, posix.length - 1 })) {
		wrong = "it repeats too much";
		good = false;
	}
	if (good && !compile(regex, &posix, fold_case, message)) {
		wrong = message;
		good = false;
	}
	buffer_release(&posix);
	if (!good)
		error_set(error, ERROR_USAGE, "/%.*s/: %s", (int)pattern.length, pattern.at, wrong);
	return good;
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
