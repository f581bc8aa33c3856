#include "config.h"

#include "heap/index.h"

#ifdef HAVE_XXHASH

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/directories.h"
#include "base/memory.h"
#include "heap/index_form.h"

enum { INDEX_PIECE = 4 << 20 }; /* written at once */

static uint64_t
round_up(uint64_t bytes, uint64_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

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
	s->header.file_size =
		round_up(sizeof s->header + count * sizeof *s->parts, INDEX_ALIGNMENT);
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

/* Takes away what has the index's name and is none: a link is not to be followed, perhaps to the
 * snapshot, and a pipe not to be waited for. */
static void
index_make_way(const char *path)
{
	struct stat status;

	if (lstat(path, &status) == 0 && !S_ISREG(status.st_mode))
		unlink(path);
}

static bool
saving_run(const struct saving *s, const char *path, struct progress *progress,
	   struct error *error)
{
	struct atomic_file file;

	index_make_way(path);
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
	    && directory_is_own(path.at)
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

#endif
