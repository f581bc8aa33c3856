#include "config.h"

#include "heap/index.h"

#ifdef HAVE_XXHASH

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bus_error.h"
#include "base/directories.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "heap/index_form.h"

struct index_file {
	char *mapping;
	size_t size;
};

/* Half of the parts, by bytes, checked by one of two threads. */
struct check {
	const char *mapping;
	const struct index_part *parts;
	uint64_t from, to;
	bool is_good;
};

static void
check_run(void *argument)
{
	struct check *check = argument;

	check->is_good = true;
	for (uint64_t i = check->from; i < check->to && check->is_good; i++) {
		const struct index_part *part = &check->parts[i];

		check->is_good = part->offset == 0
				 || index_checksum(check->mapping + part->offset, part->length)
					    == part->checksum;
	}
}

static bool
index_parts_are_whole(const char *mapping, const struct index_part *parts, uint64_t count,
		      unsigned threads)
{
	struct check first = { .mapping = mapping, .parts = parts }, second = first;
	uint64_t total = 0, half = 0; /* of lengths that lie inside the file */

	for (uint64_t i = 0; i < count; i++)
		total += parts[i].length;
	for (first.to = 0; half < total / 2; first.to++)
		half += parts[first.to].length;
	second.from = first.to;
	second.to = count;
	parallel_pair(threads, (struct parallel_task){ check_run, &first },
		      (struct parallel_task){ check_run, &second });
	return first.is_good && second.is_good;
}

/* The header, if it is one of ours for this snapshot and every part lies inside the file. */
static const struct index_part *
index_check_header(const char *mapping, size_t size, const struct input_identity *identity)
{
	const struct index_header *header = (const void *)mapping;
	const struct index_part *parts = (const void *)(header + 1);

	if (memcmp(header->start.magic, INDEX_MAGIC, INDEX_MAGIC_LENGTH) != 0
	    || header->version != INDEX_VERSION || header->layout != index_layout()
	    || memcmp(&header->identity, identity, sizeof *identity) != 0
	    || header->file_size != size
	    || header->part_count != INDEX_PARTS_BEFORE_COLUMNS + index_column_count
	    || size < sizeof *header + header->part_count * sizeof *parts
	    || index_header_checksum(header, parts) != header->checksum)
		return NULL;
	for (uint64_t i = 0; i < header->part_count; i++)
		if (parts[i].offset % INDEX_ALIGNMENT != 0 || parts[i].length > size
		    || parts[i].offset > size - parts[i].length
		    || size - parts[i].length - parts[i].offset < COLUMN_SLACK
		    || (parts[i].offset == 0 && i < INDEX_PARTS_BEFORE_COLUMNS))
			return NULL;
	return parts;
}

/* Only a plain file of the user's own that nobody else may write.  Where size_t has 32 bits, of a
 * longer one the beginning, which does not have the length it tells. */
static char *
index_map(const char *path, size_t *size)
{
	int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	char *mapping = MAP_FAILED;

	if (descriptor < 0)
		return NULL;
	if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)
	    && status.st_uid == geteuid() && (status.st_mode & 077) == 0
	    && (size_t)status.st_size >= sizeof(struct index_header)) {
		*size = (size_t)status.st_size;
		mapping = mmap(NULL, *size, PROT_READ, MAP_SHARED, descriptor, 0);
		bus_error_expect();
		futimens(descriptor, NULL); /* used now: the last to go */
	}
	close(descriptor);
	return mapping != MAP_FAILED ? mapping : NULL;
}

/* Whether a column is as long as it should be, or missing where it may be. */
static bool
index_column_fits(const struct heap *heap, const struct index_column *column,
		  const struct index_part *part)
{
	uint64_t count = column->count(heap);

	return part->offset != 0 ? part->length == count * column->element_size
				 : column->is_optional || count == 0;
}

/* Points the heap's columns into the mapping. */
static bool
index_take_columns(struct heap *heap, const char *mapping, const struct index_part *parts)
{
	for (size_t i = 0; i < index_column_count; i++) {
		const struct index_column *column = &index_columns[i];
		const struct index_part *part = &parts[INDEX_PARTS_BEFORE_COLUMNS + i];

		if (!index_column_fits(heap, column, part))
			return false;
		*index_column_pointer(heap, column) =
			part->offset == 0 ? NULL : (void *)(uintptr_t)(mapping + part->offset);
	}
	return true;
}

