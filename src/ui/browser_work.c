#include "config.h"

#include "ui/browser_state.h"

#include <stdlib.h>

#include "base/memory.h"
#include "ui/screen_update.h"

enum {
	FIRST_LOOK_MS = 60,  /* what is done by then never shows a progress line */
	LOOK_MS = 250,
	TYPED_MAX = 4096,
};

void
browser_type_ahead(struct browser *browser, struct terminal_input input)
{
	if (browser->typed == NULL)
		browser->typed = xmalloc(TYPED_MAX * sizeof(*browser->typed));
	if (browser->typed_at == browser->typed_count)
		browser->typed_at = browser->typed_count = 0;
	if (browser->typed_count < TYPED_MAX)
		browser->typed[browser->typed_count++] = input;
}

struct terminal_input
browser_input(struct browser *browser, int milliseconds)
{
	if (browser->typed_at < browser->typed_count && browser->visit_count > 0)
		return browser->typed[browser->typed_at++];
	return terminal_wait(milliseconds);
}

static void
work_show(struct browser *browser, const struct job *job)
{
	struct arena scratch = { 0 };

	browser_draw_status(browser, browser_progress_text(&job->progress, &scratch));
	screen_update();
	arena_release(&scratch);
}

/* Back to what was before; where nothing was, out. */
static void
work_stop(struct browser *browser, struct job *job)
{
	progress_cancel(&job->progress);
	browser->is_over |= browser->visit_count == 0;
}

/* One event while the job runs. */
static void
work_input(struct browser *browser, struct job *job, bool any_key_stops, int milliseconds)
{
	struct terminal_input input = terminal_wait(milliseconds);
	const struct browser_command *command;

	switch (input.event) {
	case TERMINAL_KEY:
		command = keymap_find(input.key);
		if (any_key_stops)
			progress_cancel(&job->progress);
		else if (command != NULL && command->run == command_cancel)
			work_stop(browser, job);
		if (any_key_stops || command == NULL || command->run != command_cancel)
			browser_type_ahead(browser, input);
		break;
	case TERMINAL_INTERRUPT:
		work_stop(browser, job);
		browser->is_interrupted |= browser->is_over;
		break;
	case TERMINAL_GONE:
		progress_cancel(&job->progress);
		browser->is_over = true;
		break;
	case TERMINAL_RESIZED:
		browser->is_resized = true;
		break;
	case TERMINAL_NOTHING:
		if (!any_key_stops)
			work_show(browser, job);
		break;
	case TERMINAL_WOKEN:
		break;
	}
}

static bool
work_run(struct browser *browser, job_function *run, void *argument, bool any_key_stops,
	 struct error *error)
{
	struct job job;
	int milliseconds = FIRST_LOOK_MS;
	bool succeeded;

	job_start(&job, run, argument);
	while (job_is_running(&job)) {
		work_input(browser, &job, any_key_stops, milliseconds);
		milliseconds = LOOK_MS;
	}
	succeeded = job_finish(&job);
	*error = job.error;
	browser->is_dirty = true;
	return succeeded;
}

bool
browser_work(struct browser *browser, job_function *run, void *argument)
{
	struct error error;

	if (work_run(browser, run, argument, false, &error))
		return true;
	if (error.kind == ERROR_CANCELLED)
		browser_say(browser, "stopped");
	else
		browser_fail(browser, &error);
	return false;
}

bool
browser_work_aside(struct browser *browser, job_function *run, void *argument)
{
	struct error error;

	return work_run(browser, run, argument, true, &error);
}
