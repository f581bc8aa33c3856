#include "config.h"

#include "heap/stream.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
	STREAM_BUFFERS = 4,
	STREAM_BUFFER_SIZE = 1 << 20,
	STREAM_INPUT_SIZE = 1 << 17,
	/* Real snapshots shrink to a seventh or so.  What grows this many times over, beyond a size
	 * nobody minds, was made to fill a machine's memory. */
	STREAM_RATIO_MAX = 300,
	/* So much of the file with nothing in it is a hole, or made to be read for ever: a block
	 * has something after 128 KiB at most, what tools put between frames or behind them is far
	 * less, and it is read in 10 ms. */
	STREAM_IDLE_MAX = 16 << 20,
};
#define STREAM_UNSUSPICIOUS (UINT64_C(64) << 20)

struct stream {
	stream_source *source;
	void *context;
	struct decompressor *decompressor;
	struct decompressor_piece piece;
	char *input;
	bool source_ended;
	uint64_t made;
	size_t idle; /* bytes read since there was something in them */
	atomic_uint_least64_t consumed;

	/* The ring: `filled` of the buffers from `first` on are full, in order. */
	char *buffers[STREAM_BUFFERS];
	size_t lengths[STREAM_BUFFERS];
	unsigned first, filled;
	size_t taken; /* of the first buffer */
	bool ended;   /* nothing comes after the filled ones */
	struct error failure; /* why, if not for the end of the file */

	bool threaded, closing;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
};

static bool
stream_refill_input(struct stream *stream, struct error *error)
{
	size_t got;

	if (!stream->source(stream->context, stream->input, STREAM_INPUT_SIZE, &got, error))
		return false;
	stream->source_ended = got == 0;
	atomic_fetch_add_explicit(&stream->consumed, got, memory_order_relaxed);
	stream->piece.in = stream->input;
	stream->piece.in_length = got;
	stream->idle += got;
	if (stream->idle > STREAM_IDLE_MAX)
		return error_set(error, ERROR_FORMAT, "compressed data has nothing in it for %d "
				 "MiB, up to byte %llu", STREAM_IDLE_MAX >> 20,
				 (unsigned long long)atomic_load(&stream->consumed));
	return true;
}

/* Fills a buffer; *length below its size only at the end. */
static bool
stream_make(struct stream *stream, char *buffer, size_t *length, struct error *error)
{
	struct decompressor_piece *piece = &stream->piece;
	bool good = true;

	piece->out = buffer;
	piece->out_length = STREAM_BUFFER_SIZE;
	while (good && piece->out_length > 0) {
		size_t room = piece->out_length;

		if (piece->in_length == 0 && !stream->source_ended
		    && !stream_refill_input(stream, error)) {
			good = false;
			break;
		}
		good = decompressor_run(stream->decompressor, piece, error);
		if (piece->out_length < room)
			stream->idle = 0;
		if (piece->out_length == room && piece->in_length == 0 && stream->source_ended)
			break;
	}
	*length = STREAM_BUFFER_SIZE - piece->out_length;
	if (!good)
		return false;
	stream->made += *length;
	if (stream->made > STREAM_UNSUSPICIOUS
	    && stream->made / STREAM_RATIO_MAX > atomic_load(&stream->consumed))
		return error_set(error, ERROR_LIMIT, "grows more than %d times when decompressed: "
				 "decompress it first if you trust it", STREAM_RATIO_MAX);
	if (*length < STREAM_BUFFER_SIZE && !decompressor_is_whole(stream->decompressor))
		return error_set(error, ERROR_FORMAT, "compressed data ends too early, after "
				 "%llu bytes", (unsigned long long)atomic_load(&stream->consumed));
	return true;
}

/* Makes the next buffer of the ring, which must have room. */
static void
stream_make_next(struct stream *stream, unsigned next)
{
	struct error failure = { .kind = ERROR_NONE };
	size_t length = 0;
	bool good = stream_make(stream, stream->buffers[next], &length, &failure);

	pthread_mutex_lock(&stream->mutex);
	stream->lengths[next] = length;
	stream->filled += length > 0;
	stream->ended = !good || length < STREAM_BUFFER_SIZE;
	stream->failure = failure;
	pthread_cond_broadcast(&stream->changed);
	pthread_mutex_unlock(&stream->mutex);
}

