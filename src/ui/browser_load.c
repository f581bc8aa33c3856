#include "config.h"

#include "ui/browser_state.h"

#include <string.h>

#include "base/stopwatch.h"

enum {
	LOADING_MS = 250, /* what loading has to show, and how far it is, four times a second */
};

static void
take_first_look(void *context, struct first_look *look)
{
	struct browser *browser = context;

	atomic_store_explicit(&browser->first_look, look, memory_order_release);
	terminal_wake();
}

/* More of the heap is there: the wait for a key ends, and looks. */
static void
notice_ready(void *context)
{
	(void)context;
	terminal_wake();
}

/* On the loading thread: one snapshot after the other, each ready part by part; then an index of
 * each, for the next time. */
static bool
load_all(void *argument, struct progress *progress, struct error *error)
{
	struct browser *browser = argument;
	struct heap_options options = browser->options->heap;

	options.on_first_look = browser->heap_count == 1 ? take_first_look : NULL;
	options.on_ready = notice_ready;
	options.context = browser;
	for (size_t i = 0; i < browser->heap_count; i++) {
		atomic_store(&browser->loading_heap, i);
		if (!heap_load(browser->heaps[i], &options, progress, error))
			return false;
	}
	outline_make_room(browser->heaps[browser->heap_count - 1]);
	/* Everything is on the screen by now.  An index that cannot be kept is no failure. */
	for (size_t i = 0; i < browser->heap_count; i++)
		heap_save_index(browser->heaps[i], &browser->options->heap, progress, NULL);
	return true;
}

void
browser_load_start(struct browser *browser)
{
	browser->loading_shown = stopwatch_now();
	job_start(&browser->loading, load_all, browser);
}

static int
milliseconds_left(const struct browser *browser)
{
	double since = (stopwatch_now() - browser->loading_shown) * 1000;

	return since < LOADING_MS ? LOADING_MS - (int)since : 0;
}

int
browser_load_patience(const struct browser *browser)
{
	if (!browser->loading.is_started)
		return -1;
	return browser->has_more ? milliseconds_left(browser) : LOADING_MS;
}

unsigned
browser_ready(const struct browser *browser)
{
	unsigned ready = HEAP_ALL;

	for (size_t i = 0; i < browser->heap_count; i++)
		ready &= atomic_load_explicit(&browser->heaps[i]->ready, memory_order_acquire);
	return ready;
}

bool
browser_load_look(struct browser *browser)
{
	unsigned ready = browser_ready(browser);
	bool has_look = atomic_load_explicit(&browser->first_look, memory_order_acquire) != NULL;
	bool changed = ready != browser->ready || has_look != browser->has_first_look;
	bool has_ended = browser->loading.is_started && !job_is_running(&browser->loading);

	/* What is replaced before it can be read only costs bytes. */
	browser->has_more = changed && ready != HEAP_ALL && !has_ended
			    && milliseconds_left(browser) > 0;
	if (browser->has_more)
		return false;
	if (changed)
		browser->loading_shown = stopwatch_now();
	browser->has_first_look = has_look;
	browser->ready = ready;
	if (has_ended) {
		changed = true;
		if (!job_finish(&browser->loading)) {
			browser->has_failed = true;
			if (browser->visit_count > 0)
				browser_fail(browser, &browser->loading.error);
		}
	}
	return changed;
}

void
browser_load_stop(struct browser *browser)
{
	if (!browser->loading.is_started)
		return;
	progress_cancel(&browser->loading.progress);
	job_finish(&browser->loading);
}

struct text
browser_progress_text(const struct progress *progress, struct arena *scratch)
{
	const char *phase = atomic_load_explicit(&progress->phase, memory_order_acquire);
	uint64_t total = atomic_load_explicit(&progress->total, memory_order_relaxed);
	uint64_t done = atomic_load_explicit(&progress->done, memory_order_relaxed);
	unsigned percent;

	if (phase == NULL)
		return TEXT("Starting");
	if (total == 0)
		return text_of(phase);
	percent = (unsigned)((double)(done < total ? done : total) * 100 / (double)total);
	return arena_printf(scratch, "%s  %u%%", phase, percent);
}

struct text
browser_load_status(const struct browser *browser, struct arena *scratch)
{
	struct text progress;
	size_t number = atomic_load(&browser->loading_heap) + 1;

	if (!browser->loading.is_started)
		return TEXT("");
	progress = browser_progress_text(&browser->loading.progress, scratch);
	if (browser->heap_count == 1)
		return progress;
	return arena_printf(scratch, "%zu of %zu: %.*s", number, browser->heap_count,
			    (int)progress.length, progress.at);
}
