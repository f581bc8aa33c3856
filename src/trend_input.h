/*
 * What a trend is made of, read from files: a --trace-gc log, readings as NDJSON, or
 * snapshots.
 */

#pragma once

#include "base/progress.h"
#include "live/gc_log.h"
#include "live/history.h"

struct trend_input {
	struct history history;
	struct gc_log log;
	size_t lines, readings, collections, snapshots;
	size_t restarts; /* told of by the readings; what was before them does not count */
	struct reading *of_snapshots; /* until all are there: they come in any order */
};

/* Adds a file, "-" for standard input; told by its content. */
bool trend_input_add(struct trend_input *input, const char *path, struct progress *progress,
		     struct error *error);
/* Once all are added. */
void trend_input_finish(struct trend_input *input);
void trend_input_release(struct trend_input *input);
