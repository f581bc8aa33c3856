#include "config.h"

#include "ui/watch_screen.h"

#include <curses.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "live/browsed.h"
#include "live/suspects_job.h"
#include "live/watch_line.h"
#include "ui/page_draw.h"
#include "ui/terminal.h"

/* What the two threads share, under the lock: the page as it is to be drawn, its size, the
 * files of the snapshots. */
struct watch_screen {
	struct watch *watch;
	const struct watch_screen_options *options;
	struct progress progress;

	pthread_mutex_t lock;
	struct watch_page page;
	struct page_size size;
	char **paths;
	size_t path_count;
	bool has_begun, is_over, has_failed;
	atomic_bool snapshot_is_wanted;

	struct suspects_found found;
	bool has_looked;  /* for suspects */
	size_t looked_at; /* in so many snapshots */

	/* The watch's thread only. */
	struct buffer event;
	bool is_bad;
	struct suspects_job job;
	struct error error;

	size_t top; /* the drawing thread only */
};

static void
screen_take_paths(struct watch_screen *screen)
{
	const struct watch *watch = screen->watch;

	for (size_t i = 0; i < screen->path_count; i++)
		free(screen->paths[i]);
	screen->path_count = watch->snapshot_count;
	screen->paths = xreallocarray(screen->paths, screen->path_count + 1, sizeof(char *));
	for (size_t i = 0; i < screen->path_count; i++)
		screen->paths[i] = xstrdup(watch->snapshots[i].path);
}

/* Asks who leaks, when there is enough to tell. */
static void
screen_ask_suspects(struct watch_screen *screen, enum watch_event event)
{
	const struct watch *watch = screen->watch;
	struct buffer answer = { 0 };

	if (suspects_job_end(&screen->job, false, &answer) && !screen->job.has_failed) {
		suspects_found_release(&screen->found);
		suspects_found_read(&screen->found, buffer_text(&answer));
		screen->has_looked = true;
	}
	buffer_release(&answer);
	/* of another process */
	if (event == WATCH_RESTARTED) {
		suspects_job_stop(&screen->job);
		suspects_found_release(&screen->found);
		screen->has_looked = false;
	}
	if (screen->job.child == 0
	    && ((event == WATCH_SNAPSHOT && watch->snapshot_count >= 3)
		|| (event == WATCH_ALERT && watch->snapshot_count == 2)))
		suspects_job_start(&screen->job, (const char *const *)screen->paths,
				   screen->looked_at = screen->path_count, "ndjson");
}

static void
screen_happened(void *context, enum watch_event event, const struct watch *watch)
{
	struct watch_screen *screen = context;
	struct page_notes notes;

	if (screen->options->listener != NULL)
		screen->options->listener(screen->options->context, event, watch);
	pthread_mutex_lock(&screen->lock);
	screen->has_begun = true;
	if (event == WATCH_SNAPSHOT || event == WATCH_RESTARTED)
		screen_take_paths(screen);
	screen_ask_suspects(screen, event);
	if (event != WATCH_READING) {
		buffer_clear(&screen->event);
		buffer_add_char(&screen->event, ' ');
		watch_line_text(event, watch, &screen->event);
		buffer_add_char(&screen->event, '\0');
		screen->is_bad = event == WATCH_ALERT || event == WATCH_ENDED
				 || event == WATCH_CUT_OFF || event == WATCH_SILENT;
	}
	notes = (struct page_notes){ screen->event.at, screen->is_bad,
				     screen->has_looked ? &screen->found : NULL,
				     screen->looked_at };
	watch_page_compose(&screen->page, watch, &notes, &screen->size);
	pthread_mutex_unlock(&screen->lock);
	if (atomic_exchange(&screen->snapshot_is_wanted, false))
		screen->watch->snapshot_is_wanted = true;
	terminal_wake();
}

static void *
screen_watch(void *argument)
{
	struct watch_screen *screen = argument;
	bool done = watch_run(screen->watch, &screen->error);

	pthread_mutex_lock(&screen->lock);
	screen->is_over = true;
	screen->has_failed = !done;
	pthread_mutex_unlock(&screen->lock);
	terminal_wake();
	return NULL;
}

