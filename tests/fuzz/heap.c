/*
 * Any bytes as one snapshot or, cut at the first NUL, as two to be compared: with all that
 * is computed from them.  One thread and two come to the same.
 */

#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "heap/comparison.h"
#include "heap/heap.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Loads the bytes as a file that is nowhere but in memory.  Null if they are no snapshot. */
static struct heap *
load(const uint8_t *bytes, size_t length, unsigned threads)
{
	struct heap_options options = { .threads = threads };
	struct error error = { .kind = ERROR_NONE };
	int file = memfd_create("snapshot", MFD_CLOEXEC);
	char path[64];
	struct heap *heap;
	bool good;

	if (file < 0 || write(file, bytes, length) != (ssize_t)length)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	heap = heap_new(path);
	good = heap_load(heap, &options, NULL, &error);
	close(file);
	if (good)
		return heap;
	if (*error.message == '\0')
		abort();
	heap_free(heap);
	return NULL;
}

static void
check_same(const struct heap *a, const struct heap *b)
{
	struct arena scratch = { .blocks = NULL };

	for (node_ix node = 0; node < heap_node_count(a); node++) {
		if (heap_retained_size(a, node) != heap_retained_size(b, node)
		    || heap_shallow_size(a, node) != heap_shallow_size(b, node)
		    || heap_distance(a, node) != heap_distance(b, node)
		    || heap_dominator(a, node) != heap_dominator(b, node)
		    || !text_equal(heap_class_name(a, node), heap_class_name(b, node)))
			abort();
		heap_node_title(a, node, &scratch);
		arena_reset(&scratch);
	}
	arena_release(&scratch);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const uint8_t *cut = length > 0 ? memchr(bytes, 0, length) : NULL;
	size_t first = cut != NULL ? (size_t)(cut - bytes) : length;
	struct heap *a = load(bytes, first, 1), *b = NULL;

	if (a == NULL)
		return 0;
	b = cut != NULL ? load(cut + 1, length - first - 1, 2) : load(bytes, first, 2);
	if (cut == NULL && b == NULL)
		abort();
	if (cut == NULL) {
		check_same(a, b);
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
