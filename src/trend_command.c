/*
 * heaptui trend: where the heap is going, by what was written down.
 */

#include "config.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "arguments.h"
#include "base/memory.h"
#include "base/units.h"
#include "live/chart.h"
#include "progress_line.h"
#include "trend_input.h"
#include "ui/history_screen.h"

struct trend_options {
	unsigned format;     /* enum log_format */
	unsigned long limit; /* MB */
	bool fail, ascii, help;
};

#define AT(member) offsetof(struct trend_options, member)

static const struct argument trend_arguments[] = {
	{ "max-old-space-size", "MB", "the limit, as given to Node", ARGUMENT_COUNT, AT(limit) },
	{ "format", LOG_FORMATS, "print in this format, on a terminal too", ARGUMENT_CHOICE,
	  AT(format) },
	{ "fail", NULL, "end with status 3 if it grows", ARGUMENT_FLAG, AT(fail) },
	{ "ascii", NULL, "draw with ASCII only", ARGUMENT_FLAG, AT(ascii) },
	{ "help", NULL, "print this", ARGUMENT_FLAG, AT(help) },
	{ NULL, NULL, NULL, ARGUMENT_FLAG, 0 },
};

enum { CHART_CELLS = 64 };

static void
trend_add_chart(const struct history *history, bool ascii, struct buffer *out)
{
	size_t count = history->remaining_count;
	double *values = xreallocarray(NULL, count + 1, sizeof(*values));
	char first[UNITS_LENGTH], last[UNITS_LENGTH];

	for (size_t i = 0; i < count; i++)
		values[i] = history->remaining[i].value;
	units_bytes(first, units_size(history->remaining[0].value), UNITS_DECIMAL);
	units_bytes(last, units_size(history->remaining[count - 1].value), UNITS_DECIMAL);
	buffer_printf(out, "%s  %s  ", history->has_full ? "remains after full collections"
							 : "lowest in use", first);
	chart_write(values, count, CHART_CELLS, false, ascii, out);
	buffer_printf(out, "  %s\n", last);
	free(values);
}

static void
trend_add_collections(const struct history *history, struct buffer *out)
{
	static const char *const names[] = {
		[COLLECTION_SCAVENGE] = "scavenge",
		[COLLECTION_FULL] = "full collection",
	};
	double span = history->readings[history->count - 1].time - history->readings[0].time;

	for (int kind = 0; kind < COLLECTION_KINDS; kind++) {
		const struct collections *these = &history->totals[kind];
		char freed[UNITS_LENGTH];

		if (these->count == 0)
			continue;
		buffer_printf(out, "%llu %s%s: %.0f ms", (unsigned long long)these->count,
			      names[kind], these->count == 1 ? "" : "s", these->seconds * 1000);
		if (span > 0)
			buffer_printf(out, " (%.1f %% of the time)", these->seconds / span * 100);
		buffer_printf(out, ", %s came back\n",
			      units_bytes(freed, units_size(these->freed), UNITS_DECIMAL));
	}
}

/* "240 collections over 12 min" */
static void
trend_add_title(const struct trend_input *input, struct buffer *out)
{
	const struct history *history = &input->history;

	assert(history->count > 0); /* or it was an error */
	buffer_printf(out, "%zu %s%s over ", history->count,
		      input->collections > 0 ? "collection"
		      : input->snapshots > 0 ? "snapshot"
					     : "reading",
		      history->count == 1 ? "" : "s");
	duration_write(history->readings[history->count - 1].time - history->readings[0].time, out);
}

static void
trend_add_notes(const struct trend_input *input, const char *before, const char *after,
		struct buffer *out)
{
	size_t restarts = input->log.restarts + input->restarts;

	if (restarts > 0)
		buffer_printf(out, "%sit was started anew %zu time%s, and this is the last%s",
			      before, restarts, restarts == 1 ? "" : "s", after);
	if (input->log.restarts_ran_out > 0)
		buffer_printf(out, "%sit ran out of memory %zu time%s before%s", before,
			      input->log.restarts_ran_out,
			      input->log.restarts_ran_out == 1 ? "" : "s", after);
	if (input->log.ran_out)
		buffer_printf(out, "%sit ran out of memory at the end%s", before, after);
	if (input->log.others > 0)
		buffer_printf(out, "%s%zu lines of other threads or processes were left out%s",
			      before, input->log.others, after);
}

