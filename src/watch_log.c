#include "config.h"

#include "watch_log.h"

#include <stdio.h>

#include "live/reading_time.h"
#include "live/watch_line.h"
#include "progress_line.h"
#include "watch_alert.h"

struct watch_log {
	const struct watch_log_options *options;
	struct progress progress;
	bool has_failed;
};

static void
watch_log_print(const struct watch_log *log, enum watch_event event, const struct watch *watch)
{
	struct buffer line = { 0 };
	bool says = true;

	if (log->options->is_ndjson) {
		watch_line_json(event, watch, &line);
	} else {
		time_write(reading_clock(), &line);
		line.length -= sizeof(".000Z") - 1;
		buffer_printf(&line, "Z ");
		/* what becomes of it is a line of its own */
		says = event != WATCH_CAPTURING && watch_line_text(event, watch, &line);
	}
	buffer_add_char(&line, '\n');
	/* whoever reads the pipe shall have it now */
	if (says && (fwrite(line.at, 1, line.length, stdout) != line.length || fflush(stdout) != 0))
		progress_cancel(watch->progress);
	buffer_release(&line);
}

static void
watch_log_happened(void *context, enum watch_event event, const struct watch *watch)
{
	struct watch_log *log = context;

	watch_log_print(log, event, watch);
	alert_reap();
	if (event != WATCH_ALERT)
		return;
	alert_suspects(watch, log->options->is_ndjson ? "ndjson" : "text");
	if (log->options->exec != NULL)
		alert_run(log->options->exec, watch);
	if (log->options->fails) {
		log->has_failed = true;
		progress_cancel(watch->progress);
	}
}

int
watch_log_run(struct watch *watch, const struct watch_log_options *options,
	      struct error *error)
{
	struct watch_log log = { .options = options };
	struct progress_line *line = progress_line_open(&log.progress, true);
	bool done;

	watch->progress = &log.progress;
	watch->listener = watch_log_happened;
	watch->context = &log;
	done = watch_run(watch, error);
	progress_line_close(line);
	watch->progress = NULL;
	watch->listener = NULL;
	watch->context = NULL;
	return log.has_failed ? 3 : done ? 0 : 1;
}
