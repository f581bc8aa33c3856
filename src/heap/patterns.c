#include "config.h"

#include "heap/patterns.h"

/* "*Error" is any name that ends so. */
static bool
name_fits(struct text name, struct text alternative)
{
	if (alternative.length > 0 && alternative.at[0] == '*') {
		alternative.at++;
		alternative.length--;
		return name.length >= alternative.length
		       && memcmp(name.at + name.length - alternative.length, alternative.at,
				 alternative.length) == 0;
	}
	return text_equal(name, alternative);
}

static bool
one_fits(const char *alternatives, const struct text *names, size_t count)
{
	const char *at = alternatives;

	if (alternatives == NULL)
		return true;
	for (;;) {
		const char *end = strchr(at, '|');
		struct text alternative = { at, end != NULL ? (size_t)(end - at) : strlen(at) };

		for (size_t i = 0; i < count; i++)
			if (name_fits(names[i], alternative))
				return true;
		if (end == NULL)
			return false;
		at = end + 1;
	}
}

const struct pattern *
pattern_of(const struct pattern_subject *subject)
{
	const struct pattern *pattern = patterns;

	while (pattern[1].name != NULL
	       && !((subject->facts & pattern->facts) == pattern->facts
		    && one_fits(pattern->holder, &subject->holder, 1)
		    && one_fits(pattern->reference, &subject->reference, 1)
		    && one_fits(pattern->entry, &subject->entry, 1)
		    && one_fits(pattern->path, subject->path, subject->path_count)
		    && one_fits(pattern->inside, subject->inside, subject->inside_count)))
		pattern++;
	return pattern;
}
