/*
 * A watch as a log: one line an event, for people or as NDJSON; and what is done at an
 * alert.
 */

#pragma once

#include <stdbool.h>

#include "live/watch.h"

struct watch_log_options {
	bool is_ndjson;
	const char *exec; /* a command for the shell, or null */
	bool fails;       /* the first alert ends it with status 3 */
};

/* Watches until it ends; the exit status, 1 with the error set. */
int watch_log_run(struct watch *watch, const struct watch_log_options *options,
		  struct error *error);
