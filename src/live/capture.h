/*
 * A snapshot, a timeline or a sampling profile of a running target, into a file.
 *
 * The chunks go to disk as they come.  The target is left as it was: what was started is
 * stopped, on failure too, as far as it still answers.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/progress.h"
#include "live/inspector.h"

enum capture_kind {
	CAPTURE_SNAPSHOT, /* .heapsnapshot */
	CAPTURE_TIMELINE, /* .heaptimeline: what is allocated, and by which function */
	CAPTURE_SAMPLING, /* .heapprofile: the same for about every 32nd kB */
};

struct capture {
	enum capture_kind kind;
	double seconds;      /* of recording; unused by a snapshot */
	bool collects_first; /* a full collection before it */
	double silence;      /* how long the target may say nothing before it is given up */
};

struct captured {
	double seconds;   /* from the request for it to the last byte: the pause was at most that;
	                   * 0 for a sampling profile */
	uint64_t taken;   /* bytes of JSON */
	uint64_t written; /* bytes on disk */
};

/* The phases and, in bytes or objects, how far it is go to the progress. */
bool capture_take(const struct capture *capture, struct inspector *inspector, const char *path,
		  struct captured *captured, struct progress *progress, struct error *error);

/* Bytes of heap in use; 0 with the error set when the target does not tell. */
uint64_t capture_heap_used(struct inspector *inspector, struct patience patience,
			   struct error *error);
/* Has Node close the inspector once we are gone. */
void capture_shut_inspector(struct inspector *inspector);
