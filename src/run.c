#include "config.h"

#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "heap/growth.h"
#include "progress_line.h"
#include "view/subject.h"

enum { SERIES_IN_MEMORY = 64 << 20 }; /* bytes of files: more are read one at a time */

/* All that lives from the first byte read to the last one printed. */
struct run {
	const struct options *options;
	struct heap **heaps; /* one a path */
	struct subject subject;
	bitset_word *accepted, *ignored;
	int32_t *distance;
	struct outline *outline;
	struct progress *progress;
	struct failure *failure;
	struct growth_source series;
	struct heap *open; /* of the series, beside the last */
	size_t open_index;
	struct buffer notes; /* lines to tell before anything is printed */
};

static void
run_note(struct run *run, const struct heap *heap, const char *note)
{
	buffer_add_text(&run->notes, TEXT("heaptui: "));
	text_escape(&run->notes, text_of(heap->path), text_style_of_locale());
	buffer_printf(&run->notes, ": %s\n", note);
}

/* A cut file is never taken for a whole one, nor a bound for a figure: on standard error, whatever
 * is printed. */
static void
run_note_bounds(struct run *run, const struct heap *heap)
{
	if (heap->snapshot.salvaged[0] != '\0')
		run_note(run, heap, heap->snapshot.salvaged);
	if (heap_sizes_are_bounds(heap))
		run_note(run, heap, "sizes together are more than any machine has; the largest "
			 "figures are lower bounds");
}

/* Not before it is known that something comes of it: what fails has one line to say. */
static void
run_tell_notes(struct run *run)
{
	if (run->notes.length > 0)
		fwrite(run->notes.at, 1, run->notes.length, stderr);
	buffer_clear(&run->notes);
}

/* One of many snapshots, and the one before it closed; the last stays open. */
static const struct heap *
run_heap_of_series(void *context, size_t index, struct progress *progress, struct error *error)
{
	struct run *run = context;

	if (index + 1 == run->options->path_count)
		return run->heaps[index];
	if (run->open != NULL && run->open_index == index)
		return run->open;
	heap_free(run->open);
	run->open = heap_new(run->options->paths[index]);
	run->open_index = index;
	run->failure->path = run->options->paths[index];
	if (!heap_load(run->open, &run->options->heap, progress, error))
		return NULL;
	run_note_bounds(run, run->open);
	heap_save_index(run->open, &run->options->heap, progress, NULL);
	return run->open;
}

/* Whether a view that takes any number of snapshots gets them one at a time. */
static bool
run_reads_series(const struct run *run)
{
	off_t size = 0;
	bool has_stream = false;

	for (size_t i = 0; i < run->options->path_count; i++) {
		struct stat status;

		if (stat(run->options->paths[i], &status) == 0 && S_ISREG(status.st_mode))
			size += status.st_size;
		else
			has_stream = true; /* can be read once only */
	}
	return (run->options->request.view->needs & NEEDS_SERIES) && !has_stream
	       && run->options->path_count > 2 && size > SERIES_IN_MEMORY;
}

static bool
run_load(struct run *run)
{
	const struct options *options = run->options;
	bool is_series = run_reads_series(run);

	for (size_t i = 0; i < options->path_count; i++) {
		run->failure->path = options->paths[i];
		run->heaps[i] = heap_new(options->paths[i]);
		if (is_series && i + 1 < options->path_count)
			continue;
		if (!heap_load(run->heaps[i], &options->heap, run->progress,
			       &run->failure->error))
			return false;
		run_note_bounds(run, run->heaps[i]);
	}
	run->subject = (struct subject){
		.heaps = (const struct heap *const *)run->heaps,
		.heap_count = options->path_count,
		.heap = run->heaps[options->path_count - 1],
		.base = options->path_count > 1 ? run->heaps[0] : NULL,
		.node = NODE_NONE,
		.units = options->cells.units,
	};
	if (is_series) {
		run->series =
			(struct growth_source){ options->path_count, run_heap_of_series, run };
		run->subject.series = &run->series;
	}
	return true;
}

