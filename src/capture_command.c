/*
 * heaptui capture: one snapshot of a running target.
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "base/buffer.h"
#include "live/attach.h"
#include "live/browsed.h"
#include "live/capture.h"
#include "live/process.h"
#include "live/signal_snapshot.h"
#include "live/watch_snapshots.h"
#include "live_words.h"
#include "progress_line.h"

struct capture_options {
	const char *inspect, *target, *output;
	unsigned long pid, signal_pid;
	bool gc, list, force, quiet, help;
	double timeline, sampling, timeout;
};

#define AT(member) offsetof(struct capture_options, member)

static const struct argument capture_arguments[] = {
	{ "inspect", "[HOST:]PORT", "where the target's inspector listens", ARGUMENT_TEXT,
	  AT(inspect) },
	{ "pid", "PID", "a Node process: opens its inspector for as long as it takes",
	  ARGUMENT_COUNT, AT(pid) },
	{ "signal", "PID", "a Node process run with --heapsnapshot-signal; needs no inspector",
	  ARGUMENT_COUNT, AT(signal_pid) },
	{ "list", NULL, "list the targets: pages, workers", ARGUMENT_FLAG, AT(list) },
	{ "target", "TARGET", "one of them, by number, id, title or address", ARGUMENT_TEXT,
	  AT(target) },
	{ "o", "FILE", "write there; compressed if it ends in .zst or .gz", ARGUMENT_TEXT,
	  AT(output) },
	{ "gc", NULL, "collect garbage first", ARGUMENT_FLAG, AT(gc) },
	{ "timeline", "SECONDS", "record what is allocated, with stacks (.heaptimeline)",
	  ARGUMENT_SECONDS, AT(timeline) },
	{ "sampling", "SECONDS", "sample what is allocated (.heapprofile)", ARGUMENT_SECONDS,
	  AT(sampling) },
	{ "force", NULL, "go on even if it may kill the target or fill the disk", ARGUMENT_FLAG,
	  AT(force) },
	{ "timeout", "SECONDS", "how long it may be silent meanwhile (default: by the heap's size)",
	  ARGUMENT_SECONDS, AT(timeout) },
	{ "quiet", NULL, "print nothing but the name of the file", ARGUMENT_FLAG, AT(quiet) },
	{ "help", NULL, "print this", ARGUMENT_FLAG, AT(help) },
	{ NULL, NULL, NULL, ARGUMENT_FLAG, 0 },
};

/* For an ordinary answer. */
static double
patience_of(const struct capture_options *options)
{
	return options->timeout > 0 && options->timeout < live_patience ? options->timeout
									: live_patience;
}

static enum capture_kind
capture_kind_of(const struct capture_options *options)
{
	return options->timeline > 0   ? CAPTURE_TIMELINE
	       : options->sampling > 0 ? CAPTURE_SAMPLING
				       : CAPTURE_SNAPSHOT;
}

/* The file that was asked for, or host, process and time. */
static char *
capture_path(const struct capture_options *options, const struct attachment *attachment)
{
	static const char *const ends[] = {
		[CAPTURE_SNAPSHOT] = ".heapsnapshot",
		[CAPTURE_TIMELINE] = ".heaptimeline",
		[CAPTURE_SAMPLING] = ".heapprofile",
	};

	if (options->output != NULL)
		return strdup(options->output);
	return snapshot_name(attachment, ends[capture_kind_of(options)]);
}

static bool
capture_list(const struct address *address, struct progress *progress, struct error *error)
{
	struct targets targets;
	struct patience patience = { address->patience, progress };
	struct attachment attachment = { .endpoint = address->endpoint, .pid = address->pid };
	bool done = address->pid == 0
		    || attach_find_port(address->pid, &attachment.endpoint,
					&attachment.has_opened_inspector, patience, error);

	done = done && targets_find(&targets, &attachment.endpoint, true, patience, error);
	if (done) {
		live_print_targets(&targets);
		targets_release(&targets);
	}
	detach(&attachment);
	return done;
}

/* Says what was taken, and keeps in mind what it is called. */
static void
capture_tell(const struct capture_options *options, const char *path,
	     const struct captured *captured, struct browsed *taken)
{
	live_print_captured(path, captured, options->quiet);
	browsed_add(taken, path);
}

/* On a terminal, what was not asked for as a file is looked at at once.  A sampling profile is
 * no snapshot. */