static void *
stream_run(void *argument)
{
	struct stream *stream = argument;

	for (;;) {
		unsigned next;
		bool done;

		pthread_mutex_lock(&stream->mutex);
		while (!stream->closing && stream->filled == STREAM_BUFFERS)
			pthread_cond_wait(&stream->changed, &stream->mutex);
		next = (stream->first + stream->filled) % STREAM_BUFFERS;
		done = stream->closing || stream->ended;
		pthread_mutex_unlock(&stream->mutex);
		if (done)
			return NULL;
		stream_make_next(stream, next);
	}
}

struct stream *
stream_open(enum compression compression, stream_source *source, void *context,
	    unsigned threads, struct error *error)
{
	struct decompressor *decompressor = decompressor_new(compression, error);
	struct stream *stream;

	if (decompressor == NULL)
		return NULL;
	stream = xcalloc(1, sizeof(*stream));
	stream->source = source;
	stream->context = context;
	stream->decompressor = decompressor;
	stream->input = xmalloc(STREAM_INPUT_SIZE);
	for (unsigned i = 0; i < STREAM_BUFFERS; i++)
		stream->buffers[i] = xmalloc(STREAM_BUFFER_SIZE);
	pthread_mutex_init(&stream->mutex, NULL);
	pthread_cond_init(&stream->changed, NULL);
	stream->threaded = threads > 1
			   && pthread_create(&stream->thread, NULL, stream_run, stream) == 0;
	return stream;
}

/* Waits for a full buffer; false when there is none and none will come. */
static bool
stream_wait(struct stream *stream)
{
	bool has_some;

	pthread_mutex_lock(&stream->mutex);
	while (stream->filled == 0 && !stream->ended) {
		if (stream->threaded) {
			pthread_cond_wait(&stream->changed, &stream->mutex);
			continue;
		}
		pthread_mutex_unlock(&stream->mutex);
		stream_make_next(stream, stream->first);
		pthread_mutex_lock(&stream->mutex);
	}
	has_some = stream->filled > 0;
	pthread_mutex_unlock(&stream->mutex);
	return has_some;
}

static void
stream_drop_first(struct stream *stream)
{
	pthread_mutex_lock(&stream->mutex);
	stream->first = (stream->first + 1) % STREAM_BUFFERS;
	stream->filled--;
	pthread_cond_broadcast(&stream->changed);
	pthread_mutex_unlock(&stream->mutex);
	stream->taken = 0;
}

bool
stream_read(struct stream *stream, void *bytes, size_t length, size_t *got, struct error *error)
{
	char *to = bytes;

	*got = 0;
	while (*got < length && stream_wait(stream)) {
		size_t left = stream->lengths[stream->first] - stream->taken;
		size_t part = left < length - *got ? left : length - *got;

		memcpy(to + *got, stream->buffers[stream->first] + stream->taken, part);
		*got += part;
		stream->taken += part;
		if (part == left)
			stream_drop_first(stream);
	}
	if (*got == 0 && length > 0 && stream->failure.kind != ERROR_NONE)
		return error_set(error, stream->failure.kind, "%s", stream->failure.message);
	return true;
}

uint64_t
stream_consumed(const struct stream *stream)
{
	return atomic_load_explicit(&stream->consumed, memory_order_relaxed);
}

void
stream_close(struct stream *stream)
{
	if (stream == NULL)
		return;
	if (stream->threaded) {
		pthread_mutex_lock(&stream->mutex);
		stream->closing = true;
		pthread_cond_broadcast(&stream->changed);
		pthread_mutex_unlock(&stream->mutex);
		pthread_join(stream->thread, NULL);
	}
	pthread_cond_destroy(&stream->changed);
	pthread_mutex_destroy(&stream->mutex);
	for (unsigned i = 0; i < STREAM_BUFFERS; i++)
		free(stream->buffers[i]);
	free(stream->input);
	decompressor_free(stream->decompressor);
	free(stream);
}
