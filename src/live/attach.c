#include "config.h"

#include "live/attach.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/stopwatch.h"
#include "live/capture.h"
#include "live/message.h"
#include "live/process.h"

enum { VERSION_MAX = 64 << 10 };

/* Whether what listens there speaks the inspector protocol. */
static bool
attach_is_inspector(const struct endpoint *endpoint, struct patience patience)
{
	struct buffer answer = { 0 };
	json_t *root = NULL;
	bool found;

	patience.seconds = 2;
	if (websocket_fetch(endpoint, "/json/version", VERSION_MAX, &answer, patience, NULL))
		root = message_document(buffer_text(&answer), NULL);
	found = member_text(root, "Protocol-Version")[0] != '\0';
	json_decref(root);
	buffer_release(&answer);
	return found;
}

static bool
endpoint_is_among(const struct endpoint *at, const struct endpoint *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].port == at->port && strcmp(list[i].host, at->host) == 0)
			return true;
	return false;
}

/* The first of the listening sockets, but for the `known` ones, that is an inspector. */
static bool
attach_try_ports(pid_t pid, const struct endpoint *known, size_t known_count,
		 struct endpoint *endpoint, struct patience patience)
{
	struct endpoint now[PROCESS_PORTS_MAX];
	size_t count = process_listens(pid, now, PROCESS_PORTS_MAX);

	for (size_t i = 0; i < count; i++)
		if (!endpoint_is_among(&now[i], known, known_count)
		    && attach_is_inspector(&now[i], patience)) {
			*endpoint = now[i];
			return true;
		}
	return false;
}

static bool
attach_check_process(pid_t pid, struct error *error)
{
	if (kill(pid, 0) != 0)
		return error_set(error, ERROR_FILE, "process %ld: %s", (long)pid, strerror(errno));
	if (!process_shares_network(pid))
		return error_set(error, ERROR_FILE, "process %ld has a network of its own (a "
				 "container): run heaptui inside it, or with nsenter -n -t %ld",
				 (long)pid, (long)pid);
	return true;
}

/* Until the inspector is there that was asked for.  It is on its way even when nobody wants it
 * any more: found, it can be closed again. */
static bool
attach_await_port(pid_t pid, const struct endpoint *known, size_t known_count,
		  struct endpoint *endpoint, struct patience patience)
{
	const struct patience own = { patience.seconds, NULL };
	double end = stopwatch_now() + patience.seconds;

	while (stopwatch_now() < end) {
		if (attach_try_ports(pid, known, known_count, endpoint, own))
			return true;
		if (progress_is_cancelled(patience.progress))
			end = fmin(end, stopwatch_now() + 1);
		usleep(50 * 1000);
	}
	return false;
}

bool
attach_find_port(pid_t pid, struct endpoint *endpoint, bool *has_opened, struct patience patience,
		 struct error *error)
{
	struct endpoint before[PROCESS_PORTS_MAX];
	size_t count;

	*has_opened = false;
	if (!attach_check_process(pid, error))
		return false;
	if (attach_try_ports(pid, NULL, 0, endpoint, patience))
		return true;
	/* who has no handler for it would die of the signal */
	if (!process_handles(pid, SIGUSR1))
		return error_set(error, ERROR_FILE, "process %ld takes no SIGUSR1: it is not Node, "
				 "or was started with --disable-sigusr1", (long)pid);
	count = process_listens(pid, before, PROCESS_PORTS_MAX);
	if (kill(pid, SIGUSR1) != 0)
		return error_set(error, ERROR_FILE, "process %ld: SIGUSR1: %s", (long)pid,
				 strerror(errno));
	*has_opened = attach_await_port(pid, before, count, endpoint, patience);
	if (progress_is_cancelled(patience.progress))
		return error_set(error, ERROR_CANCELLED, "cancelled");
	return *has_opened
	       || error_set(error, ERROR_FILE, "process %ld opened no inspector within %g s of "
			    "SIGUSR1: is its port taken by another process?", (long)pid,
			    patience.seconds);
}

static bool
attach_choose(struct attachment *attachment, const struct address *address,
	      struct patience patience, struct error *error)
{
	struct targets targets;
	const struct target *target;

	if (!targets_find(&targets, &attachment->endpoint, address->target != NULL, patience,
			  error))
		return false;
	target = targets_choose(&targets, address->target, error);
	if (target != NULL)
		attachment->target = *target;
	targets_release(&targets);
	return target != NULL;
}

bool
attach(struct attachment *attachment, const struct address *address,
       const struct progress *progress, struct error *error)
{
	struct patience patience = { address->patience, progress };

	memset(attachment, 0, sizeof(*attachment));
	attachment->endpoint = address->endpoint;
	if (address->pid != 0
	    && !attach_find_port(address->pid, &attachment->endpoint,
				 &attachment->has_opened_inspector, patience, error))
		return false;
	attachment->pid = address->pid;
	if (attachment->pid == 0 && endpoint_is_local(&attachment->endpoint))
		attachment->pid = process_listening(attachment->endpoint.port);
	if (attachment->pid != 0)
		attachment->start = process_start(attachment->pid);
	if (!attach_choose(attachment, address, patience, error))
		return false;
	attachment->inspector =
		target_open(&attachment->target, &attachment->endpoint, patience, error);
	return attachment->inspector != NULL;
}

/* The main thread closes the inspector; a worker cannot. */
static void
attach_shut_inspector(struct attachment *attachment)
{
	struct patience patience = { 5, NULL };
	struct targets targets;

	if (attachment->target.path[0] == '\0') {
		/* nothing was chosen: whatever is first leads to the main thread */
		if (!targets_find(&targets, &attachment->endpoint, false, patience, NULL))
			return;
		attachment->target = targets.at[0];
		targets_release(&targets);
	}
	if (attachment->inspector == NULL || attachment->target.session[0] != '\0'
	    || !inspector_is_open(attachment->inspector)) {
		inspector_close(attachment->inspector);
		attachment->inspector = inspector_open(&attachment->endpoint,
						       attachment->target.path, patience, NULL);
	}
	if (attachment->inspector != NULL)
		capture_shut_inspector(attachment->inspector);
}

void
detach(struct attachment *attachment)
{
	if (attachment->has_opened_inspector)
		attach_shut_inspector(attachment);
	inspector_close(attachment->inspector);
	memset(attachment, 0, sizeof(*attachment));
}

struct cost_facts
attach_facts(const struct attachment *attachment, uint64_t heap, const char *path)
{
	struct cost_facts facts = {
		.heap = heap,
		.room = UINT64_MAX,
		.free = UINT64_MAX,
		.disk = disk_free_for(path),
		.core = 1,
	};
	const char *dot = strrchr(path, '.');

	facts.is_compressed = dot != NULL && (strcmp(dot, ".gz") == 0 || strcmp(dot, ".zst") == 0);
	if (attachment->pid != 0) {
		facts.room = process_memory_room(attachment->pid);
		facts.free = system_memory_free();
		facts.core = process_core(attachment->pid);
	}
	return facts;
}