static bool
capture_is_browsed(const struct capture_options *options, const struct browsed *taken)
{
	fflush(stdout);
	return taken->count > 0 && options->output == NULL && !options->quiet
	       && options->sampling <= 0 && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* Says what it will cost, and whether that is too much.  *silence is how long to wait for the
 * next sign of life. */
static bool
capture_weigh(const struct capture_options *options, const struct attachment *attachment,
	      const char *path, uint64_t heap, double *silence, struct error *error)
{
	struct cost_facts facts = attach_facts(attachment, heap, path);
	struct cost cost = cost_estimate(&facts);
	struct buffer line = { 0 };

	*silence = options->timeout > 0 ? options->timeout : cost_silence(&cost);
	cost_describe(&cost, &facts, &line);
	if (!options->quiet)
		fprintf(stderr, "%.*s\n", (int)line.length, line.at);
	buffer_release(&line);
	return options->force || cost_allows(&cost, &facts, error);
}

static bool
capture_attached(const struct capture_options *options, struct attachment *attachment,
		 struct browsed *taken, struct progress *progress, struct error *error)
{
	struct patience patience = { patience_of(options), progress };
	struct capture capture = {
		.kind = capture_kind_of(options),
		.seconds = options->timeline > 0 ? options->timeline : options->sampling,
		.collects_first = options->gc,
	};
	struct captured captured;
	struct progress_line *line;
	uint64_t heap = capture_heap_used(attachment->inspector, patience, error);
	char *path;
	bool done;

	if (heap == 0)
		return false;
	path = capture_path(options, attachment);
	done = capture_weigh(options, attachment, path, heap, &capture.silence, error);
	if (done) {
		line = progress_line_open(progress, options->quiet);
		done = capture_take(&capture, attachment->inspector, path, &captured, progress,
				    error);
		progress_line_close(line);
	}
	if (done)
		capture_tell(options, path, &captured, taken);
	free(path);
	return done;
}

/* By inspector. */
static bool
capture_inspect(const struct capture_options *options, const struct address *address,
		struct browsed *taken, struct progress *progress, struct error *error)
{
	struct attachment attachment;
	bool done = attach(&attachment, address, progress, error)
		    && capture_attached(options, &attachment, taken, progress, error);

	detach(&attachment);
	return done;
}

/* By signal. */
static bool
capture_signal(const struct capture_options *options, struct browsed *taken,
	       struct progress *progress, struct error *error)
{
	pid_t pid = (pid_t)options->signal_pid;
	struct attachment attachment = { .pid = pid };
	struct patience patience = { 0, progress };
	struct captured captured = { 0 };
	struct output output = { 0 };
	struct buffer found = { 0 };
	struct progress_line *line;
	/* how much of it is heap nobody says; not more than what is resident */
	uint64_t heap = process_resident(pid);
	char *path = capture_path(options, &attachment);
	/* before the process is asked: it would stand still for a file that cannot be written */
	bool done = capture_weigh(options, &attachment, path, heap, &patience.seconds, error)
		    && output_open(&output, path, error);

	line = progress_line_open(progress, options->quiet);
	progress_begin(progress, "Waiting for the process", 0);
	done = done && signal_snapshot_take(pid, &found, patience, error)
	       && signal_snapshot_move(found.at, &output, progress, error);
	progress_line_close(line);
	captured.written = output.written;
	output_close(&output);
	if (done)
		capture_tell(options, path, &captured, taken);
	buffer_release(&found);
	free(path);
	return done;
}

static bool
capture_check(const struct capture_options *options, int words, struct address *address,
	      struct error *error)
{
	int ways = (options->inspect != NULL) + (options->pid > 0) + (options->signal_pid > 0);

	if (words != 0 || ways != 1)
		return error_set(error, ERROR_USAGE,
				 "capture: expected one of --inspect, --pid, --signal");
	if (options->pid > INT32_MAX || options->signal_pid > INT32_MAX)
		return error_set(error, ERROR_USAGE, "capture: no such process");
	if (options->timeline > 0 && options->sampling > 0)
		return error_set(error, ERROR_USAGE, "capture: either --timeline or --sampling");
	if (options->signal_pid > 0 && (options->gc || options->list || options->target != NULL
					|| options->timeline > 0 || options->sampling > 0))
		return error_set(error, ERROR_USAGE, "capture: with --signal there is a snapshot "
				 "and nothing else");
	address->pid = (pid_t)options->pid;
	address->target = options->target;
	address->patience = patience_of(options);
	return options->inspect == NULL
	       || endpoint_parse(&address->endpoint, options->inspect, error);
}

static int
capture_run(int argc, char **argv)
{
	struct capture_options options = { 0 };
	struct address address = { 0 };
	struct progress progress = { .parent = NULL };
	struct progress_line *line;
	struct error error = { 0 };
	struct browsed taken = { 0 };
	int words = arguments_parse(capture_arguments, &options, argc - 1, argv + 1, &error);
	int status;
	bool done;

	if (words >= 0 && options.help)
		return program_help(&capture_command);
	if (words < 0 || !capture_check(&options, words, &address, &error))
		return program_fail(NULL, &error);
	line = progress_line_open(&progress, true);
	if (options.list)
		done = capture_list(&address, &progress, &error);
	else if (options.signal_pid > 0)
		done = capture_signal(&options, &taken, &progress, &error);
	else
		done = capture_inspect(&options, &address, &taken, &progress, &error);
	progress_line_close(line);
	/* the target goes its own way by now */
	status = !done ? program_fail(options.inspect, &error)
		 : capture_is_browsed(&options, &taken) ? browsed_run(&taken)
							: program_print(TEXT(""));
	browsed_release(&taken);
	return status;
}

const struct command capture_command = {
	.name = "capture",
	.title = "Capture",
	.usage = "capture --inspect=[HOST:]PORT | --pid=PID | --signal=PID [OPTION...]",
	.summary = "take a snapshot of a running Node, Deno, Electron or Chromium",
	.arguments = capture_arguments,
	.run = capture_run,
};
