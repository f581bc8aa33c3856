/*
 * What there is to look at behind an endpoint: the pages and workers a browser names, the
 * main thread of Node, and the worker threads that it started.
 */

#pragma once

#include <stddef.h>

#include "base/error.h"
#include "live/endpoint.h"
#include "live/inspector.h"

struct target {
	char id[128];
	char type[32];   /* node, page, worker, service_worker ... */
	char title[256]; /* all of these are the target's words: escape before showing */
	char url[512];
	char path[512];  /* where its WebSocket is */
	char session[128]; /* of a worker of Node; else empty */
};

struct targets {
	struct target *at;
	size_t count;
};

enum { TARGETS_MAX = 1000 };

/* Everything the endpoint names; and the workers of Node, which it is asked for if
 * `with_workers`. */
bool targets_find(struct targets *targets, const struct endpoint *endpoint, bool with_workers,
		  struct patience patience, struct error *error);
void targets_release(struct targets *targets);

/* The one that is meant: by id, title or address, or by its number in the list from 1; with
 * null the only one, or the only page.  Null with ERROR_USAGE when that is none or several. */
const struct target *targets_choose(const struct targets *targets, const char *wanted,
				    struct error *error);

/* Speaks to the target. */
struct inspector *target_open(const struct target *target, const struct endpoint *endpoint,
			      struct patience patience, struct error *error);
