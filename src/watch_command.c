/*
 * heaptui watch: a running target's memory, over time.
 */

#include "config.h"

#include <unistd.h>

#include "arguments.h"
#include "ui/watch_screen.h"
#include "watch_alert.h"
#include "watch_log.h"

struct watch_words {
	const char *inspect, *target, *directory, *exec;
	unsigned format; /* enum log_format */
	unsigned long pid, keep;
	double interval, every, alert, timeout;
	bool fail, wait, force, log, ascii, help;
};

#define AT(member) offsetof(struct watch_words, member)

static const struct argument watch_arguments[] = {
	{ "inspect", "[HOST:]PORT", "where the target's inspector listens", ARGUMENT_TEXT,
	  AT(inspect) },
	{ "pid", "PID", "a Node process: opens its inspector for as long as it takes",
	  ARGUMENT_COUNT, AT(pid) },
	{ "target", "TARGET", "one of several, by number, id, title or address", ARGUMENT_TEXT,
	  AT(target) },
	{ "interval", "SECONDS", "time between readings (default: 1s, in a log 10s)",
	  ARGUMENT_SECONDS, AT(interval) },
	{ "every", "SECONDS", "time between snapshots (default: 60s); 0: none", ARGUMENT_SECONDS,
	  AT(every) },
	{ "keep", "N", "keep the newest N snapshots (default: 5)", ARGUMENT_COUNT, AT(keep) },
	{ "directory", "DIRECTORY", "where snapshots go (default: here)", ARGUMENT_TEXT,
	  AT(directory) },
	{ "alert", "PERCENT", "growth from one to the next that is an alert (default: 20%)",
	  ARGUMENT_PERCENT, AT(alert) },
	{ "exec", "COMMAND", "run a command at an alert", ARGUMENT_TEXT, AT(exec) },
	{ "fail", NULL, "end with status 3 at an alert", ARGUMENT_FLAG, AT(fail) },
	{ "wait", NULL, "wait for a target that ended, restarted or was cut off", ARGUMENT_FLAG,
	  AT(wait) },
	{ "force", NULL, "take snapshots even if they may kill the target", ARGUMENT_FLAG,
	  AT(force) },
	{ "timeout", "SECONDS", "how long an ordinary answer may take (default: 10s)",
	  ARGUMENT_SECONDS, AT(timeout) },
	{ "log", NULL, "print a line a reading, on a terminal too", ARGUMENT_FLAG, AT(log) },
	{ "ascii", NULL, "draw with ASCII only", ARGUMENT_FLAG, AT(ascii) },
	{ "format", LOG_FORMATS, "format of the log", ARGUMENT_CHOICE, AT(format) },
	{ "help", NULL, "print this", ARGUMENT_FLAG, AT(help) },
	{ NULL, NULL, NULL, ARGUMENT_FLAG, 0 },
};

static bool
watch_check(const struct watch_words *words, int rest, struct error *error)
{
	if (rest != 0 || (words->inspect != NULL) == (words->pid > 0))
		return error_set(error, ERROR_USAGE, "watch: expected one of --inspect, --pid");
	if (words->pid > INT32_MAX)
		return error_set(error, ERROR_USAGE, "watch: no such process");
	if (words->keep < 2)
		return error_set(error, ERROR_USAGE, "watch: --keep: expected at least 2");
	return true;
}

/* What an alert does when there is a screen. */
struct watch_alarm {
	const struct watch_words *words;
	bool has_failed;
	struct error error; /* why the command could not be run, if once it could not */
};

static void
watch_alarm_happened(void *context, enum watch_event event, const struct watch *watch)
{
	struct watch_alarm *alarm = context;

	alert_reap();
	if (event != WATCH_ALERT)
		return;
	if (alarm->words->exec != NULL)
		alert_run(alarm->words->exec, watch, &alarm->error);
	if (alarm->words->fail) {
		alarm->has_failed = true;
		progress_cancel(watch->progress);
	}
}

static int
watch_show(struct watch *watch, const struct watch_words *words, struct error *error)
{
	struct watch_alarm alarm = { .words = words };
	struct watch_screen_options options = { words->ascii, watch_alarm_happened, &alarm };
	bool done = watch_screen_run(watch, &options, error);

	if (alarm.error.kind != ERROR_NONE)
		program_fail(words->exec, &alarm.error);
	return !done ? STATUS_FAILED : alarm.has_failed ? STATUS_ALARM : STATUS_DONE;
}

static int
watch_start(const struct watch_words *words, struct error *error)
{
	struct watch watch = { .options = {
		.address = {
			.pid = (pid_t)words->pid,
			.target = words->target,
			.patience = words->timeout,
		},
		.interval = words->interval,
		.every = words->every > 0 ? words->every : 60,
		.takes_snapshots = words->every > 0,
		.alert = words->alert,
		.keep = words->keep,
		.directory = words->directory,
		.waits = words->wait,
		.forces = words->force,
	} };
	struct watch_log_options log = {
		.is_ndjson = words->format == LOG_NDJSON,
		.exec = words->exec,
		.fails = words->fail,
	};
	bool on_screen = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !words->log
			 && words->format == LOG_UNSAID;
	int status;

	if (words->inspect != NULL
	    && !endpoint_parse(&watch.options.address.endpoint, words->inspect, error))
		return program_fail(NULL, error);
	if (watch.options.interval <= 0)
		watch.options.interval = on_screen ? 1 : 10;
	status = on_screen ? watch_show(&watch, words, error) : watch_log_run(&watch, &log, error);
	if (status == STATUS_FAILED)
		program_fail(words->inspect, error);
	watch_release(&watch);
	return status;
}

static int
watch_command_run(int argc, char **argv)
{
	struct watch_words words = {
		.every = 60, .keep = 5, .alert = 0.2, .timeout = 10,
	};
	struct error error = { 0 };
	int rest = arguments_parse(watch_arguments, &words, argc - 1, argv + 1, &error);

	if (rest >= 0 && words.help)
		return program_help(&watch_command);
	if (rest < 0 || !watch_check(&words, rest, &error))
		return program_fail(NULL, &error);
	return watch_start(&words, &error);
}

const struct command watch_command = {
	.name = "watch",
	.title = "Watch",
	.usage = "watch --inspect=[HOST:]PORT | --pid=PID [OPTION...]",
	.summary = "watch a running program's memory, take snapshots, say when it leaks",
	.arguments = watch_arguments,
	.run = watch_command_run,
};
