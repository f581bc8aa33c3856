#include "config.h"

#include "ui/watch_screen.h"

#include <curses.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "live/suspects_job.h"
#include "live/watch_line.h"
#include "ui/terminal.h"
#include "ui/theme.h"
#include "ui/watch_page.h"

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
	bool is_over, has_failed;
	atomic_bool snapshot_is_wanted;

	/* The watch's thread only. */
	struct buffer event, suspects;
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

	if (suspects_job_end(&screen->job, false, &answer)) {
		buffer_clear(&screen->suspects);
		buffer_add_text(&screen->suspects, buffer_text(&answer));
	}
	buffer_release(&answer);
	if (screen->job.child == 0
	    && ((event == WATCH_SNAPSHOT && watch->snapshot_count >= 3)
		|| (event == WATCH_ALERT && watch->snapshot_count == 2)))
		suspects_job_start(&screen->job, (const char *const *)screen->paths,
				   screen->path_count, "text", false);
}

static void
screen_happened(void *context, enum watch_event event, const struct watch *watch)
{
	struct watch_screen *screen = context;
	struct page_notes notes;

	if (screen->options->listener != NULL)
		screen->options->listener(screen->options->context, event, watch);
	pthread_mutex_lock(&screen->lock);
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
				     buffer_text(&screen->suspects) };
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
screen_draw_line(const struct watch_screen *screen, int row, size_t index)
{
	const struct page_line *line = &screen->page.lines[index];

	attrset((int)theme_attributes(line->role));
	if (line->length > 0)
		mvaddnstr(row, 0, screen->page.text.at + line->at, (int)line->length);
	attrset(A_NORMAL);
}

static void
screen_draw(struct watch_screen *screen)
{
	static const char keys[] = " q leave   s snapshot now   Enter browse the snapshots   Up Down";
	int height = LINES, width = COLS;
	size_t room;

	pthread_mutex_lock(&screen->lock);
	screen->size.width = (size_t)width;
	screen->size.height = (size_t)height;
	room = height > 2 ? (size_t)height - 2 : 0;
	if (screen->top + room > screen->page.count)
		screen->top = screen->page.count > room ? screen->page.count - room : 0;
	erase();
	if (screen->page.count > 0)
		screen_draw_line(screen, 0, 0);
	for (size_t i = 1; i <= room && screen->top + i < screen->page.count; i++)
		screen_draw_line(screen, (int)i, screen->top + i);
	attrset((int)theme_attributes(ROLE_STATUS));
	mvaddnstr(height - 1, 0, screen->is_over ? " it is over: q leaves, Enter browses" : keys,
		  width);
	attrset(A_NORMAL);
	pthread_mutex_unlock(&screen->lock);
	refresh();
}

/* The program itself, on the snapshots, with the terminal to itself. */
static void
screen_browse(struct watch_screen *screen)
{
	const char **words;
	pid_t child;
	size_t count;

	pthread_mutex_lock(&screen->lock);
	count = screen->path_count;
	words = xcalloc(count + 2, sizeof(*words));
	words[0] = "heaptui";
	for (size_t i = 0; i < count; i++)
		words[1 + i] = xstrdup(screen->paths[i]);
	pthread_mutex_unlock(&screen->lock);
	if (count > 0) {
		terminal_lend();
		child = fork();
		if (child == 0) {
			execv("/proc/self/exe", (char *const *)(uintptr_t)words);
			_exit(127);
		}
		if (child > 0)
			waitpid(child, NULL, 0);
		terminal_take_back();
	}
	for (size_t i = 0; i < count; i++)
		free((void *)(uintptr_t)words[1 + i]);
	free(words);
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
		screen_browse(screen);
		return true;
	case 'j': case KEY_FUNCTION(KEY_DOWN):
		screen->top++;
		return true;
	case 'k': case KEY_FUNCTION(KEY_UP):
		screen->top -= screen->top > 0;
		return true;
	}
	return true;
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
		    /* --fail: whoever listens has had enough */
		    || (screen->is_over && progress_is_cancelled(&screen->progress)))
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
	buffer_release(&screen->suspects);
	pthread_mutex_destroy(&screen->lock);
}

bool
watch_screen_run(struct watch *watch, const struct watch_screen_options *options,
		 struct error *error)
{
	struct watch_screen screen = {
		.watch = watch,
		.options = options,
		.size = { 80, 24, options->ascii },
	};
	pthread_t thread;

	setlocale(LC_CTYPE, "");
	if (!terminal_open(&(struct terminal_options){ 0 }, error))
		return false;
	theme_choose(text_of(theme_names[0]));
	theme_open();
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