/* The objects that are named in --ignore. */
static bool
run_ignore(struct run *run)
{
	const struct heap *heap = run->subject.heap;
	struct error *error = &run->failure->error;

	if (run->options->request.ignore.length == 0)
		return true;
	run->ignored = subject_ignore(heap, run->options->request.ignore, error);
	if (run->ignored != NULL)
		run->distance = subject_distances(heap, run->ignored, run->progress, error);
	run->subject.ignored = run->ignored;
	run->subject.distance = run->distance;
	return run->distance != NULL;
}

static bool
run_subject(struct run *run)
{
	const struct request *request = &run->options->request;
	struct error *error = &run->failure->error;

	if (!subject_take(&run->subject, request, error) || !run_ignore(run))
		return false;
	if (request->only.length == 0)
		return true;
	run->accepted = subject_accept(&run->subject, request->only, run->progress, error);
	run->subject.accepted = run->accepted;
	run->subject.only = request->only;
	return run->accepted != NULL;
}

static bool
run_sort(struct run *run)
{
	const struct view *view = run->options->request.view;
	struct text name = run->options->request.sort;
	bool descending = name.length > 0 && *name.at == '-';
	unsigned column;

	if (name.length == 0)
		return true;
	if (descending)
		name = text_from(name, 1);
	column = view_column_find(view, name);
	if (column == COLUMN_NONE)
		return error_set(&run->failure->error, ERROR_USAGE, "%s has no column \"%.*s\"",
				 view->name, (int)name.length, name.at);
	return outline_sort(run->outline, column, descending, run->progress,
			    &run->failure->error);
}

static bool
run_open(struct run *run)
{
	const struct request *request = &run->options->request;
	struct error *error = &run->failure->error;

	run->outline = outline_open(request->view, &run->subject, run->progress, error);
	return run->outline != NULL && run_sort(run)
	       && outline_filter(run->outline, request->filter, run->progress, error);
}

/* ---- out ---- */

static bool
run_write_stdout(void *to, const void *bytes, size_t length, struct error *error)
{
	const char *at = bytes;

	(void)to;
	while (length > 0) {
		ssize_t written = write(STDOUT_FILENO, at, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0 && errno == EPIPE) {
			/* as if SIGPIPE had not been ignored by who started us */
			signal(SIGPIPE, SIG_DFL);
			raise(SIGPIPE);
		}
		if (written < 0)
			return error_set(error, ERROR_FILE, "standard output: %s", strerror(errno));
		at += written;
		length -= (size_t)written;
	}
	return true;
}

/* Columns of the terminal that standard output is; 0 if it is none. */
static unsigned
run_terminal_width(void)
{
	struct winsize size;

	return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col
										      : 0;
}

static bool
run_print(struct run *run, struct progress_line **line)
{
	const struct options *options = run->options;
	struct report_options report = {
		.format = options->report_format,
		.columns = options->request.columns,
		.has_limit = options->limit != OPTION_NOT_GIVEN,
		.limit = options->limit,
		.depth = options->request.depth,
		.cells = options->cells,
		.snapshots = options->paths,
		.snapshot_count = options->path_count,
	};
	struct report_sink sink = { run_write_stdout, NULL };

	if (options->output == NULL) {
		report.width = run_terminal_width();
		if (report.width > 0) {
			/* rows and progress would write over each other */
			progress_line_close(*line);
			*line = NULL;
		}
		run_tell_notes(run);
		return report_print(run->outline, &report, &sink, run->progress,
				    &run->failure->error);
	}
	run->failure->path = NULL; /* the message has it */
	return report_write(run->outline, &report, options->output, run->progress,
			    &run->failure->error);
}

