#include "config.h"

#include "live/capture.h"

#include <stdlib.h>
#include <string.h>

#include "base/stopwatch.h"
#include "live/message.h"
#include "live/output.h"

/* A snapshot on its way. */
struct capture_run {
	struct output output;
	struct progress *progress;
	uint64_t objects; /* looked at so far */
	struct error *error;
};

static enum event_outcome
capture_take_chunk(struct capture_run *run, const json_t *params, struct error *error)
{
	const json_t *chunk = json_object_get(params, "chunk");

	if (!json_is_string(chunk)) {
		error_set(error, ERROR_FORMAT, "a piece of the snapshot without its text");
		return EVENT_FAILED;
	}
	if (json_string_length(chunk) == 0)
		return EVENT_IGNORED;
	if (run->output.taken == 0)
		progress_begin(run->progress, "Receiving the snapshot", 0);
	if (!output_write(&run->output, json_string_value(chunk), json_string_length(chunk), error)
	    || !progress_advance(run->progress, run->output.taken, error))
		return EVENT_FAILED;
	return EVENT_TAKEN;
}

static enum event_outcome
capture_take_progress(struct capture_run *run, const json_t *params, struct error *error)
{
	uint64_t done = member_count(params, "done"), total = member_count(params, "total");

	if (run->output.taken > 0 || done <= run->objects)
		return EVENT_IGNORED;
	if (run->objects == 0)
		progress_begin(run->progress, "The target looks at its objects", total);
	run->objects = done;
	return progress_advance(run->progress, done, error) ? EVENT_TAKEN : EVENT_FAILED;
}

static enum event_outcome
capture_listen(void *context, const char *method, const json_t *params, struct error *error)
{
	struct capture_run *run = context;

	if (strcmp(method, "HeapProfiler.addHeapSnapshotChunk") == 0)
		return capture_take_chunk(run, params, error);
	if (strcmp(method, "HeapProfiler.reportHeapSnapshotProgress") == 0)
		return capture_take_progress(run, params, error);
	return EVENT_IGNORED;
}

/* A request whose answer says nothing. */
static bool
capture_do(struct inspector *inspector, const char *method, json_t *params,
	   struct patience patience, struct error *error)
{
	json_t *result = inspector_call(inspector, method, params, patience, error);

	json_decref(result);
	return result != NULL;
}

static bool
capture_record(const struct capture *capture, struct inspector *inspector, const char *start,
	       json_t *params, struct patience patience, struct progress *progress,
	       struct error *error)
{
	double begun, passed;

	if (!capture_do(inspector, start, params, patience, error))
		return false;
	progress_begin(progress, "Recording", (uint64_t)(capture->seconds * 1000));
	begun = stopwatch_now();
	while ((passed = stopwatch_now() - begun) < capture->seconds) {
		double rest = capture->seconds - passed;

		if (!inspector_wait(inspector, rest < 0.2 ? rest : 0.2, NULL, error))
			return false;
		if (!progress_advance(progress, (uint64_t)(passed * 1000), error))
			return false;
	}
	return true;
}

/* The profile comes as one answer. */
static bool
capture_sampling(const struct capture *capture, struct inspector *inspector,
		 struct capture_run *run, struct patience patience, struct error *error)
{
	json_t *result = NULL;
	const json_t *profile;
	char *text = NULL;
	bool done = capture_record(capture, inspector, "HeapProfiler.startSampling", NULL, patience,
				   run->progress, error);

	/* stopped in any case, and even when nobody wants the profile any more */
	patience.progress = done ? run->progress : NULL;
	result = inspector_call(inspector, "HeapProfiler.stopSampling", NULL, patience, error);
	profile = json_object_get(result, "profile");
	if (done && profile != NULL)
		text = json_dumps(profile, JSON_COMPACT);
	if (text != NULL)
		done = output_write(&run->output, text, strlen(text), error);
	else if (done)
		done = error_set(error, ERROR_FORMAT, "no profile in the answer");
	free(text);
	json_decref(result);
	return done;
}

