#include "config.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "heap/heap.h"
#include "unit/picture.h"

static bool
write_whole(int file, struct text text)
{
	while (text.length > 0) {
		ssize_t written = write(file, text.at, text.length);

		if (written < 0)
			return false;
		text = text_from(text, (size_t)written);
	}
	return true;
}

struct heap *
picture_heap_as(const struct picture *picture, const struct heap_options *options,
		struct error *error)
{
	char path[] = "/tmp/heaptui-picture-XXXXXX";
	int file = mkstemp(path);
	struct buffer json = { 0 };
	struct heap *heap = NULL;

	if (file < 0) {
		error_set(error, ERROR_FILE, "%s: %s", path, strerror(errno));
		return NULL;
	}
	picture_write(picture, &json);
	if (!write_whole(file, buffer_text(&json))) {
		error_set(error, ERROR_FILE, "%s: %s", path, strerror(errno));
	} else {
		heap = heap_new(path);
		if (!heap_load(heap, options, NULL, error)) {
			heap_free(heap);
			heap = NULL;
		}
	}
	buffer_release(&json);
	close(file);
	unlink(path);
	return heap;
}

struct heap *
picture_heap(const struct picture *picture, unsigned threads, struct error *error)
{
	return picture_heap_as(picture, &(struct heap_options){ .threads = threads }, error);
}

struct heap *
drawn_heap(const char *drawing)
{
	struct picture picture = { 0 };
	struct error error = { 0 };
	struct heap *heap;

	ck_assert_msg(picture_parse(&picture, text_of(drawing), &error), "%s\n%s", error.message,
		      drawing);
	heap = picture_heap(&picture, 1, &error);
	ck_assert_msg(heap != NULL, "%s", error.message);
	picture_release(&picture);
	return heap;
}
