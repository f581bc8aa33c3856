#include "config.h"

#include "heap/index.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#ifdef HAVE_XXHASH
#include <xxhash.h>
#endif

#include "base/atomic_file.h"
#include "base/directories.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "heap/constructors.h"
#include "heap/index_list.h"
#include "heap/index_parts.h"

#ifdef HAVE_XXHASH

enum {
	INDEX_VERSION = 1,
	INDEX_ALIGNMENT = 64,
	INDEX_PARTS_BEFORE_COLUMNS = 2, /* struct heap, texts */
	INDEX_PIECE = 4 << 20,          /* written at once */
	INDEX_HASH_LENGTH = 8 << 20,    /* hashed at once, so that two threads share one column */
};

struct index_part {
	uint64_t offset, length; /* bytes; length without the slack; offset 0: not there */
	uint64_t checksum;
};

struct index_header {
	struct index_start start;
	uint32_t version, layout;
	struct input_identity identity;
	uint64_t file_size;
	uint64_t part_count;
	uint64_t checksum; /* of the header with this 0, and the table of parts behind it */
};

struct index_file {
	char *mapping;
	size_t size;
};

/* A build whose structs differ makes another file. */
static uint32_t
index_layout(void)
{
	uint64_t sizes[] = {
		sizeof(struct heap), sizeof(struct index_header), sizeof(struct constructor),
		sizeof(struct location), sizeof(struct trace_node), sizeof(struct scope),
		sizeof(void *), 0x0102030405060708,
	};

	return (uint32_t)(XXH3_64bits(sizes, sizeof sizes)
			  ^ XXH3_64bits(PACKAGE_VERSION, sizeof PACKAGE_VERSION));
}

static uint64_t
round_up(uint64_t bytes, uint64_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

/* A column's checksum is that of the checksums of its pieces. */
static uint64_t
index_checksum(const char *bytes, uint64_t length)
{
	XXH64_hash_t sum = length;

	for (uint64_t at = 0; at < length; at += INDEX_HASH_LENGTH) {
		uint64_t piece = length - at < INDEX_HASH_LENGTH ? length - at : INDEX_HASH_LENGTH;

		sum = XXH3_64bits_withSeed(bytes + at, piece, sum);
	}
	return sum;
}

static uint64_t
index_header_checksum(const struct index_header *header, const struct index_part *parts)
{
	struct index_header copy = *header;

	copy.checksum = 0;
	return XXH3_64bits_withSeed(parts, (size_t)header->part_count * sizeof *parts,
				    XXH3_64bits(&copy, sizeof copy));
}

/* Opening */

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
	uint64_t total = 0, half = 0;

	for (uint64_t i = 0; i < count; i++)
		total += parts[i].length;
	for (first.to = 0; first.to < count && half < total / 2; first.to++)
		half += parts[first.to].length;
	second.from = first.to;
	second.to = count;
	parallel_pair(threads, (struct parallel_task){ check_run, &first },
		      (struct parallel_task){ check_run, &second });
	return first.is_good && second.is_good;
}

/* The header, if it is one of ours for this snapshot and every part lies inside the file. */
static const struct index_part *
index_check_header(const char *mapping, uint64_t size, const struct input_identity *identity)
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
		    || size - parts[i].length - parts[i].offset < COLUMN_SLACK)
			return NULL;
	return parts;
}

/* Only a plain file of the user's own that nobody else may write. */
static char *
index_map(const char *path, uint64_t *size)
{
	int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	char *mapping = MAP_FAILED;

	if (descriptor < 0)
		return NULL;
	if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)
	    && status.st_uid == geteuid() && (status.st_mode & 077) == 0
	    && (uint64_t)status.st_size >= sizeof(struct index_header)) {
		*size = (uint64_t)status.st_size;
		mapping = mmap(NULL, (size_t)*size, PROT_READ, MAP_SHARED, descriptor, 0);
		futimens(descriptor, NULL); /* used now: the last to go */
	}
	close(descriptor);
	return mapping != MAP_FAILED ? mapping : NULL;
}

