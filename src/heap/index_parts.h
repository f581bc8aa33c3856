/*
 * What of a heap goes into an index: the list of its columns, and its texts.
 */

#pragma once

#include "base/buffer.h"
#include "heap/heap.h"

/* A column of the heap: where its pointer stands, the size of its elements, how many there are. */
struct index_column {
	size_t pointer_at; /* offset in struct heap */
	size_t element_size;
	uint64_t (*count)(const struct heap *heap);
	bool is_optional; /* may be missing where there is something to count */
};

extern const struct index_column index_columns[];
extern const size_t index_column_count;

static inline void **
index_column_pointer(struct heap *heap, const struct index_column *column)
{
	return (void **)((char *)heap + column->pointer_at);
}

static inline void *
index_column_at(const struct heap *heap, const struct index_column *column)
{
	return *(void *const *)((const char *)heap + column->pointer_at);
}

/* Appends what lives in arenas and tables of its own: names of classes, interfaces, added
 * strings, names of types. */
void index_texts_write(struct buffer *out, const struct heap *heap);
/* Makes them again, for a heap whose counts are set; names of classes stay where they are in
 * `texts`.  False if they are not what was written for such a heap. */
bool index_texts_read(struct heap *heap, struct text texts);
