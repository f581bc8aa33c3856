/*
 * Attached to a target: found by its port or its process, spoken to, and left as it was.
 */

#pragma once

#include <sys/types.h>

#include "base/error.h"
#include "base/progress.h"
#include "live/cost.h"
#include "live/inspector.h"
#include "live/targets.h"

/* Which target is meant. */
struct address {
	struct endpoint endpoint; /* used if pid is 0 */
	pid_t pid;                /* or a process, whose inspector is to be opened */
	const char *target;       /* one of several, or null */
	double patience;          /* seconds an ordinary answer may take */
};

struct attachment {
	struct endpoint endpoint;
	pid_t pid;              /* 0 if unknown */
	uint64_t start;         /* when it started: with the pid, who it is */
	struct target target;
	struct inspector *inspector;
	bool has_opened_inspector; /* on our request: closed again */
};

bool attach(struct attachment *attachment, const struct address *address,
	    const struct progress *progress, struct error *error);
void detach(struct attachment *attachment);

/* Finds the port where the process takes inspectors; asks for one with SIGUSR1 if there is
 * none.  *has_opened says so. */
bool attach_find_port(pid_t pid, struct endpoint *endpoint, bool *has_opened,
		      struct patience patience, struct error *error);

/* Of the process behind it, as far as it is this machine's. */
struct cost_facts attach_facts(const struct attachment *attachment, uint64_t heap,
			       const char *path);