static void
screen_draw(struct watch_screen *screen)
{
	const char *keys = " q leave   s snapshot now   Enter browse   Up Down";

	pthread_mutex_lock(&screen->lock);
	screen->size.width = (size_t)COLS;
	screen->size.height = (size_t)LINES;
	if (!screen->has_begun)
		keys = " looking for the target   q leave";
	else if (screen->is_over)
		keys = " it is over: q leaves, Enter browses";
	else if (screen->found.count > 0)
		keys = " 1-9 browse a suspect   Enter all   s snapshot now   q leave   Up Down";
	page_draw(&screen->page, &screen->top, keys);
	pthread_mutex_unlock(&screen->lock);
}

/* The program itself, on the snapshots, with the terminal to itself; at a suspect if there is
 * one of that number. */
static void
screen_browse(struct watch_screen *screen, size_t suspect)
{
	struct browsed browsed = { 0 };

	pthread_mutex_lock(&screen->lock);
	for (size_t i = 0; i < screen->path_count; i++)
		browsed_add(&browsed, screen->paths[i]);
	if (suspect < screen->found.count)
		browsed.id = screen->found.at[suspect].holder;
	atomic_store(&screen->watch->keeps_all, true);
	pthread_mutex_unlock(&screen->lock);
	if (browsed.count > 0) {
		terminal_lend();
		browsed_run(&browsed);
		terminal_take_back();
	}
	atomic_store(&screen->watch->keeps_all, false);
	browsed_release(&browsed);
}

/* False when the user leaves. */
static bool
screen_key(struct watch_screen *screen, int key)
{
	switch (key) {
	case 'q':
		return false;
	case 's':
		atomic_store(&screen->snapshot_is_wanted, true);
		return true;
	case '\r': case '\n': case KEY_FUNCTION(KEY_ENTER):
		screen_browse(screen, SUSPECTS_FOUND_MAX);
		return true;
	}
	if (key >= '1' && key <= '9' && (size_t)(key - '1') < screen->found.count)
		screen_browse(screen, (size_t)(key - '1'));
	else
		page_scrolls(key, &screen->top);
	return true;
}

/* Whether nobody needs to look any more: it never began, or, with --fail, whoever listens has
 * had enough. */
static bool
screen_is_done(struct watch_screen *screen)
{
	bool is_done;

	pthread_mutex_lock(&screen->lock);
	is_done = screen->is_over
		  && ((screen->has_failed && !screen->has_begun)
		      || progress_is_cancelled(&screen->progress));
	pthread_mutex_unlock(&screen->lock);
	return is_done;
}

static void
screen_loop(struct watch_screen *screen)
{
	for (;;) {
		struct terminal_input input;

		screen_draw(screen);
		input = terminal_wait(1000);
		if (input.event == TERMINAL_INTERRUPT || input.event == TERMINAL_GONE
		    || (input.event == TERMINAL_KEY && !screen_key(screen, input.key))
		    || screen_is_done(screen))
			return;
	}
}

static void
screen_release(struct watch_screen *screen)
{
	suspects_job_stop(&screen->job);
	for (size_t i = 0; i < screen->path_count; i++)
		free(screen->paths[i]);
	free(screen->paths);
	watch_page_release(&screen->page);
	buffer_release(&screen->event);
	suspects_found_release(&screen->found);
	pthread_mutex_destroy(&screen->lock);
}

bool
watch_screen_run(struct watch *watch, const struct watch_screen_options *options,
		 struct error *error)
{
	struct watch_screen screen = {
		.watch = watch,
		.options = options,
		.size = { 80, 24, options->ascii, false },
	};
	pthread_t thread;

	if (!page_open(&screen.size.ascii, error))
		return false;
	screen.size.width = (size_t)COLS;
	pthread_mutex_init(&screen.lock, NULL);
	buffer_add_char(&screen.event, '\0');
	watch->progress = &screen.progress;
	watch->listener = screen_happened;
	watch->context = &screen;
	if (pthread_create(&thread, NULL, screen_watch, &screen) == 0) {
		screen_loop(&screen);
		progress_cancel(&screen.progress);
		pthread_join(thread, NULL);
	}
	terminal_close();
	watch->progress = NULL;
	watch->listener = NULL;
	watch->context = NULL;
	if (screen.has_failed)
		error_set(error, screen.error.kind, "%s", screen.error.message);
	screen_release(&screen);
	return !screen.has_failed;
}
