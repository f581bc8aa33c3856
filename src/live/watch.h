/*
 * A target watched: a reading every second or so, a snapshot every minute or so, an alert
 * when the heap in use grew by more than it may from one to the next.
 *
 * Whoever watches is told of what happens, one event at a time; what there is to see then
 * stands in struct watch.
 */

#pragma once

#include <stdatomic.h>

#include "live/attach.h"
#include "live/capture.h"
#include "live/history.h"
#include "live/reader.h"

struct watch_options {
	struct address address;
	double interval;       /* seconds between readings */
	double every;          /* seconds between snapshots and between comparisons */
	bool takes_snapshots;
	double alert;          /* growth that is too much: 0.2 is a fifth */
	size_t keep;           /* snapshots, at least 2 */
	const char *directory; /* for them */
	bool waits;            /* for a target that ended or was cut off */
	bool forces;           /* snapshots that may kill it */
};

enum watch_event {
	WATCH_ATTACHED,
	WATCH_READING,
	WATCH_CAPTURING, /* a snapshot begins: the target stands still */
	WATCH_SNAPSHOT,  /* the last of watch->snapshots is new */
	WATCH_SKIPPED,   /* no snapshot: watch->error says why */
	WATCH_ALERT,     /* watch->growth */
	WATCH_SILENT,    /* no answer in time; it is asked again */
	WATCH_ENDED,     /* the process is gone */
	WATCH_RESTARTED, /* the same port, another process */
	WATCH_CUT_OFF,   /* the process is there, the connection is not */
	WATCH_RETURNED,  /* it is there again, the same process */
};

struct watch_snapshot {
	char *path;
	double time;
	uint64_t heap; /* in use right after it */
	struct captured captured;
};

struct watch;
typedef void watch_listener(void *context, enum watch_event event, const struct watch *watch);

struct watch {
	struct watch_options options;
	struct attachment attachment;
	struct reader reader;
	struct history history;
	struct watch_snapshot *snapshots; /* oldest first */
	size_t snapshot_count;
	struct error error;   /* of the last event, if it has one */

	/* The last comparison. */
	uint64_t grown_from, grown_to; /* bytes of heap in use */
	double grown_in;      /* seconds */
	double growth;        /* part of what it was */

	struct progress *progress; /* cancelled: watch_run() returns */
	watch_listener *listener;
	void *context;

	/* Since the last comparison. */
	struct point compared, lowest;
	double next_reading, next_snapshot;
	bool snapshot_is_wanted; /* set by whoever watches: take one now */
	atomic_bool keeps_all;   /* set by whoever browses them: no snapshot goes meanwhile */
};

/* Until it is cancelled, the listener cancels it, or the target is gone and not waited for:
 * then true if it ended by itself.  *watch holds what was seen until watch_release(). */
bool watch_run(struct watch *watch, struct error *error);
void watch_release(struct watch *watch);

/* The event's name, as NDJSON has it. */
const char *watch_event_name(enum watch_event event);
