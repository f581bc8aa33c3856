/*
 * Any bytes as one snapshot or, cut at the first NUL, as two to be compared: with all that
 * is computed from them.  One thread and two come to the same.
 */

#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "heap/comparison.h"
#include "same_heap.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const uint8_t *cut = length > 0 ? memchr(bytes, 0, length) : NULL;
	size_t first = cut != NULL ? (size_t)(cut - bytes) : length;
	struct heap *a = load_bytes(bytes, first, 1), *b = NULL;

	if (a == NULL)
		return 0;
	b = cut != NULL ? load_bytes(cut + 1, length - first - 1, 2) : load_bytes(bytes, first, 2);
	if (cut == NULL && b == NULL)
		abort();
	if (cut == NULL) {
		check_same_heap(a, b);
	} else if (b != NULL) {
		struct error error = { .kind = ERROR_NONE };
		struct comparison comparison;

		if (comparison_build(&comparison, a, b, NULL, &error))
			comparison_release(&comparison);
	}
	heap_free(a);
	heap_free(b);
	return 0;
}
