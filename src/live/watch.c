#include "config.h"

#include "live/watch.h"

#include <math.h>
#include <time.h>
#include <unistd.h>

#include "base/stopwatch.h"
#include "live/process.h"
#include "live/watch_snapshots.h"

/* What grows by less is never alarming: a heap that has just started is small. */
static const double alert_least = 4e6;

const char *
watch_event_name(enum watch_event event)
{
	static const char *const names[] = {
		[WATCH_ATTACHED] = "attached",   [WATCH_READING] = "reading",
		[WATCH_CAPTURING] = "capturing", [WATCH_SNAPSHOT] = "snapshot",
		[WATCH_SKIPPED] = "skipped",     [WATCH_ALERT] = "alert",
		[WATCH_SILENT] = "silent",       [WATCH_ENDED] = "ended",
		[WATCH_RESTARTED] = "restarted", [WATCH_CUT_OFF] = "cut off",
		[WATCH_RETURNED] = "returned",
	};

	return names[event];
}

static void
watch_tell(struct watch *watch, enum watch_event event)
{
	watch->listener(watch->context, event, watch);
}

/* Compares what is in use now with what was a while ago. */
static void
watch_compare(struct watch *watch, double time, uint64_t heap)
{
	struct point before = watch->compared;

	watch->compared = (struct point){ time, (double)heap };
	watch->lowest = (struct point){ 0, INFINITY };
	if (before.value <= 0)
		return;
	watch->grown_from = (uint64_t)before.value;
	watch->grown_to = heap;
	watch->grown_in = time - before.time;
	watch->growth = ((double)heap - before.value) / before.value;
	if (watch->growth > watch->options.alert && (double)heap - before.value > alert_least)
		watch_tell(watch, WATCH_ALERT);
}

/* Seconds until the first snapshot.  A process that has just started fills its caches: what
 * it has then is nothing to compare with. */
static double
watch_first_look(const struct watch *watch)
{
	double every = watch->options.every, age = every;

	if (watch->attachment.pid != 0)
		age = process_age(watch->attachment.pid);
	return fmax(fmin(every, 2), every - age);
}

static bool
watch_attach(struct watch *watch, struct error *error)
{
	struct patience patience = { watch->options.address.patience, watch->progress };

	if (!attach(&watch->attachment, &watch->options.address, watch->progress, error)
	    || !reader_open(&watch->reader, watch->attachment.inspector, patience, error)) {
		detach(&watch->attachment);
		return false;
	}
	watch->next_reading = stopwatch_now();
	watch->next_snapshot = watch->next_reading + watch_first_look(watch);
	return true;
}

static void
watch_detach(struct watch *watch)
{
	if (watch->attachment.inspector != NULL)
		reader_close(&watch->reader);
	detach(&watch->attachment);
}

/* Without snapshots: the heap that remains, from one stretch of time to the next. */
static void
watch_note_lowest(struct watch *watch, const struct reading *reading)
{
	struct point point = { reading->time, (double)reading->sizes[SIZE_HEAP_USED] };

	if (reading->after_full != 0)
		watch->lowest = (struct point){ reading->time, (double)reading->after_full };
	else if (!watch->history.has_full && point.value < watch->lowest.value)
		watch->lowest = point;
}

static bool
watch_read(struct watch *watch, struct error *error)
{
	struct patience patience = { watch->options.address.patience, watch->progress };
	struct reading reading;

	if (!reader_read(&watch->reader, &reading, patience, error))
		return false;
	history_add(&watch->history, &reading);
	watch_note_lowest(watch, &reading);
	watch_tell(watch, WATCH_READING);
	return true;
}

/* A snapshot begins with a full collection: what remained after that counts.  A target that
 * does not tell of its collections has the little it made since on top of it. */
static bool
watch_look_at_snapshot(struct watch *watch, struct error *error)
{
	struct watch_snapshot *last = &watch->snapshots[watch->snapshot_count - 1];
	const struct reading *reading;

	watch_tell(watch, WATCH_SNAPSHOT);
	if (!watch_read(watch, error))
		return false;
	watch->next_reading = stopwatch_now() + watch->options.interval;
	reading = &watch->history.readings[watch->history.count - 1];
	if (reading->after_full != 0)
		last->heap = reading->after_full;
	else
		history_add_full(&watch->history, last->time, last->heap);
	watch_compare(watch, last->time, last->heap);
	return true;
}

