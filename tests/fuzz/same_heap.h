/*
 * What fuzz targets that load heaps share: bytes as a file, and whether two heaps are the same.
 */

#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "heap/constructors.h"
#include "heap/heap.h"

/* Loads the bytes as a file that is nowhere but in memory.  Null if they are no snapshot. */
static inline struct heap *
load_bytes(const void *bytes, size_t length, unsigned threads)
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

static inline void
check_same_rows(const struct heap *a, const struct heap *b)
{
	if (a->constructors.count != b->constructors.count)
		abort();
	for (size_t i = 0; i < a->constructors.count; i++) {
		const struct constructor *x = &a->constructors.at[i], *y = &b->constructors.at[i];

		if (x->count != y->count
		    || constructors_shallow_size(&a->constructors, i)
			       != constructors_shallow_size(&b->constructors, i)
		    || constructors_retained_size(&a->constructors, i)
			       != constructors_retained_size(&b->constructors, i)
		    || classes_compare(&a->classes, x->class, &b->classes, y->class) != 0)
			abort();
	}
}

static inline void
check_same_heap(const struct heap *a, const struct heap *b)
{
	struct arena scratch = { .blocks = NULL };

	if (heap_node_count(a) != heap_node_count(b) || heap_total_size(a) != heap_total_size(b))
		abort();
	for (node_ix node = 0; node < heap_node_count(a); node++) {
		if (heap_retained_size(a, node) != heap_retained_size(b, node)
		    || heap_shallow_size(a, node) != heap_shallow_size(b, node)
		    || heap_distance(a, node) != heap_distance(b, node)
		    || heap_dominator(a, node) != heap_dominator(b, node)
		    || heap_node_id(a, node) != heap_node_id(b, node)
		    || heap_detachedness(a, node) != heap_detachedness(b, node)
		    || !text_equal(heap_class_name(a, node), heap_class_name(b, node))
		    || !text_equal(heap_node_title(a, node, &scratch),
				   heap_node_title(b, node, &scratch)))
			abort();
		arena_reset(&scratch);
	}
	arena_release(&scratch);
	check_same_rows(a, b);
}
