#include "config.h"

#include "trend_input.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "heap/heap.h"
#include "heap/input.h"
#include "live/reading_time.h"

enum { BLOCK = 1 << 16, LINE_MAX_BYTES = 1 << 20, LOOK = 4096 };

/* What watch says when it has found another process. */
static bool
line_is_restart(struct text line)
{
	static const char restarted[] = "{\"event\":\"restarted\",";

	return line.length >= sizeof(restarted) - 1
	       && memcmp(line.at, restarted, sizeof(restarted) - 1) == 0;
}

static void
trend_input_line(struct trend_input *input, struct text line)
{
	struct reading reading;
	size_t start = 0;

	input->lines++;
	while (start < line.length && strchr(" \t\r", line.at[start]) != NULL)
		start++;
	if (line_is_restart(line)) {
		history_release(&input->history);
		input->readings = 0;
		input->restarts++;
	} else if (start < line.length && line.at[start] == '{') {
		if (reading_read(&reading, line, NULL)) {
			history_add(&input->history, &reading);
			input->readings++;
		}
	} else if (gc_log_read(&input->log, line, &reading)) {
		if (input->log.has_restarted) {
			history_release(&input->history);
			input->collections = 0;
		}
		history_add(&input->history, &reading);
		input->collections++;
	}
}

/* Takes the whole lines out of the bytes; what follows the last stays. */
static void
trend_input_lines(struct trend_input *input, struct buffer *bytes)
{
	size_t from = 0;

	for (;;) {
		const char *end = memchr(bytes->at + from, '\n', bytes->length - from);
		size_t length = end == NULL ? 0 : (size_t)(end - (bytes->at + from));

		if (end == NULL)
			break;
		if (length <= LINE_MAX_BYTES)
			trend_input_line(input, (struct text){ bytes->at + from, length });
		from += length + 1;
	}
	memmove(bytes->at, bytes->at + from, bytes->length - from);
	bytes->length -= from;
	/* a line without end is none */
	if (bytes->length > LINE_MAX_BYTES)
		bytes->length = 0;
}

static bool
trend_input_log(struct trend_input *input, struct input *file, struct buffer *bytes,
		struct progress *progress, struct error *error)
{
	char *block = xmalloc(BLOCK);
	size_t got = 0;
	bool done = true;

	progress_begin(progress, "Reading", 0);
	trend_input_lines(input, bytes);
	while (done && (done = input_read(file, block, BLOCK, &got, error)) && got > 0) {
		buffer_add(bytes, block, got);
		trend_input_lines(input, bytes);
		done = progress_advance(progress, input->lines, error);
	}
	if (done && bytes->length > 0)
		trend_input_line(input, buffer_text(bytes));
	free(block);
	return done;
}

/* When a snapshot was taken: its name knows if it is ours or Node's own, else its file. */
static double
snapshot_time(const char *path)
{
	const char *name = strrchr(path, '/');
	int y, mo, d, h, mi, s;
	struct stat status;
	char text[64];
	double seconds = 0;

	name = name == NULL ? path : name + 1;
	for (const char *at = name; *at != '\0'; at++) {
		int end = 0;

		if ((sscanf(at, "%4d%2d%2dT%2d%2d%2dZ%n", &y, &mo, &d, &h, &mi, &s, &end) != 6
		     || end == 0)
		    && (sscanf(at, ".%4d%2d%2d.%2d%2d%2d.%n", &y, &mo, &d, &h, &mi, &s, &end) != 6
			|| end == 0))
			continue;
		snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d", y, mo, d, h, mi, s);
		if (time_parse(text, &seconds))
			return seconds;
	}
	return stat(path, &status) == 0 ? (double)status.st_mtime : 0;
}

static bool
trend_input_snapshot(struct trend_input *input, const char *path, struct progress *progress,
		     struct error *error)
{
	struct heap *heap = heap_new(path);
	struct heap_options options = { 0 };
	struct reading reading = { .time = snapshot_time(path) };
	bool done = heap_load(heap, &options, progress, error);

	if (done) {
		reading.sizes[SIZE_HEAP_USED] = heap_total_size(heap);
		reading.after_full = reading.sizes[SIZE_HEAP_USED];
		reading.after_full_time = reading.time;
		input->of_snapshots = xreallocarray(input->of_snapshots, input->snapshots + 1,
						    sizeof(*input->of_snapshots));
		input->of_snapshots[input->snapshots++] = reading;
	}
	heap_free(heap);
	return done;
}

bool
trend_input_add(struct trend_input *input, const char *path, struct progress *progress,
		struct error *error)
{
	struct input *file = input_open(path, 1, NULL, error);
	struct buffer bytes = { 0 };
	char *look = xmalloc(LOOK);
	size_t got = 0;
	bool done = file != NULL && input_read(file, look, LOOK, &got, error);

	if (done)
		buffer_add(&bytes, look, got);
	buffer_add_char(&bytes, '\0');
	bytes.length--;
	free(look);
	if (done && strstr(bytes.at, "\"node_fields\"") != NULL && strcmp(path, "-") != 0) {
		input_close(file);
		file = NULL;
		done = trend_input_snapshot(input, path, progress, error);
	} else if (done) {
		done = trend_input_log(input, file, &bytes, progress, error);
	}
	if (file != NULL)
		input_close(file);
	buffer_release(&bytes);
	return done;
}

static int
reading_compare_times(const void *a, const void *b)
{
	double x = ((const struct reading *)a)->time, y = ((const struct reading *)b)->time;

	return (x > y) - (x < y);
}

void
trend_input_finish(struct trend_input *input)
{
	if (input->snapshots > 0)
		qsort(input->of_snapshots, input->snapshots, sizeof(*input->of_snapshots),
		      reading_compare_times);
	for (size_t i = 0; i < input->snapshots; i++)
		history_add(&input->history, &input->of_snapshots[i]);
}

void
trend_input_release(struct trend_input *input)
{
	free(input->of_snapshots);
	history_release(&input->history);
}
