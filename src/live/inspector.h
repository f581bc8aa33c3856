/*
 * A conversation with a target in the inspector protocol: one request at a time, its
 * answer waited for; what comes in between are events.
 *
 * A worker is spoken to through the thread that started it: its messages travel inside
 * those of the main thread (NodeWorker).
 */

#pragma once

#include <jansson.h>

#include "base/error.h"
#include "live/endpoint.h"
#include "live/websocket.h"

struct inspector;

enum event_outcome {
	EVENT_IGNORED,
	EVENT_TAKEN,  /* part of what is waited for: the wait begins anew */
	EVENT_FAILED, /* the error is set: the conversation is over */
};

/* What is done with events; the params may be null.  The event belongs to the inspector. */
typedef enum event_outcome inspector_listener(void *context, const char *method,
					      const json_t *params, struct error *error);

/* Null on failure. */
struct inspector *inspector_open(const struct endpoint *endpoint, const char *path,
				 struct patience patience, struct error *error);
/* Null: events are ignored. */
void inspector_listen(struct inspector *inspector, inspector_listener *listener, void *context);

/* Asks, and waits until the answer is there or nothing that counts came for as long as
 * the patience lasts.  Takes `params` over, which may be null.  The result, to be given
 * back with json_decref(), or null. */
json_t *inspector_call(struct inspector *inspector, const char *method, json_t *params,
		       struct patience patience, struct error *error);
/* Listens to events for `seconds`. */
bool inspector_wait(struct inspector *inspector, double seconds, const struct progress *progress,
		    struct error *error);

/* From now on speaks to the worker with this session id, as NodeWorker told it. */
void inspector_use_worker(struct inspector *inspector, const char *session);
bool inspector_is_open(const struct inspector *inspector);
void inspector_close(struct inspector *inspector);
