#include "config.h"

#include "heap/patterns.h"

/* "*Error" is any name that ends so. */
static bool
name_fits(struct text name, struct text alternative)
{
	if (text_starts_with(alternative, TEXT("*"))) {
		alternative = text_from(alternative, 1);
		if (name.length > alternative.length)
			name = text_from(name, name.length - alternative.length);
	}
	return text_equal(name, alternative);
}

static bool
one_fits(const char *alternatives, const struct text *names, size_t count)
{
	struct text left = text_of(alternatives != NULL ? alternatives : "");

	while (left.length > 0) {
		struct text alternative = text_take(&left, '|');

		for (size_t i = 0; i < count; i++)
			if (name_fits(names[i], alternative))
				return true;
	}
	return alternatives == NULL;
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
