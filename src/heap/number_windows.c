/*
 * The windows of a plain file, shared by two threads.
 *
 * Each takes the next window that nobody has, reads it and finds its numbers.  Then it waits
 * until the place of the window before is known, moves the place on, and while the other
 * thread does the same with the next window it writes its rows where they belong.
 *
 *	thread 1   |read 0|place|rows 0 |read 2|  ...  |place|rows 2|
 *	thread 2   |read 1| ... |place|rows 1  |read 3|  ...  |place|
 *
 * Who meets the end of the array stops both; what was found behind it is forgotten.
 */

#include "config.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "heap/number_rows.h"

struct windows {
	struct number_array *array;
	const struct json_reader *reader;
	number_kernel *kernel;
	size_t size;                /* of a window */
	uint64_t start, file_end;   /* of the array, and of the text */
	atomic_uint_least64_t next; /* window nobody has taken */

	pthread_mutex_t mutex;
	pthread_cond_t moved;
	uint64_t turn;              /* the window whose beginning `place` is; only who has it
	                             * touches the place */
	struct number_place place;
	bool stopped;
	uint64_t end;               /* of the array, once known */
	uint64_t failed_window;     /* the first one that failed, and why */
	struct error failure;
};

struct windows_worker {
	struct windows *windows;
	unsigned number;
};

/* Stops both threads; of two failures the one nearer to the beginning of the file stays, so that
 * the message does not depend on who was faster. */
static void
windows_stop(struct windows *windows, uint64_t window, const struct error *failure)
{
	pthread_mutex_lock(&windows->mutex);
	if (failure != NULL && window < windows->failed_window) {
		windows->failed_window = window;
		windows->failure = *failure;
	}
	windows->stopped = true;
	pthread_cond_broadcast(&windows->moved);
	pthread_mutex_unlock(&windows->mutex);
}

/* Waits for the place to be at this window.  False if there is no need any more. */
static bool
windows_wait(struct windows *windows, uint64_t window)
{
	bool go_on;

	pthread_mutex_lock(&windows->mutex);
	while (windows->turn != window && !windows->stopped)
		pthread_cond_wait(&windows->moved, &windows->mutex);
	go_on = !windows->stopped;
	pthread_mutex_unlock(&windows->mutex);
	return go_on;
}

static void
windows_pass_on(struct windows *windows)
{
	pthread_mutex_lock(&windows->mutex);
	windows->turn++;
	windows->stopped |= windows->place.state == NUMBER_END;
	pthread_cond_broadcast(&windows->moved);
	pthread_mutex_unlock(&windows->mutex);
}

/* Reads the bytes of a window, and those before it that a number may have begun in. */
static bool
windows_fetch(const struct windows *windows, uint64_t number, struct number_window *window,
	      struct error *error)
{
	const struct json_reader *reader = windows->reader;
	uint64_t offset = windows->start + number * windows->size, from;
	size_t got, before;

	/* the opening bracket stands before the array, so there is always one byte */
	before = offset - reader->base < NUMBER_LOOKBACK ? (size_t)(offset - reader->base)
							 : NUMBER_LOOKBACK;
	from = offset - reader->base - before;
	memset(window->storage, 0, NUMBER_LOOKBACK);
	window->bytes = window->storage + NUMBER_LOOKBACK;
	window->offset = offset;
	window->length = 0;
	if (offset >= windows->file_end)
		return true;
	if (!input_read_at(reader->input, from, window->storage + NUMBER_LOOKBACK - before,
			   before + windows->size, &got, error))
		return false;
	window->length = got - before; /* some: it begins before the end of the file */
	return true;
}

/* With the place at this window: moves it on and makes the batch. */
static bool
windows_place(struct windows *windows, struct number_window *window, struct number_batch *batch,
	      struct error *error)
{
	struct number_array *array = windows->array;
	const struct json_reader *reader = windows->reader;

	if (window->length == 0) {
		windows->end = windows->file_end;
		windows->place.state = NUMBER_END;
		*batch = (struct number_batch){ .row_count = 0 };
		return number_array_ends_early(array, &windows->place, windows->file_end,
					       reader->salvage, error);
	}
	if (!number_window_finish(window, &windows->place, array, batch, error))
		return false;
	if (windows->place.state == NUMBER_END)
		windows->end = window->offset + window->used;
	return progress_advance(reader->progress, window->offset + window->used, error)
	       && (array->reserve == NULL
		   || array->reserve(array->context, windows->place.row_count, error));
}

/* One window from beginning to end; false to stop. */
static bool
windows_work(struct windows *windows, struct number_window *window, uint64_t number,
	     unsigned worker, struct error *error)
{
	struct number_batch batch;
	bool fetched = windows_fetch(windows, number, window, error);

	if (fetched)
		number_window_read(window, windows->kernel);
	if (!windows_wait(windows, number))
		return true;
	if (!fetched || !windows_place(windows, window, &batch, error))
		return false;
	windows_pass_on(windows);
	return batch.row_count == 0
	       || windows->array->take(windows->array->context, &batch, worker, error);
}

static bool
windows_are_stopped(struct windows *windows)
{
	bool stopped;

	pthread_mutex_lock(&windows->mutex);
	stopped = windows->stopped;
	pthread_mutex_unlock(&windows->mutex);
	return stopped;
}

static void
windows_run(void *argument)
{
	const struct windows_worker *worker = argument;
	struct windows *windows = worker->windows;
	struct error error = { .kind = ERROR_NONE };
	struct number_window window;
	uint64_t number = 0;

	if (windows_are_stopped(windows))
		return; /* there was only one thread, and it has done everything */
	if (!number_window_init(&window, windows->size, true, &error))
		windows_stop(windows, 0, &error);
	while (!windows_are_stopped(windows)) {
		number = atomic_fetch_add(&windows->next, 1);
		if (!windows_work(windows, &window, number, worker->number, &error))
			windows_stop(windows, number, &error);
	}
	number_window_release(&window);
}

/* What both threads left behind. */
static bool
windows_result(struct windows *windows, struct error *error)
{
	const struct error *failure = &windows->failure;

	if (failure->kind != ERROR_NONE)
		return error_set(error, failure->kind, "%s", failure->message);
	if (windows->array->is_cut)
		return true;
	return number_array_complete(windows->array, &windows->place, windows->end, error);
}

bool
number_windows_read(struct number_array *array, const struct json_reader *reader, uint64_t *end,
		    struct error *error)
{
	struct windows windows = {
		.array = array,
		.reader = reader,
		.kernel = array->kernel != NULL ? array->kernel : number_kernel_best(),
		.size = array->window > 0 ? array->window : JSON_WINDOW,
		.start = json_offset(reader),
		.file_end = json_offset(reader) + json_bytes_left(reader),
		.place = { .state = NUMBER_FIRST },
		.failed_window = UINT64_MAX,
	};
	struct windows_worker workers[2] = { { &windows, 0 }, { &windows, 1 } };
	/* nothing to share in a single window */
	unsigned threads = json_bytes_left(reader) > windows.size ? array->threads : 1;
	bool good;

	if (windows.size > json_bytes_left(reader))
		windows.size = (size_t)json_bytes_left(reader) + 1;
	pthread_mutex_init(&windows.mutex, NULL);
	pthread_cond_init(&windows.moved, NULL);
	parallel_pair(threads, (struct parallel_task){ windows_run, &workers[0] },
		      (struct parallel_task){ windows_run, &workers[1] });
	good = windows_result(&windows, error);
	*end = windows.end;
	pthread_cond_destroy(&windows.moved);
	pthread_mutex_destroy(&windows.mutex);
	return good;
}
