/*
 * A file's bytes: plain, gzip, zstd (told by content) or standard input.
 *
 * Only regular files are opened by name; a pipe only as "-".  Plain files can be read at
 * any place (input_read_at), so that two threads share the work; the others are a
 * stream, decompressed on a thread of its own beside the reader.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/progress.h"
#include "heap/decompress.h"

struct input;

/* The identity of a file, for the index and to notice a change while reading. */
struct input_identity {
	uint64_t device, inode, size;
	int64_t mtime_s, mtime_ns;
};

/* "-" is standard input.  Null on failure, or when cancelled before the first bytes of a slow
 * stream came; the progress goes on to be asked, as after input_set_progress(). */
struct input *input_open(const char *path, unsigned threads, const struct progress *progress,
			 struct error *error);
/* Bytes in memory, borrowed, read as if they were a plain file. */
struct input *input_of_memory(const void *bytes, size_t length);
/* From now on it cannot be read at any place, only on and on. */
void input_make_stream(struct input *input);
/* Waiting for a slow stream ends when the progress is cancelled; null is fine. */
void input_set_progress(struct input *input, const struct progress *progress);
/* Whether input_read_at may be used: a plain regular file. */
bool input_is_seekable(const struct input *input);
enum compression input_compression(const struct input *input);
/* Size of the plain file in bytes; 0 if unknown (a stream). */
uint64_t input_size(const struct input *input);
/* Bytes of the file on disk taken so far, and in all (0: unknown): for the progress line. */
uint64_t input_consumed(const struct input *input);
uint64_t input_disk_size(const struct input *input);
bool input_has_identity(const struct input *input, struct input_identity *identity);
/* Reads the next bytes of the stream; *got is 0 at the end.  Short reads only at the end. */
bool input_read(struct input *input, void *bytes, size_t length, size_t *got, struct error *error);
/* Reads at a place; safe from several threads.  Short reads only at the end. */
bool input_read_at(struct input *input, uint64_t offset, void *bytes, size_t length, size_t *got,
		   struct error *error);
/* Whether the file is still what it was when opened; else ERROR_FILE. */
bool input_unchanged(struct input *input, struct error *error);
void input_close(struct input *input);