/* Every so often: a snapshot, or at least a comparison. */
static bool
watch_look(struct watch *watch, struct error *error)
{
	bool wanted = watch->snapshot_is_wanted;

	watch->snapshot_is_wanted = false;
	if (watch->options.takes_snapshots || wanted) {
		if (!watch_take_snapshot(watch, error))
			return false;
		if (watch->error.kind == ERROR_NONE)
			return watch_look_at_snapshot(watch, error);
		watch_tell(watch, WATCH_SKIPPED);
	}
	if (isfinite(watch->lowest.value))
		watch_compare(watch, watch->lowest.time, (uint64_t)watch->lowest.value);
	return true;
}

/* Does what is due, and waits until something is. */
static bool
watch_step(struct watch *watch, struct error *error)
{
	double now = stopwatch_now(), next;

	if (now >= watch->next_reading) {
		watch->next_reading = fmax(watch->next_reading + watch->options.interval, now);
		return watch_read(watch, error);
	}
	if (now >= watch->next_snapshot || watch->snapshot_is_wanted) {
		bool done = watch_look(watch, error);

		/* the pause is not part of the time between two */
		watch->next_snapshot = stopwatch_now() + watch->options.every;
		return done;
	}
	next = fmin(watch->next_reading, watch->next_snapshot) - now;
	return inspector_wait(watch->attachment.inspector, fmin(fmax(next, 0.001), 0.2),
			      watch->progress, error);
}

/* Why there is no connection any more. */
static enum watch_event
watch_find_loss(const struct watch *watch)
{
	const struct attachment *attachment = &watch->attachment;

	/* the connection ends a moment before the process */
	for (int i = 0; i < 20 && attachment->pid != 0; i++) {
		if (!process_is_alive(attachment->pid, attachment->start))
			return WATCH_ENDED;
		usleep(50 * 1000);
	}
	return WATCH_CUT_OFF;
}

/* Waits until it answers again. */
static bool
watch_wait_for(struct watch *watch, struct error *error)
{
	pid_t pid = watch->attachment.pid;
	uint64_t start = watch->attachment.start;
	bool is_same;

	watch_detach(watch);
	while (!watch_attach(watch, NULL)) {
		for (int i = 0; i < 10; i++) {
			if (progress_is_cancelled(watch->progress))
				return error_set(error, ERROR_CANCELLED, "cancelled");
			usleep(100 * 1000);
		}
	}
	is_same = pid == watch->attachment.pid && start == watch->attachment.start;
	if (!is_same) {
		watch_forget_snapshots(watch);
		history_release(&watch->history);
		watch->compared = (struct point){ 0, 0 };
	}
	watch->lowest = (struct point){ 0, INFINITY };
	watch_tell(watch, is_same ? WATCH_RETURNED : WATCH_RESTARTED);
	return true;
}

/* Something went wrong: whether to go on. */
static bool
watch_recover(struct watch *watch, bool *is_over, struct error *error)
{
	enum watch_event loss;

	if (watch->error.kind == ERROR_CANCELLED)
		return error_set(error, ERROR_CANCELLED, "cancelled");
	if (inspector_is_open(watch->attachment.inspector)) {
		watch_tell(watch, WATCH_SILENT);
		return true;
	}
	loss = watch_find_loss(watch);
	watch_tell(watch, loss);
	/* what was named by its process does not come back: its number may, as a stranger's */
	if (watch->options.waits && !(loss == WATCH_ENDED && watch->options.address.pid != 0))
		return watch_wait_for(watch, error);
	*is_over = loss == WATCH_ENDED;
	return *is_over ? true : error_set(error, watch->error.kind, "%s", watch->error.message);
}

bool
watch_run(struct watch *watch, struct error *error)
{
	bool is_over = false, done;

	watch->lowest = (struct point){ 0, INFINITY };
	done = watch_attach(watch, error);
	if (done)
		watch_tell(watch, WATCH_ATTACHED);
	while (done && !is_over && !progress_is_cancelled(watch->progress)) {
		watch->error = (struct error){ 0 };
		if (!watch_step(watch, &watch->error))
			done = watch_recover(watch, &is_over, error);
	}
	watch_detach(watch);
	if (!done && error->kind == ERROR_CANCELLED)
		done = true;
	return done;
}

void
watch_release(struct watch *watch)
{
	watch_forget_snapshots(watch);
	history_release(&watch->history);
}
