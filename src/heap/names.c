#include "config.h"

#include "heap/names.h"

#include "base/memory.h"

uint8_t *
names_tag(const struct strings *strings, const struct text *texts, unsigned count,
	  struct error *error)
{
	uint8_t *tags = column_alloc(strings->count, sizeof(*tags), error);

	if (tags == NULL)
		return NULL;
	for (string_ix i = 0; i < strings->count; i++)
		for (unsigned k = 0; k < count; k++)
			if (strings_equal(strings, i, texts[k])) {
				tags[i] = (uint8_t)(k + 1);
				break;
			}
	return tags;
}