static int
trend_print_text(const struct trend_input *input, const struct outlook *outlook, bool ascii)
{
	const struct history *history = &input->history;
	struct buffer out = { 0 };
	int status;

	trend_add_title(input, &out);
	buffer_add_char(&out, '\n');
	trend_add_collections(history, &out);
	if (history->remaining_count > 0)
		trend_add_chart(history, ascii, &out);
	outlook_describe(outlook, history, &out);
	buffer_add_char(&out, '\n');
	trend_add_notes(input, "", "\n", &out);
	status = program_print(buffer_text(&out));
	buffer_release(&out);
	return status;
}

static int
trend_print_json(const struct trend_input *input, const struct outlook *outlook)
{
	static const char *const kinds[] = {
		[OUTLOOK_UNKNOWN] = "unknown",
		[OUTLOOK_STEADY] = "steady",
		[OUTLOOK_GROWING] = "growing",
	};
	struct buffer out = { 0 };
	int status;

	for (size_t i = 0; i < input->history.count; i++) {
		reading_write(&input->history.readings[i], &out);
		buffer_add_char(&out, '\n');
	}
	buffer_printf(&out, "{\"event\":\"outlook\",\"outlook\":\"%s\",\"bytesPerSecond\":%.1f",
		      kinds[outlook->kind], outlook->slope.per_second);
	if (isfinite(outlook->until_limit))
		buffer_printf(&out, ",\"secondsToLimit\":%.0f", outlook->until_limit);
	buffer_printf(&out, "}\n");
	status = program_print(buffer_text(&out));
	buffer_release(&out);
	return status;
}

/* The same as a watch has, if there is a terminal and nothing else was asked for. */
static bool
trend_show(const struct trend_input *input, const struct trend_options *options)
{
	struct buffer title = { 0 };
	bool shown;

	if (!isatty(STDOUT_FILENO) || options->format != LOG_UNSAID)
		return false;
	buffer_add_char(&title, ' ');
	trend_add_title(input, &title);
	trend_add_notes(input, "; ", "", &title);
	buffer_add_char(&title, '\0');
	shown = history_screen_run(&input->history, title.at, options->ascii, NULL);
	buffer_release(&title);
	return shown;
}

static int
trend_print(struct trend_input *input, const struct trend_options *options)
{
	struct outlook outlook;
	int status = STATUS_DONE;

	if (options->limit > 0)
		input->history.limit = (uint64_t)options->limit << 20;
	outlook = history_outlook(&input->history);
	if (options->format == LOG_NDJSON)
		status = trend_print_json(input, &outlook);
	else if (!trend_show(input, options))
		status = trend_print_text(input, &outlook, options->ascii);
	return status == STATUS_DONE && options->fail && outlook.kind == OUTLOOK_GROWING
		       ? STATUS_ALARM
		       : status;
}

static bool
trend_check(const struct trend_options *options, int files, struct error *error)
{
	if (files == 0)
		return error_set(error, ERROR_USAGE,
				 "trend: expected a file, or - for standard input");
	if (options->limit > 1UL << 30)
		return error_set(error, ERROR_USAGE, "trend: --max-old-space-size: too many MB");
	return true;
}

static int
trend_run(int argc, char **argv)
{
	struct trend_options options = { 0 };
	struct trend_input input = { 0 };
	struct progress progress = { .parent = NULL };
	struct progress_line *line;
	struct error error = { 0 };
	int files = arguments_parse(trend_arguments, &options, argc - 1, argv + 1, &error), status;
	int i = 0;

	if (files >= 0 && options.help)
		return program_help(&trend_command);
	if (files < 0 || !trend_check(&options, files, &error))
		return program_fail(NULL, &error);
	line = progress_line_open(&progress, false);
	while (i < files && trend_input_add(&input, argv[1 + i], &progress, &error))
		i++;
	trend_input_finish(&input);
	progress_line_close(line);
	if (i == files && input.history.count == 0)
		error_set(&error, ERROR_FORMAT,
			  "no collection of --trace-gc, no reading, no snapshot");
	status = error.kind != ERROR_NONE ? program_fail(argv[i < files ? 1 + i : 1], &error)
					  : trend_print(&input, &options);
	trend_input_release(&input);
	return status;
}

const struct command trend_command = {
	.name = "trend",
	.title = "Trend",
	.usage = "trend [OPTION...] FILE...",
	.summary = "say where the heap is going, by a --trace-gc log, readings or snapshots",
	.arguments = trend_arguments,
	.run = trend_run,
};
