#include "config.h"

#include "live/watch_snapshots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "live/reading_time.h"

#ifdef HAVE_ZSTD
static const char snapshot_end[] = ".heapsnapshot.zst";
#else
static const char snapshot_end[] = ".heapsnapshot";
#endif

char *
snapshot_name(const struct attachment *attachment, const char *end)
{
	struct buffer name = { 0 };
	char host[256] = "", stamp[32];
	time_t now = time(NULL);
	struct tm utc;

	if (attachment->endpoint.port == 0 || endpoint_is_local(&attachment->endpoint))
		gethostname(host, sizeof(host) - 1);
	else
		snprintf(host, sizeof(host), "%s", attachment->endpoint.host);
	for (char *at = host; *at != '\0'; at++)
		if (strchr("/: ", *at) != NULL)
			*at = '_';
	gmtime_r(&now, &utc);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &utc);
	buffer_printf(&name, "%s-%ld-%s%s", host,
		      attachment->pid != 0 ? (long)attachment->pid
					   : (long)attachment->endpoint.port,
		      stamp, end);
	buffer_add_char(&name, '\0');
	return name.at;
}

static char *
snapshot_path(const struct watch *watch)
{
	char *name = snapshot_name(&watch->attachment, snapshot_end);
	struct buffer path = { 0 };

	if (watch->options.directory == NULL)
		return name;
	buffer_printf(&path, "%s/%s", watch->options.directory, name);
	buffer_add_char(&path, '\0');
	free(name);
	return path.at;
}

static void
snapshots_drop_oldest(struct watch *watch)
{
	unlink(watch->snapshots[0].path);
	free(watch->snapshots[0].path);
	watch->snapshot_count--;
	memmove(watch->snapshots, watch->snapshots + 1,
		watch->snapshot_count * sizeof(*watch->snapshots));
}

/* The snapshot itself, in two parts of which either may fail. */
static bool
snapshot_capture(struct watch *watch, struct watch_snapshot *snapshot, struct error *error)
{
	struct patience patience = { watch->options.address.patience, watch->progress };
	struct inspector *inspector = watch->attachment.inspector;
	uint64_t heap = capture_heap_used(inspector, patience, error);
	struct cost_facts facts = attach_facts(&watch->attachment, heap, snapshot->path);
	struct cost cost = cost_estimate(&facts);
	struct capture capture = { .kind = CAPTURE_SNAPSHOT, .silence = cost_silence(&cost) };

	if (heap == 0 || (!watch->options.forces && !cost_allows(&cost, &facts, error)))
		return false;
	watch->listener(watch->context, WATCH_CAPTURING, watch);
	if (!capture_take(&capture, inspector, snapshot->path, &snapshot->captured,
			  watch->progress, error))
		return false;
	snapshot->heap = capture_heap_used(inspector, patience, error);
	return snapshot->heap != 0;
}

bool
watch_take_snapshot(struct watch *watch, struct error *error)
{
	struct watch_snapshot snapshot = { .path = snapshot_path(watch) };

	if (!snapshot_capture(watch, &snapshot, &watch->error)) {
		free(snapshot.path);
		if (watch->error.kind == ERROR_CANCELLED
		    || !inspector_is_open(watch->attachment.inspector))
			return error_set(error, watch->error.kind, "%s", watch->error.message);
		return true;
	}
	snapshot.time = reading_clock();
	while (watch->snapshot_count >= watch->options.keep && !atomic_load(&watch->keeps_all))
		snapshots_drop_oldest(watch);
	watch->snapshots = xreallocarray(watch->snapshots, watch->snapshot_count + 1,
					 sizeof(*watch->snapshots));
	watch->snapshots[watch->snapshot_count++] = snapshot;
	return true;
}

void
watch_forget_snapshots(struct watch *watch)
{
	for (size_t i = 0; i < watch->snapshot_count; i++)
		free(watch->snapshots[i].path);
	free(watch->snapshots);
	watch->snapshots = NULL;
	watch->snapshot_count = 0;
}
