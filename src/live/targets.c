#include "config.h"

#include "live/targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "live/message.h"

enum { LIST_MAX = 1 << 20 };

static struct target *
targets_add(struct targets *targets)
{
	if (targets->count == TARGETS_MAX)
		return NULL;
	targets->at = xreallocarray(targets->at, targets->count + 1, sizeof(*targets->at));
	memset(&targets->at[targets->count], 0, sizeof(*targets->at));
	return &targets->at[targets->count++];
}

static void
target_describe(struct target *target, const json_t *from, const char *id)
{
	snprintf(target->id, sizeof(target->id), "%s", member_text(from, id));
	snprintf(target->type, sizeof(target->type), "%s", member_text(from, "type"));
	snprintf(target->title, sizeof(target->title), "%s", member_text(from, "title"));
	snprintf(target->url, sizeof(target->url), "%s", member_text(from, "url"));
}

/* What /json/list says.  An entry without an address is being looked at by somebody else;
 * one whose address leads elsewhere is not believed. */
static bool
targets_take_list(struct targets *targets, const struct endpoint *endpoint, struct text list,
		  struct error *error)
{
	json_t *root = message_document(list, error), *entry;
	size_t i;

	if (root == NULL)
		return false;
	if (!json_is_array(root)) {
		json_decref(root);
		return error_set(error, ERROR_FORMAT, "the list of targets is not a list");
	}
	json_array_foreach(root, i, entry) {
		char path[sizeof(targets->at->path)];
		struct target *target;

		if (!endpoint_path_of(endpoint, member_text(entry, "webSocketDebuggerUrl"), path,
				      sizeof(path)))
			continue;
		target = targets_add(targets);
		if (target == NULL)
			break;
		target_describe(target, entry, "id");
		strcpy(target->path, path);
	}
	json_decref(root);
	return true;
}

struct worker_list {
	struct targets *targets;
	const char *path;
};

static enum event_outcome
targets_take_worker(void *context, const char *method, const json_t *params, struct error *error)
{
	struct worker_list *list = context;
	struct target *target;

	(void)error;
	if (strcmp(method, "NodeWorker.attachedToWorker") != 0)
		return EVENT_IGNORED;
	target = targets_add(list->targets);
	if (target == NULL)
		return EVENT_IGNORED;
	target_describe(target, json_object_get(params, "workerInfo"), "workerId");
	snprintf(target->session, sizeof(target->session), "%s", member_text(params, "sessionId"));
	strcpy(target->path, list->path);
	return EVENT_TAKEN;
}

/* Has the main thread name its workers, and with that open a session to each. */
static bool
targets_ask_workers(struct inspector *inspector, struct targets *targets, const char *path,
		    struct patience patience, struct error *error)
{
	struct worker_list list = { targets, path };
	json_t *result;

	inspector_listen(inspector, targets_take_worker, &list);
	result = inspector_call(inspector, "NodeWorker.enable",
				json_pack("{s:b}", "waitForDebuggerOnStart", 0), patience, error);
	json_decref(result);
	/* Node 18 names them after it has answered */
	if (result != NULL && !inspector_wait(inspector, 0.3, patience.progress, error))
		result = NULL;
	inspector_listen(inspector, NULL, NULL);
	return result != NULL;
}

static bool
targets_find_workers(struct targets *targets, const struct endpoint *endpoint,
		     const char *path, struct patience patience, struct error *error)
{
	struct inspector *inspector = inspector_open(endpoint, path, patience, error);
	bool done;

	if (inspector == NULL)
		return false;
	done = targets_ask_workers(inspector, targets, path, patience, error);
	inspector_close(inspector);
	return done;
}

bool
targets_find(struct targets *targets, const struct endpoint *endpoint, bool with_workers,
	     struct patience patience, struct error *error)
{
	struct buffer list = { 0 };
	bool done;

	memset(targets, 0, sizeof(*targets));
	done = websocket_fetch(endpoint, "/json/list", LIST_MAX, &list, patience, error)
	       && targets_take_list(targets, endpoint, buffer_text(&list), error);
	buffer_release(&list);
	for (size_t i = targets->count; done && with_workers && i-- > 0;) {
		char path[sizeof(targets->at->path)];

		strcpy(path, targets->at[i].path);
		if (strcmp(targets->at[i].type, "node") == 0)
			done = targets_find_workers(targets, endpoint, path, patience, error);
	}
	if (done && targets->count == 0)
		done = error_set(error, ERROR_FORMAT,
				 "no target: none there, or somebody else is connected to it");
	if (!done)
		targets_release(targets);
	return done;
}

void
targets_release(struct targets *targets)
{
	free(targets->at);
	memset(targets, 0, sizeof(*targets));
}

static bool
target_is(const struct target *target, const char *wanted)
{
	return strcmp(target->id, wanted) == 0 || strcmp(target->title, wanted) == 0
	       || strcmp(target->url, wanted) == 0;
}

/* What one looks at unless told otherwise. */
static bool
target_is_main(const struct target *target)
{
	return strcmp(target->type, "page") == 0 || strcmp(target->type, "node") == 0;
}

const struct target *
targets_choose(const struct targets *targets, const char *wanted, struct error *error)
{
	const struct target *found = NULL;
	size_t count = 0;
	char *end = NULL;
	/* ids of workers are numbers too: the list's own come first */
	unsigned long number = wanted == NULL ? 0 : strtoul(wanted, &end, 10);

	if (wanted == NULL && targets->count == 1)
		return &targets->at[0];
	if (number >= 1 && number <= targets->count && *end == '\0')
		return &targets->at[number - 1];
	for (size_t i = 0; i < targets->count; i++)
		if (wanted != NULL ? target_is(&targets->at[i], wanted)
				   : target_is_main(&targets->at[i])) {
			found = &targets->at[i];
			count++;
		}
	if (count == 1)
		return found;
	if (wanted != NULL && count == 0)
		error_set(error, ERROR_USAGE, "no target %s: --list shows what there is", wanted);
	else
		error_set(error, ERROR_USAGE,
			  "%zu targets: choose with --target, --list shows them",
			  count == 0 ? targets->count : count);
	return NULL;
}

/* The session of the worker, which a new connection numbers anew. */
static bool
target_enter_worker(const struct target *target, struct inspector *inspector,
		    struct patience patience, struct error *error)
{
	struct targets workers = { 0 };
	bool found = false;

	if (!targets_ask_workers(inspector, &workers, target->path, patience, error))
		return false;
	for (size_t i = 0; !found && i < workers.count; i++) {
		found = strcmp(workers.at[i].id, target->id) == 0;
		if (found)
			inspector_use_worker(inspector, workers.at[i].session);
	}
	targets_release(&workers);
	return found ? true : error_set(error, ERROR_FILE, "the worker is gone");
}

struct inspector *
target_open(const struct target *target, const struct endpoint *endpoint,
	    struct patience patience, struct error *error)
{
	struct inspector *inspector = inspector_open(endpoint, target->path, patience, error);

	if (inspector == NULL || target->session[0] == '\0'
	    || target_enter_worker(target, inspector, patience, error))
		return inspector;
	inspector_close(inspector);
	return NULL;
}
