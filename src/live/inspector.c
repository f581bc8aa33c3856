#include "config.h"

#include "live/inspector.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/stopwatch.h"
#include "live/message.h"

struct inspector {
	struct websocket *socket;
	int64_t last_id;
	int64_t awaited;         /* id of the answer waited for, or 0 */
	bool is_answered;
	json_t *result;
	double heard;            /* when something that counts came last */
	char *worker;            /* session id, or null */
	struct error error;      /* what was wrong with a message or an event */
	struct error complaint;  /* the target's, about the request */
	inspector_listener *listener;
	void *listener_context;
};

static bool inspector_take(struct inspector *inspector, struct text bytes, bool of_worker);

static void
inspector_take_answer(struct inspector *inspector, const struct message *message)
{
	/* an answer to what was given up on comes late; nobody waits for it */
	if (message->id != inspector->awaited)
		return;
	inspector->awaited = 0;
	inspector->is_answered = true;
	if (message->fault != NULL)
		error_set(&inspector->complaint, ERROR_FORMAT, "the target says: %s",
			  message->fault);
	else
		inspector->result = message->result == NULL
					    ? json_object()
					    : json_incref((json_t *)message->result);
}

static bool
inspector_take_event(struct inspector *inspector, const struct message *message)
{
	if (inspector->listener == NULL)
		return true;
	switch (inspector->listener(inspector->listener_context, message->method, message->params,
				    &inspector->error)) {
	case EVENT_TAKEN:
		inspector->heard = stopwatch_now();
		return true;
	case EVENT_FAILED:
		return false;
	default:
		return true;
	}
}

/* A message of the worker we speak to, out of its envelope. */
static bool
inspector_take_envelope(struct inspector *inspector, const struct message *message)
{
	if (strcmp(member_text(message->params, "sessionId"), inspector->worker) != 0)
		return true;
	return inspector_take(inspector, text_of(member_text(message->params, "message")), true);
}

/* Whatever came; false ends the connection. */
static bool
inspector_take(struct inspector *inspector, struct text bytes, bool of_worker)
{
	struct message message;
	bool go_on = true;

	if (!message_parse(&message, bytes, &inspector->error))
		return false;
	if (message.id != 0) {
		/* the main thread's answers to the envelopes say nothing */
		if (of_worker == (inspector->worker != NULL))
			inspector_take_answer(inspector, &message);
		else if (message.fault != NULL)
			go_on = error_set(&inspector->error, ERROR_FILE, "the worker is gone: %s",
					  message.fault);
	} else if (!of_worker && inspector->worker != NULL) {
		if (strcmp(message.method, "NodeWorker.receivedMessageFromWorker") == 0)
			go_on = inspector_take_envelope(inspector, &message);
	} else {
		go_on = inspector_take_event(inspector, &message);
	}
	message_release(&message);
	return go_on;
}

static bool
inspector_handle(void *context, struct text bytes)
{
	return inspector_take(context, bytes, false);
}

struct inspector *
inspector_open(const struct endpoint *endpoint, const char *path, struct patience patience,
	       struct error *error)
{
	struct inspector *inspector = xcalloc(1, sizeof(*inspector));

	inspector->socket =
		websocket_open(endpoint, path, inspector_handle, inspector, patience, error);
	if (inspector->socket != NULL)
		return inspector;
	free(inspector);
	return NULL;
}

void
inspector_listen(struct inspector *inspector, inspector_listener *listener, void *context)
{
	inspector->listener = listener;
	inspector->listener_context = context;
}

static json_t *
inspector_request(struct inspector *inspector, const char *method, json_t *params)
{
	json_t *request = json_object();

	json_object_set_new(request, "id", json_integer(++inspector->last_id));
	json_object_set_new(request, "method", json_string(method));
	json_object_set_new(request, "params", params == NULL ? json_object() : params);
	return request;
}

static bool
inspector_send(struct inspector *inspector, const char *method, json_t *params,
	       struct patience patience, struct error *error)
{
	json_t *request = inspector_request(inspector, method, params), *envelope;
	char *text;
	bool sent;

	inspector->awaited = inspector->last_id;
	if (inspector->worker != NULL) {
		text = json_dumps(request, JSON_COMPACT);
		json_decref(request);
		envelope = json_pack("{s:s, s:s}", "sessionId", inspector->worker, "message", text);
		free(text);
		request = inspector_request(inspector, "NodeWorker.sendMessageToWorker", envelope);
	}
	text = json_dumps(request, JSON_COMPACT);
	json_decref(request);
	if (text == NULL)
		return error_set(error, ERROR_MEMORY, "no memory for a request");
	sent = websocket_send(inspector->socket, text_of(text), patience, error);
	free(text);
	return sent;
}

/* One turn of waiting. */
static bool
inspector_pump(struct inspector *inspector, const struct progress *progress, struct error *error)
{
	if (progress_is_cancelled(progress))
		return error_set(error, ERROR_CANCELLED, "cancelled");
	if (websocket_pump(inspector->socket, NULL) && inspector->error.kind == ERROR_NONE)
		return true;
	if (inspector->error.kind != ERROR_NONE)
		return error_set(error, inspector->error.kind, "%s", inspector->error.message);
	return websocket_pump(inspector->socket, error);
}

/* Until the answer is there. */
static bool
inspector_await(struct inspector *inspector, const char *method, struct patience patience,
		struct error *error)
{
	inspector->heard = stopwatch_now();
	while (!inspector->is_answered) {
		if (!inspector_pump(inspector, patience.progress, error))
			return false;
		if (!inspector->is_answered
		    && stopwatch_now() - inspector->heard > patience.seconds)
			return error_set(error, ERROR_FILE, "no answer to %s within %g s: "
					 "its JavaScript is busy or stopped", method,
					 patience.seconds);
	}
	return true;
}

json_t *
inspector_call(struct inspector *inspector, const char *method, json_t *params,
	       struct patience patience, struct error *error)
{
	json_t *result;
	bool is_answered;

	inspector->is_answered = false;
	inspector->complaint = (struct error){ 0 };
	is_answered = inspector_send(inspector, method, params, patience, error)
		      && inspector_await(inspector, method, patience, error);
	/* what comes later is nobody's answer, the next one's least of all */
	inspector->awaited = 0;
	if (!is_answered)
		return NULL;
	result = inspector->result;
	inspector->result = NULL;
	if (result == NULL)
		error_set(error, inspector->complaint.kind, "%s: %s", method,
			  inspector->complaint.message);
	return result;
}

bool
inspector_wait(struct inspector *inspector, double seconds, const struct progress *progress,
	       struct error *error)
{
	double end = stopwatch_now() + seconds;

	while (stopwatch_now() < end)
		if (!inspector_pump(inspector, progress, error))
			return false;
	return true;
}

void
inspector_use_worker(struct inspector *inspector, const char *session)
{
	free(inspector->worker);
	inspector->worker = xstrdup(session);
}

bool
inspector_is_open(const struct inspector *inspector)
{
	return websocket_is_open(inspector->socket) && inspector->error.kind == ERROR_NONE;
}

void
inspector_close(struct inspector *inspector)
{
	if (inspector == NULL)
		return;
	websocket_close(inspector->socket);
	json_decref(inspector->result);
	free(inspector->worker);
	free(inspector);
}