bool
run_write(struct outline *outline, const char *path, struct progress *progress,
	  struct error *error)
{
	const struct subject *subject = outline_subject(outline);
	const char **names = xcalloc(subject->heap_count + 1, sizeof *names);
	struct report_options report = {
		.format = report_format_of_file(path),
		.as_shown = true,
		.cells = { .units = subject->units },
		.snapshots = names,
		.snapshot_count = subject->heap_count,
	};
	bool is_written;

	for (size_t i = 0; i < subject->heap_count; i++)
		names[i] = subject->heaps[i]->path;
	is_written = report_write(outline, &report, path, progress, error);
	free(names);
	return is_written;
}

/* ---- the whole ---- */

bool
run_print_into(const struct subject *subject, const struct request *request, const char *path,
	       struct progress *progress, struct error *error)
{
	struct options options = { .request = *request };
	struct failure failure = { 0 };
	struct run run = { .options = &options, .subject = *subject, .progress = progress,
			   .failure = &failure };
	const char **names = xcalloc(subject->heap_count + 1, sizeof *names);
	struct report_options report = {
		.format = report_format_of_file(path),
		.columns = request->columns,
		.has_limit = true, /* to all rows */
		.depth = request->depth,
		.snapshots = names,
		.snapshot_count = subject->heap_count,
	};
	bool is_written;

	for (size_t i = 0; i < subject->heap_count; i++)
		names[i] = subject->heaps[i]->path;
	is_written = run_subject(&run) && run_open(&run)
		     && report_write(run.outline, &report, path, progress, &failure.error);
	*error = failure.error;
	outline_close(run.outline);
	column_free(run.accepted);
	column_free(run.ignored);
	column_free(run.distance);
	free(names);
	return is_written;
}

static void
run_tell_stages(const struct run *run)
{
	char memory[UNITS_LENGTH];

	for (size_t i = 0; i < run->options->path_count && run->heaps[i] != NULL; i++) {
		const struct heap *heap = run->heaps[i];

		for (size_t j = 0; j < heap->stage_count; j++)
			fprintf(stderr, "%-36s %8.3f s%s\n", heap->stages[j].title,
				heap->stages[j].seconds,
				heap->stages[j].is_beside ? "  beside" : "");
	}
	fprintf(stderr, "%-36s %10s\n", "Peak memory",
		units_bytes(memory, memory_peak(), UNITS_DECIMAL));
}

/* For the next time.  What goes wrong with it is nobody's business: it is a cache. */
static void
run_save_indexes(struct run *run)
{
	for (size_t i = 0; i < run->options->path_count; i++)
		heap_save_index(run->heaps[i], &run->options->heap, run->progress, NULL);
}

static void
run_release(struct run *run)
{
	outline_close(run->outline);
	column_free(run->accepted);
	column_free(run->ignored);
	column_free(run->distance);
	heap_free(run->open);
	for (size_t i = 0; i < run->options->path_count; i++)
		heap_free(run->heaps[i]);
	free(run->heaps);
	buffer_release(&run->notes);
}

int
run_view(const struct options *options, struct failure *failure)
{
	struct progress progress = { .phase = NULL };
	struct run run = { .options = options, .progress = &progress, .failure = failure };
	struct progress_line *line = progress_line_open(&progress, false);
	int status;

	run.heaps = xcalloc(options->path_count, sizeof *run.heaps);
	status = run_load(&run) && run_subject(&run) && run_open(&run)
				 && run_print(&run, &line)
			 ? STATUS_DONE
			 : STATUS_FAILED;
	if (status == STATUS_DONE)
		run_save_indexes(&run);
	progress_line_close(line);
	if (status == STATUS_DONE)
		run_tell_notes(&run);
	if (status == STATUS_DONE && options->fail && outline_alarms(run.outline))
		status = STATUS_ALARM;
	else if (failure->error.kind == ERROR_USAGE)
		status = STATUS_WRONG;
	if (options->verbose)
		run_tell_stages(&run);
	run_release(&run);
	return status;
}
