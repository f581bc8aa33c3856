/*
 * Windows of numbers -> batches of whole rows, in order.
 *
 * The one thing that has to be known before a window's numbers have a place is how many came
 * before it, and the beginning of a row that the window before left over.  That is handed on
 * from window to window; all else about them is independent.
 */

#pragma once

#include "heap/number_array.h"
#include "heap/number_kernel.h"

/* What is known where one window ends and the next begins. */
struct number_place {
	enum number_state state;
	uint64_t row_count; /* whole rows so far */
	/* The beginning of a row. */
	size_t part_count, wide_count;
	uint32_t part[NUMBER_FIELDS_MAX];
	struct number_wide wide[NUMBER_FIELDS_MAX];
};

/* One window, with room for its numbers. */
struct number_window {
	char *storage;          /* a column: the window with what may be read around it; or null */
	const char *bytes;
	size_t length;
	uint64_t offset;        /* in the file */
	uint32_t *values;       /* a column: room for part of a row, then for the numbers */
	struct numbers numbers;
	bool is_read;           /* by a kernel; `after` is the state behind it, `used` of it */
	enum number_state after;
	size_t used;
};

/* Room for windows of so many bytes; with storage of its own, if asked for. */
bool number_window_init(struct number_window *window, size_t size, bool with_storage,
			struct error *error);
void number_window_release(struct number_window *window);

/* Reads the window as far as that can be done without knowing what came before it. */
void number_window_read(struct number_window *window, number_kernel *kernel);
/* Finishes it, knowing that; moves the place on, and makes a batch of the whole rows.  The rest of
 * the window, behind the end of the array, starts at window->used. */
bool number_window_finish(struct number_window *window, struct number_place *place,
			  const struct number_array *array, struct number_batch *batch,
			  struct error *error);

/* Complains that the file ends before the array does; or notes it, if what is there shall
 * be saved. */
bool number_array_ends_early(struct number_array *array, const struct number_place *place,
			     uint64_t offset, bool salvage, struct error *error);
/* Complains if the array ended inside a row. */
bool number_array_complete(struct number_array *array, const struct number_place *place,
			   uint64_t offset, struct error *error);

/* number_windows.c: the array of a plain file from `offset` on, by one thread or two.  *end is
 * behind it. */
bool number_windows_read(struct number_array *array, const struct json_reader *reader,
			 uint64_t *end, struct error *error);
