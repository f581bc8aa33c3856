/*
 * The strings before their turn.  They stand at the end of a file: with nodes and strings there is
 * something to show while the edges, more than half of it, are still read; and what stands
 * between edges and strings can be read beside them.
 */

#include "config.h"

#include <string.h>

#include "base/memory.h"
#include "heap/snapshot_load_internal.h"

enum {
	AHEAD_BLOCK = 1 << 20,
	AHEAD_ROOM = 64,       /* for the key, and for white space around the colon */
	AHEAD_MOST = 1 << 29,  /* strings longer than this can wait */
};

static size_t
skip_space(struct text text, size_t at)
{
	while (at < text.length && (text.at[at] == ' ' || text.at[at] == '\n' || text.at[at] == '\r'
				    || text.at[at] == '\t'))
		at++;
	return at;
}

/* The last array's beginning of the key "strings", which begins in the first `count` bytes; or
 * SIZE_MAX. */
static size_t
last_array(struct text text, size_t count)
{
	struct text key = TEXT("\"strings\"");
	size_t last = SIZE_MAX, at = 0;

	while ((at = text_find(text, key, at, false)) < count) {
		size_t colon = skip_space(text, at + key.length);

		at++;
		if (colon < text.length && text.at[colon] == ':') {
			size_t bracket = skip_space(text, colon + 1);

			if (bracket < text.length && text.at[bracket] == '[')
				last = bracket;
		}
	}
	return last;
}

uint64_t
load_find_strings(struct input *input, uint64_t from, const struct progress *progress)
{
	char *block = column_alloc(AHEAD_BLOCK + AHEAD_ROOM, 1, NULL);
	uint64_t size = input_size(input), end = size, found = 0;

	while (block != NULL && found == 0 && end > from && size - end < AHEAD_MOST
	       && !progress_is_cancelled(progress)) {
		uint64_t start = end - from > AHEAD_BLOCK ? end - AHEAD_BLOCK : from;
		size_t length = (size_t)(end - start), got, bracket;

		/* where there is a NUL there is no array: a hole may be larger than any memory */
		if (!input_read_at(input, start, block, length + AHEAD_ROOM, &got, NULL)
		    || memchr(block, '\0', got) != NULL)
			break;
		bracket = last_array((struct text){ block, got }, length);
		if (bracket != SIZE_MAX)
			found = start + bracket;
		end = start;
	}
	column_free(block);
	return found;
}

bool
load_ahead(struct load_ahead *ahead, const struct loader *loader, uint64_t from)
{
	struct input *input = loader->reader->input;
	struct json_reader reader;
	struct loader own = { .snapshot = loader->snapshot, .reader = &reader };
	struct error error = { .kind = ERROR_NONE };
	uint64_t begin = input_is_seekable(input) ? load_find_strings(input, from, &ahead->progress)
						  : 0;
	bool good;

	if (begin == 0)
		return false;
	good = json_reader_init(&reader, input, &ahead->progress, &error);
	if (good) {
		json_seek(&reader, begin);
		good = load_strings(&own, &error);
	}
	if (good) {
		ahead->begin = begin;
		ahead->end = json_offset(&reader);
	} else {
		load_ahead_forget(loader->snapshot);
	}
	json_reader_release(&reader);
	return good;
}

void
load_ahead_beside(struct load_ahead *ahead, const struct loader *loader, uint64_t from)
{
	struct snapshot *snapshot = loader->snapshot;
	struct error error = { .kind = ERROR_NONE };

	if (ahead->end > 0 || load_ahead(ahead, loader, from)) {
		ahead->has_pairs = ephemerons_build(&snapshot->ephemerons, &snapshot->strings,
						    &ahead->progress, &error);
		if (!ahead->has_pairs)
			ephemerons_release(&snapshot->ephemerons);
	}
	latch_open(&ahead->done, true);
}

bool
load_ahead_take(struct load_ahead *ahead, struct loader *loader, struct error *error)
{
	struct json_reader *reader = loader->reader;

	if (ahead->is_beside)
		latch_wait(&ahead->done);
	if (ahead->end == 0)
		return false;
	json_peek(reader, error);
	if (json_offset(reader) == ahead->begin) {
		json_seek(reader, ahead->end);
		loader->has_pairs = ahead->has_pairs;
		return true;
	}
	load_ahead_forget(loader->snapshot);
	return false;
}

void
load_ahead_forget(struct snapshot *snapshot)
{
	strings_release(&snapshot->strings);
	ephemerons_release(&snapshot->ephemerons);
}
