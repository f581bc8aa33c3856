/*
 * Decompressed bytes of a file descriptor, in order.
 *
 * With two threads one reads and decompresses into a ring of buffers, the other takes from
 * it; with one the buffer is filled when it is asked for.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/progress.h"
#include "heap/decompress.h"

struct stream;

/* Where a stream gets its bytes.  *got is 0 at the end. */
typedef bool stream_source(void *context, void *bytes, size_t length, size_t *got,
			   struct error *error);

/* The source and its context are used until stream_close(), perhaps on another thread.  Null
 * on failure. */
struct stream *stream_open(enum compression compression, stream_source *source, void *context,
			   unsigned threads, struct error *error);
/* Short reads only at the end.  After a failure what came before it has been given out. */
bool stream_read(struct stream *stream, void *bytes, size_t length, size_t *got,
		 struct error *error);
/* Bytes taken from the source so far. */
uint64_t stream_consumed(const struct stream *stream);
void stream_close(struct stream *stream);
