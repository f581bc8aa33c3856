#include "config.h"

#include "watch_log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "base/units.h"
#include "live/reading_time.h"
#include "live/suspects_found.h"
#include "live/suspects_job.h"
#include "live/watch_line.h"
#include "progress_line.h"
#include "watch_alert.h"

struct watch_log {
	const struct watch_log_options *options;
	struct progress progress;
	bool has_failed;
	int print_failure; /* why a line could not be printed, an errno; 0: all were */
	struct suspects_job job;
	bool is_alert; /* what it was asked for: else because there are three snapshots */
	uint64_t told[SUSPECTS_FOUND_MAX]; /* holders that were named without an alert */
	size_t told_count;
};

static void
watch_log_stamp(struct buffer *line)
{
	time_write(reading_clock(), line);
	line->length -= sizeof(".000Z") - 1;
	buffer_printf(line, "Z ");
}

static void
watch_log_print(struct watch_log *log, enum watch_event event, const struct watch *watch)
{
	struct buffer line = { 0 };
	bool says = true;

	if (log->options->is_ndjson) {
		watch_line_json(event, watch, &line);
	} else {
		watch_log_stamp(&line);
		/* what becomes of it is a line of its own */
		says = event != WATCH_CAPTURING && watch_line_text(event, watch, &line);
	}
	buffer_add_char(&line, '\n');
	/* whoever reads the pipe shall have it now */
	if (says
	    && (fwrite(line.at, 1, line.length, stdout) != line.length || fflush(stdout) != 0)) {
		log->print_failure = errno;
		progress_cancel(watch->progress);
	}
	buffer_release(&line);
}

static bool
watch_log_has_told(const struct watch_log *log, uint64_t holder)
{
	for (size_t i = 0; i < log->told_count; i++)
		if (log->told[i] == holder)
			return true;
	return log->told_count == SUSPECTS_FOUND_MAX;
}

/* What leaks too slowly for an alert is named once. */
static void
watch_log_tell(struct watch_log *log, const struct suspect_found *suspect)
{
	struct buffer line = { 0 };
	char growth[UNITS_LENGTH];

	if (strcmp(suspect->verdict, "leaks") != 0 || watch_log_has_told(log, suspect->holder))
		return;
	log->told[log->told_count++] = suspect->holder;
	watch_log_stamp(&line);
	buffer_printf(&line, "leaks +%s a snapshot: ",
		      units_bytes(growth, units_size(suspect->growth), UNITS_DECIMAL));
	text_escape(&line, text_of(suspect->where), TEXT_UTF8);
	buffer_printf(&line, ": ");
	text_escape(&line, text_of(suspect->explanation), TEXT_UTF8);
	buffer_add_char(&line, '\n');
	fwrite(line.at, 1, line.length, stdout);
	fflush(stdout);
	buffer_release(&line);
}

/* What the other process printed, once it has ended; with `waits` it will have. */
static void
watch_log_take(struct watch_log *log, bool waits)
{
	struct buffer rows = { 0 };
	struct suspects_found found;

	if (suspects_job_end(&log->job, waits, &rows)) {
		if (log->options->is_ndjson) {
			alert_print_events(buffer_text(&rows));
		} else if (log->is_alert) {
			fwrite(rows.at, 1, rows.length, stdout);
		} else {
			suspects_found_read(&found, buffer_text(&rows));
			for (size_t i = 0; i < found.count; i++)
				watch_log_tell(log, &found.at[i]);
			suspects_found_release(&found);
		}
		fflush(stdout);
	}
	buffer_release(&rows);
}

/* Asks who leaks: at an alert, and from the third snapshot on. */
static void
watch_log_ask(struct watch_log *log, bool is_alert, const struct watch *watch)
{
	if (is_alert)
		suspects_job_stop(&log->job);
	if (log->job.child != 0)
		return;
	log->is_alert = is_alert;
	alert_ask(&log->job, watch, is_alert && !log->options->is_ndjson ? "text" : "ndjson");
}

static void
watch_log_happened(void *context, enum watch_event event, const struct watch *watch)
{
	struct watch_log *log = context;
	struct error error = { 0 };

	watch_log_print(log, event, watch);
	watch_log_take(log, false);
	alert_reap();
	if (event == WATCH_RESTARTED) {
		suspects_job_stop(&log->job);
		log->told_count = 0;
	}
	if (event == WATCH_SNAPSHOT && watch->snapshot_count >= 3)
		watch_log_ask(log, false, watch);
	if (event != WATCH_ALERT)
		return;
	if (watch->snapshot_count >= 2)
		watch_log_ask(log, true, watch);
	if (log->options->exec != NULL && !alert_run(log->options->exec, watch, &error))
		program_fail(log->options->exec, &error);
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
	/* what was asked at the end is said, unless it was the user who ended it */
	if (log.has_failed || !progress_is_cancelled(&log.progress))
		watch_log_take(&log, true);
	progress_line_close(line);
	suspects_job_stop(&log.job);
	watch->progress = NULL;
	watch->listener = NULL;
	watch->context = NULL;
	if (log.print_failure != 0)
		done = error_set(error, ERROR_FILE, "standard output: %s",
				 strerror(log.print_failure));
	return log.has_failed ? STATUS_ALARM : done ? STATUS_DONE : STATUS_FAILED;
}
