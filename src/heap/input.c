#include "config.h"

#include "heap/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/memory.h"
#include "heap/stream.h"

enum {
	INPUT_HEAD = 4096,        /* read first, to tell what the file is */
	INPUT_PATIENCE_MS = 50,   /* between two looks at whether we shall stop */
};

struct input {
	int descriptor;
	bool is_standard_input;
	bool is_seekable;
	enum compression compression;

	const char *memory; /* of input_of_memory(), instead of a descriptor */
	struct stream *stream;
	_Atomic(const struct progress *) progress; /* looked at on the thread of the stream too */

	bool has_identity;
	struct input_identity identity;
	uint64_t position; /* of input_read() in a plain file */

	/* Read to look at, then given out again before anything else: only where one cannot
	 * read twice. */
	char *head;
	size_t head_length, head_taken;
};

/* Before a read that may block.  Regular files are always ready. */
static bool
input_wait(const struct input *input, struct error *error)
{
	struct pollfd ready = { .fd = input->descriptor, .events = POLLIN };

	for (;;) {
		int count = poll(&ready, 1, INPUT_PATIENCE_MS);

		if (count > 0)
			return true;
		if (count < 0 && errno != EINTR)
			return error_set(error, ERROR_FILE, "cannot wait for input: %s",
					 strerror(errno));
		if (progress_is_cancelled(atomic_load(&input->progress)))
			return error_set(error, ERROR_CANCELLED, "cancelled");
	}
}

/* Reads until `length` bytes or the end, at a place or, at DESCRIPTOR_NEXT, where the descriptor
 * stands. */
static bool
input_read_descriptor(const struct input *input, uint64_t at, void *bytes, size_t length,
		      size_t *got, struct error *error)
{
	*got = 0;
	while (*got < length) {
		uint64_t place = at == DESCRIPTOR_NEXT ? at : at + *got;
		ssize_t count;

		if (at == DESCRIPTOR_NEXT && !input_wait(input, error))
			return false;
		count = descriptor_read(input->descriptor, (char *)bytes + *got, length - *got,
					place);
		if (count == 0)
			break;
		if (count > 0)
			*got += (size_t)count;
		else if (errno != EINTR && errno != EAGAIN)
			return error_set(error, ERROR_FILE, "cannot read: %s", strerror(errno));
	}
	return true;
}

/* The next bytes as they stand in the file, compressed or not. */
static bool
input_read_raw(void *context, void *bytes, size_t length, size_t *got, struct error *error)
{
	struct input *input = context;
	size_t left = input->head_length - input->head_taken;

	if (left > 0) {
		*got = left < length ? left : length;
		memcpy(bytes, input->head + input->head_taken, *got);
		input->head_taken += *got;
		return true;
	}
	return input_read_descriptor(input, DESCRIPTOR_NEXT, bytes, length, got, error);
}

static void
input_identify(struct input *input, const struct stat *status)
{
	input->has_identity = true;
	input->identity = (struct input_identity){
		.device = (uint64_t)status->st_dev,
		.inode = (uint64_t)status->st_ino,
		.size = (uint64_t)status->st_size,
		.mtime_s = (int64_t)status->st_mtim.tv_sec,
		.mtime_ns = (int64_t)status->st_mtim.tv_nsec,
	};
}

static const char *
input_kind(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return "a directory";
	case S_IFIFO:
		return "a named pipe (give it as standard input: heaptui - < PIPE)";
	case S_IFSOCK:
		return "a socket";
	case S_IFCHR:
	case S_IFBLK:
		return "a device";
	default:
		return "not a regular file";
	}
}

static bool
input_open_descriptor(struct input *input, const char *path, struct error *error)
{
	struct stat status;

	input->is_standard_input = strcmp(path, "-") == 0;
	/* O_NONBLOCK: opening a pipe nobody writes to must not wait */
	input->descriptor = input->is_standard_input
				    ? STDIN_FILENO
				    : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (input->descriptor < 0 || fstat(input->descriptor, &status) != 0)
		return error_set(error, ERROR_FILE, "cannot open: %s", strerror(errno));
	if (S_ISREG(status.st_mode))
		input_identify(input, &status);
	else if (!input->is_standard_input || S_ISDIR(status.st_mode))
		return error_set(error, ERROR_FILE, "is %s", input_kind(status.st_mode));
	/* Standard input that is a file and stands at its beginning is as good as a name. */
	input->is_seekable = input->has_identity
			     && (!input->is_standard_input
				 || lseek(input->descriptor, 0, SEEK_CUR) == 0);
	return true;
}

