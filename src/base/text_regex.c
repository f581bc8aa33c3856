#include "config.h"

#include "base/text_regex.h"

#include <stdlib.h>

#include "base/memory.h"

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