/* Points the heap's columns into the mapping. */
static bool
index_take_columns(struct heap *heap, const char *mapping, const struct index_part *parts)
{
	for (size_t i = 0; i < index_column_count; i++) {
		const struct index_column *column = &index_columns[i];
		const struct index_part *part = &parts[INDEX_PARTS_BEFORE_COLUMNS + i];

		if (part->offset != 0 && part->length != column->count(heap) * column->element_size)
			return false;
		*index_column_pointer(heap, column) =
			part->offset == 0 ? NULL : (void *)(uintptr_t)(mapping + part->offset);
	}
	return true;
}

/* Makes `heap` the image's; its pointers that lead nowhere any more are cleared. */
static bool
index_take_image(struct heap *heap, const char *mapping, const struct index_part *parts)
{
	struct heap image;

	if (parts[0].length != sizeof image)
		return false;
	memcpy(&image, mapping + parts[0].offset, sizeof image);
	image.path = heap->path;
	image.constructors = NULL;
	image.classes.at = NULL;
	image.classes.arena = (struct arena){ 0 };
	image.classes.interfaces.at = NULL;
	image.classes.interfaces.arena = (struct arena){ 0 };
	image.snapshot.strings.added = NULL;
	image.snapshot.strings.added_capacity = 0;
	image.snapshot.strings.arena = (struct arena){ 0 };
	image.snapshot.storage = NULL;
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
	char *path = heap->path;

	for (size_t i = 0; i < index_column_count; i++)
		*index_column_pointer(heap, &index_columns[i]) = NULL;
	heap->path = NULL;
	heap_release_parts(heap);
	*heap = (struct heap){ .path = path };
}