/* Looks at the first bytes, and makes a stream of the input if they are compressed. */
static bool
input_look(struct input *input, unsigned threads, struct error *error)
{
	uint64_t at = input->is_seekable ? 0 : DESCRIPTOR_NEXT;

	input->head = xmalloc(INPUT_HEAD);
	if (!input_read_descriptor(input, at, input->head, INPUT_HEAD, &input->head_length, error))
		return false;
	input->compression = compression_of(input->head, input->head_length);
	if (input->is_seekable) {
		/* read again, from the start */
		input->head_length = 0;
	}
	if (input->compression == COMPRESSION_NONE)
		return true;
	input->is_seekable = false;
	input->stream = stream_open(input->compression, input_read_raw, input, threads, error);
	return input->stream != NULL;
}

struct input *
input_open(const char *path, unsigned threads, const struct progress *progress,
	   struct error *error)
{
	struct input *input = xcalloc(1, sizeof(*input));

	input->descriptor = -1;
	input_set_progress(input, progress);
	if (!input_open_descriptor(input, path, error) || !input_look(input, threads, error)) {
		input_close(input);
		return NULL;
	}
	return input;
}

struct input *
input_of_memory(const void *bytes, size_t length)
{
	struct input *input = xcalloc(1, sizeof(*input));

	input->descriptor = -1;
	input->memory = bytes;
	input->identity.size = length;
	input->is_seekable = true;
	return input;
}

void
input_make_stream(struct input *input)
{
	input->is_seekable = false;
}

void
input_set_progress(struct input *input, const struct progress *progress)
{
	atomic_store(&input->progress, progress);
}

bool
input_is_seekable(const struct input *input)
{
	return input->is_seekable;
}

enum compression
input_compression(const struct input *input)
{
	return input->compression;
}

uint64_t
input_size(const struct input *input)
{
	return input->is_seekable ? input->identity.size : 0;
}

uint64_t
input_consumed(const struct input *input)
{
	return input->stream != NULL ? stream_consumed(input->stream) : input->position;
}

uint64_t
input_disk_size(const struct input *input)
{
	return input->identity.size;
}

bool
input_has_identity(const struct input *input, struct input_identity *identity)
{
	*identity = input->identity;
	return input->has_identity;
}

bool
input_read(struct input *input, void *bytes, size_t length, size_t *got, struct error *error)
{
	size_t left = input->head_length - input->head_taken;
	bool good;

	if (input->is_seekable || input->memory != NULL)
		good = input_read_at(input, input->position, bytes, length, got, error);
	else if (input->stream != NULL)
		good = stream_read(input->stream, bytes, length, got, error);
	else {
		size_t head = left < length ? left : length;

		memcpy(bytes, input->head + input->head_taken, head);
		input->head_taken += head;
		good = input_read_descriptor(input, DESCRIPTOR_NEXT, (char *)bytes + head,
					     length - head, got, error);
		*got += head;
	}
	if (good)
		input->position += *got;
	return good;
}

bool
input_read_at(struct input *input, uint64_t offset, void *bytes, size_t length, size_t *got,
	      struct error *error)
{
	uint64_t size = input->identity.size;

	*got = 0;
	if (offset >= size)
		return true;
	if (length > size - offset)
		length = (size_t)(size - offset);
	if (input->memory != NULL) {
		memcpy(bytes, input->memory + offset, length);
		*got = length;
		return true;
	}
	if (!input_read_descriptor(input, offset, bytes, length, got, error))
		return false;
	if (*got < length)
		return error_set(error, ERROR_FILE, "became shorter while it was read: %llu bytes "
				 "expected, %llu found", (unsigned long long)size,
				 (unsigned long long)(offset + *got));
	return true;
}

bool
input_unchanged(struct input *input, struct error *error)
{
	const struct input_identity *then = &input->identity;
	struct stat now;

	if (!input->has_identity)
		return true;
	if (fstat(input->descriptor, &now) != 0)
		return error_set(error, ERROR_FILE, "cannot look at it: %s", strerror(errno));
	if ((uint64_t)now.st_size != then->size)
		return error_set(error, ERROR_FILE, "changed while it was read: %llu bytes before, "
				 "%llu now", (unsigned long long)then->size,
				 (unsigned long long)now.st_size);
	if ((int64_t)now.st_mtim.tv_sec != then->mtime_s
	    || (int64_t)now.st_mtim.tv_nsec != then->mtime_ns)
		return error_set(error, ERROR_FILE, "changed while it was read");
	return true;
}

void
input_close(struct input *input)
{
	if (input == NULL)
		return;
	stream_close(input->stream);
	if (input->descriptor >= 0 && !input->is_standard_input)
		close(input->descriptor);
	free(input->head);
	free(input);
}
