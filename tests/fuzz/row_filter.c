/*
 * Any bytes as a filter of the Summary: understood, or refused in words.
 */

#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "view/row_filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct error error = { .kind = ERROR_NONE };

	for (size_t i = 0; views[i] != NULL; i++) {
		struct row_filter *filter;

		error = (struct error){ .kind = ERROR_NONE };
		filter = row_filter_new(views[i], (struct text){ (const char *)bytes, length },
					&error);
		if (filter == NULL && (error.kind != ERROR_USAGE || *error.message == '\0'))
			abort();
		row_filter_free(filter);
	}
	return 0;
}