bool
index_open(struct heap *heap, const struct input_identity *identity, unsigned threads)
{
	struct buffer path = { 0 };
	uint64_t size = 0;
	char *mapping = index_path(heap->path, &path) ? index_map(path.at, &size) : NULL;
	const struct index_part *parts;

	buffer_release(&path);
	if (mapping == NULL)
		return false;
	parts = index_check_header(mapping, size, identity);
	if (parts == NULL
	    || !index_parts_are_whole(mapping, parts,
				      INDEX_PARTS_BEFORE_COLUMNS + index_column_count, threads)) {
		munmap(mapping, (size_t)size);
		return false;
	}
	if (!index_take_image(heap, mapping, parts)) {
		index_forget(heap);
		munmap(mapping, (size_t)size);
		return false;
	}
	heap->index = xmalloc(sizeof *heap->index);
	*heap->index = (struct index_file){ mapping, (size_t)size };
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

/* Saving */

struct saving {
	const struct heap *heap;
	struct index_header header;
	struct index_part *parts;
	const void **bytes; /* of each part */
	struct buffer texts;
	struct heap image;
};

static void
saving_add(struct saving *s, const void *bytes, uint64_t length)
{
	struct index_part *part = &s->parts[s->header.part_count];

	s->bytes[s->header.part_count++] = bytes;
	if (bytes == NULL)
		return;
	*part = (struct index_part){
		.offset = s->header.file_size,
		.length = length,
		.checksum = index_checksum(bytes, length),
	};
	s->header.file_size = round_up(part->offset + length + COLUMN_SLACK, INDEX_ALIGNMENT);
}

static bool
saving_lay_out(struct saving *s, const struct input_identity *identity)
{
	size_t count = INDEX_PARTS_BEFORE_COLUMNS + index_column_count;
	char *absolute = realpath(s->heap->path, NULL);
	size_t length = absolute == NULL ? INDEX_PATH_MAX : strlen(absolute);

	if (length < INDEX_PATH_MAX)
		memcpy(s->header.start.snapshot, absolute, length);
	free(absolute);
	if (length >= INDEX_PATH_MAX)
		return false;
	memcpy(s->header.start.magic, INDEX_MAGIC, INDEX_MAGIC_LENGTH);
	s->header.version = INDEX_VERSION;
	s->header.layout = index_layout();
	s->header.identity = *identity;
	s->parts = xcalloc(count, sizeof *s->parts);
	s->bytes = xcalloc(count, sizeof *s->bytes);
	s->header.file_size = round_up(sizeof s->header + count * sizeof *s->parts, INDEX_ALIGNMENT);
	memcpy(&s->image, s->heap, sizeof s->image);
	index_texts_write(&s->texts, s->heap);
	saving_add(s, &s->image, sizeof s->image);
	saving_add(s, s->texts.at, s->texts.length);
	for (size_t i = 0; i < index_column_count; i++)
		saving_add(s, index_column_at(s->heap, &index_columns[i]),
			   index_columns[i].count(s->heap) * index_columns[i].element_size);
	s->header.checksum = index_header_checksum(&s->header, s->parts);
	return true;
}

static bool
saving_write_padding(struct atomic_file *file, uint64_t from, uint64_t to, struct error *error)
{
	static const char zeros[COLUMN_SLACK + INDEX_ALIGNMENT];

	return atomic_file_write(file, zeros, (size_t)(to - from), error);
}

static bool
saving_write(const struct saving *s, struct atomic_file *file, struct progress *progress,
	     struct error *error)
{
	uint64_t at = sizeof s->header + s->header.part_count * sizeof *s->parts;

	progress_begin(progress, "Writing the index", s->header.file_size);
	if (!atomic_file_write(file, &s->header, sizeof s->header, error)
	    || !atomic_file_write(file, s->parts, (size_t)(at - sizeof s->header), error))
		return false;
	for (uint64_t i = 0; i < s->header.part_count; i++) {
		const struct index_part *part = &s->parts[i];
		const char *bytes = s->bytes[i];

		if (bytes == NULL)
			continue;
		if (!saving_write_padding(file, at, part->offset, error))
			return false;
		for (uint64_t done = 0; done < part->length; done += INDEX_PIECE) {
			uint64_t left = part->length - done;

			if (!atomic_file_write(file, bytes + done,
					       left < INDEX_PIECE ? (size_t)left : INDEX_PIECE,
					       error)
			    || !progress_advance(progress, part->offset + done, error))
				return false;
		}
		at = part->offset + part->length;
	}
	return saving_write_padding(file, at, s->header.file_size, error);
}

/* Whether the disk has room for the file and as much again. */
static bool
index_has_room(const char *path, uint64_t size)
{
	char *directory = xstrdup(path);
	struct statvfs status;
	bool has_room;

	*strrchr(directory, '/') = '\0';
	has_room = statvfs(directory, &status) == 0
		   && (uint64_t)status.f_bavail * status.f_frsize / 2 > size;
	free(directory);
	return has_room;
}

static bool
saving_run(const struct saving *s, const char *path, struct progress *progress,
	   struct error *error)
{
	struct atomic_file file;

	if (!atomic_file_open(&file, path, error))
		return false;
	if (saving_write(s, &file, progress, error))
		return atomic_file_commit(&file, error);
	atomic_file_abandon(&file);
	return false;
}

bool
index_save(const struct heap *heap, const struct input_identity *identity, uint64_t limit,
	   struct progress *progress, struct error *error)
{
	struct saving s = { .heap = heap };
	struct buffer path = { 0 };
	size_t removed;
	bool done = true;

	if (index_path(heap->path, &path) && directory_make_parents(path.at)
	    && saving_lay_out(&s, identity) && s.header.file_size <= limit
	    && index_has_room(path.at, s.header.file_size))
		done = saving_run(&s, path.at, progress, error)
		       && index_evict(limit, &removed, error);
	buffer_release(&path);
	buffer_release(&s.texts);
	free(s.parts);
	free(s.bytes);
	return done;
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

bool
index_save(const struct heap *heap, const struct input_identity *identity, uint64_t limit,
	   struct progress *progress, struct error *error)
{
	(void)heap;
	(void)identity;
	(void)limit;
	(void)progress;
	(void)error;
	return true;
}

void
index_close(struct heap *heap)
{
	(void)heap;
}

#endif
