/*
 * Lines of node --trace-gc, of Node 16 to 26:
 *
 *	[6629:0x226ab000]      318 ms: Mark-Compact 13.4 (26.9) -> 8.7 (26.6) MB, pooled: 0 MB,
 *	12.44 / 0.00 ms  (+ 1.2 ms in 0 steps ...) ... finalize incremental marking via task
 *
 * in one line, perhaps behind what a logger put before it.
 */

#pragma once

#include <stdbool.h>

#include "base/text.h"
#include "live/reading.h"

struct gc_log {
	char isolate[32];  /* the first one's: threads have logs of their own */
	double last_time;  /* when Node runs out of memory it prints the last lines again */
	size_t others;     /* lines of other isolates */
	bool ran_out;      /* of memory, at the end */
	/* A service writes one log through all its restarts: only its last process counts. */
	size_t restarts, restarts_ran_out;
	bool has_restarted; /* with the collection just read: those before are of another process */
};

/* True if the line is a collection: then *reading is what it says, its time in seconds
 * since the process began. */
bool gc_log_read(struct gc_log *log, struct text line, struct reading *reading);