/* A request that makes the target stand still while it sends chunks. */
static bool
capture_write(struct inspector *inspector, const char *method, struct captured *captured,
	      struct patience patience, struct error *error)
{
	double begun = stopwatch_now();
	bool done = capture_do(inspector, method, json_pack("{s:b}", "reportProgress", 1), patience,
			       error);

	captured->seconds = stopwatch_now() - begun;
	return done;
}

static bool
capture_timeline(const struct capture *capture, struct inspector *inspector,
		 struct capture_run *run, struct captured *captured, struct patience patience,
		 struct error *error)
{
	if (capture_record(capture, inspector, "HeapProfiler.startTrackingHeapObjects",
			   json_pack("{s:b}", "trackAllocations", 1), patience, run->progress,
			   error))
		return capture_write(inspector, "HeapProfiler.stopTrackingHeapObjects", captured,
				     patience, error);
	/* disabling ends the recording without writing it out */
	capture_do(inspector, "HeapProfiler.disable", NULL, (struct patience){ 2, NULL }, NULL);
	return false;
}

static bool
capture_into(const struct capture *capture, struct inspector *inspector, struct capture_run *run,
	     struct captured *captured, struct patience patience, struct error *error)
{
	if (!capture_do(inspector, "HeapProfiler.enable", NULL, patience, error))
		return false;
	if (capture->collects_first) {
		progress_begin(run->progress, "Collecting garbage", 0);
		if (!capture_do(inspector, "HeapProfiler.collectGarbage", NULL, patience, error))
			return false;
	}
	progress_begin(run->progress, "Waiting for the target", 0);
	switch (capture->kind) {
	case CAPTURE_SAMPLING:
		return capture_sampling(capture, inspector, run, patience, error);
	case CAPTURE_TIMELINE:
		return capture_timeline(capture, inspector, run, captured, patience, error);
	default:
		return capture_write(inspector, "HeapProfiler.takeHeapSnapshot", captured, patience,
				     error);
	}
}

bool
capture_take(const struct capture *capture, struct inspector *inspector, const char *path,
	     struct captured *captured, struct progress *progress, struct error *error)
{
	struct capture_run run = { .progress = progress };
	struct patience patience = { capture->silence, progress };
	bool done;

	memset(captured, 0, sizeof(*captured));
	if (!output_open(&run.output, path, error))
		return false;
	inspector_listen(inspector, capture_listen, &run);
	done = capture_into(capture, inspector, &run, captured, patience, error)
	       && output_finish(&run.output, error);
	inspector_listen(inspector, NULL, NULL);
	captured->taken = run.output.taken;
	captured->written = run.output.written;
	output_close(&run.output);
	return done;
}

uint64_t
capture_heap_used(struct inspector *inspector, struct patience patience, struct error *error)
{
	json_t *result = inspector_call(inspector, "Runtime.getHeapUsage", NULL, patience, error);
	uint64_t used = member_count(result, "usedSize");

	json_decref(result);
	if (result != NULL && used == 0)
		error_set(error, ERROR_FORMAT, "the target does not say how large its heap is");
	return used;
}

void
capture_shut_inspector(struct inspector *inspector)
{
	/* Later, since closing waits until nobody is connected any more.  What throws later would
	 * end the target: the module is looked up now, and whatever happens is caught. */
	static const char later[] =
		"(inspector => { setTimeout(() => {"
		" try { inspector.close() } catch {} }, 100).unref() })"
		"(typeof require === 'function' ? require('inspector')"
		" : process.getBuiltinModule('inspector')), 1";
	json_t *params = json_pack("{s:s, s:b, s:b, s:b}", "expression", later, "returnByValue", 1,
				   "includeCommandLineAPI", 1, "silent", 1);

	json_decref(inspector_call(inspector, "Runtime.evaluate", params,
				   (struct patience){ 5, NULL }, NULL));
}