/* Whether each truth in the image of a heap is one: what is neither may be taken for both. */
static bool
index_truths_are_good(const char *image)
{
	static const size_t truths[] = {
		offsetof(struct heap, snapshot.has_detachedness),
		offsetof(struct heap, snapshot.has_scopes),
		offsetof(struct heap, snapshot.is_dense),
		offsetof(struct heap, dominators.is_wide),
		offsetof(struct heap, constructors.is_wide),
		offsetof(struct heap, has_user_roots),
		offsetof(struct heap, from_index),
		offsetof(struct heap, has_identity),
	};

	for (size_t i = 0; i < sizeof(truths) / sizeof(*truths); i++)
		if ((unsigned char)image[truths[i]] > 1)
			return false;
	return true;
}

/* What of a heap is no part of its image: it is there before anything is loaded. */
static void
index_keep_own(struct heap *to, const struct heap *from)
{
	to->path = from->path;
	to->ropes = from->ropes;
	to->long_strings = from->long_strings;
	to->long_objects = from->long_objects;
	to->found_targets = from->found_targets;
	to->found_retainers = from->found_retainers;
	to->hub_edges = from->hub_edges;
}

/* Makes `heap` the image's; its pointers that lead nowhere any more are cleared. */
static bool
index_take_image(struct heap *heap, const char *mapping, const struct index_part *parts)
{
	struct heap image;

	if (parts[0].length != sizeof image || !index_truths_are_good(mapping + parts[0].offset))
		return false;
	memcpy(&image, mapping + parts[0].offset, sizeof image);
	index_keep_own(&image, heap);
	image.classes.texts = NULL;
	image.classes.arena = (struct arena){ 0 };
	image.classes.interfaces.at = NULL;
	image.classes.interfaces.arena = (struct arena){ 0 };
	image.snapshot.strings.added = NULL;
	image.snapshot.strings.added_capacity = 0;
	image.snapshot.strings.arena = (struct arena){ 0 };
	image.snapshot.storage = NULL;
	image.dominators.sums = NULL;
	image.dominators.size = NULL;
	image.index = NULL;
	*heap = image;
	return index_take_columns(heap, mapping, parts)
	       && index_texts_read(heap, (struct text){ mapping + parts[1].offset,
							(size_t)parts[1].length });
}

/* An empty heap of the same path again. */
static void
index_forget(struct heap *heap)
{
	struct heap empty = { .path = NULL };

	index_keep_own(&empty, heap);
	for (size_t i = 0; i < index_column_count; i++)
		*index_column_pointer(heap, &index_columns[i]) = NULL;
	heap->path = NULL;
	heap_release_parts(heap);
	*heap = empty;
}

bool
index_open(struct heap *heap, const struct input_identity *identity, unsigned threads)
{
	struct buffer path = { 0 };
	size_t size = 0;
	char *mapping = index_path(heap->path, &path) && directory_is_own(path.at)
				? index_map(path.at, &size)
				: NULL;
	const struct index_part *parts;

	buffer_release(&path);
	if (mapping == NULL)
		return false;
	parts = index_check_header(mapping, size, identity);
	if (parts == NULL
	    || !index_parts_are_whole(mapping, parts,
				      INDEX_PARTS_BEFORE_COLUMNS + index_column_count, threads)) {
		munmap(mapping, size);
		return false;
	}
	if (!index_take_image(heap, mapping, parts)) {
		index_forget(heap);
		munmap(mapping, size);
		return false;
	}
	heap->index = xmalloc(sizeof *heap->index);
	*heap->index = (struct index_file){ mapping, size };
	heap->from_index = true;
	return true;
}

void
index_close(struct heap *heap)
{
	if (heap->index == NULL)
		return;
	for (size_t i = 0; i < index_column_count; i++)
		*index_column_pointer(heap, &index_columns[i]) = NULL;
	munmap(heap->index->mapping, heap->index->size);
	free(heap->index);
	heap->index = NULL;
}

#else /* built without checksums: there is no index */

bool
index_open(struct heap *heap, const struct input_identity *identity, unsigned threads)
{
	(void)heap;
	(void)identity;
	(void)threads;
	return false;
}

void
index_close(struct heap *heap)
{
	(void)heap;
}

#endif
