#include "config.h"

#include "heap/names.h"

#include "base/memory.h"

uint8_t *
names_tag(const struct strings *strings, const struct text *texts, unsigned count,
	  struct progress *progress, struct error *error)
{
	uint8_t *tags = column_alloc(strings->count, sizeof(*tags), error);

	if (tags == NULL)
		return NULL;
	progress_begin(progress, "Looking for names", strings->count);
	for (string_ix i = 0; i < strings->count; i++) {
		if (i % PROGRESS_STRIDE == 0 && !progress_advance(progress, i, error)) {
			column_free(tags);
			return NULL;
		}
		for (unsigned k = 0; k < count; k++)
			if (strings_equal(strings, i, texts[k])) {
				tags[i] = (uint8_t)(k + 1);
				break;
			}
	}
	return tags;
}
