#include "config.h"

#include "live/reader.h"

#include <stdio.h>
#include <string.h>

#include "live/message.h"
#include "live/reading_time.h"

/*
 * The object in the target.  `read` gives numbers only: the five sizes, the limit, the
 * spaces, and a row for each collection: full or not, microseconds (nanoseconds, says Deno),
 * and bytes in use before and after; all since the last call.  A worker of an old Node has
 * no require: then there are no spaces and no collections.
 */
static const char reader_source[] =
	"(() => {"
	"const load = name => process.getBuiltinModule ? process.getBuiltinModule(name)"
	" : typeof require === 'function' ? require(name) : undefined;"
	"const v8 = load('v8');"
	"const unit = typeof Deno === 'object' ? 1000 : 1;"
	"let profiler = v8 && v8.GCProfiler ? new v8.GCProfiler() : undefined;"
	"if (profiler) profiler.start();"
	"return {"
	"read() {"
	"const usage = process.memoryUsage();"
	"const answer = { sizes: [usage.rss, usage.heapTotal, usage.heapUsed, usage.external,"
	" usage.arrayBuffers], limit: 0, spaces: [], collections: null };"
	"if (v8) {"
	"answer.limit = v8.getHeapStatistics().heap_size_limit;"
	"answer.spaces = v8.getHeapSpaceStatistics().map("
	"s => [s.space_name, s.space_used_size, s.space_size]);"
	"}"
	"if (profiler) {"
	"const record = profiler.stop();"
	"profiler = new v8.GCProfiler();"
	"profiler.start();"
	"answer.collections = record.statistics.map(c => ["
	"c.gcType === 'MarkSweepCompact' ? 1 : 0, c.cost / unit,"
	"c.beforeGC.heapStatistics.usedHeapSize, c.afterGC.heapStatistics.usedHeapSize]);"
	"}"
	"return answer;"
	"},"
	"close() { if (profiler) profiler.stop(); profiler = undefined; }"
	"};"
	"})()";

static const char group[] = "heaptui";

bool
reader_open(struct reader *reader, struct inspector *inspector, struct patience patience,
	    struct error *error)
{
	json_t *params, *result;
	const json_t *object;

	memset(reader, 0, sizeof(*reader));
	reader->inspector = inspector;
	params = json_pack("{s:s, s:s, s:b, s:b}", "expression", reader_source, "objectGroup",
			   group, "includeCommandLineAPI", 1, "silent", 1);
	result = inspector_call(inspector, "Runtime.evaluate", params, patience, error);
	if (result == NULL)
		return false;
	object = json_object_get(result, "result");
	/* a page has no process: it gets by without the object */
	if (json_object_get(result, "exceptionDetails") == NULL)
		snprintf(reader->object, sizeof(reader->object), "%s",
			 member_text(object, "objectId"));
	json_decref(result);
	return true;
}

static double
array_number(const json_t *array, size_t index)
{
	double value = json_number_value(json_array_get(array, index));

	return value >= 0 && value < 0x1p62 ? value : 0;
}

static void
reader_take_collections(struct reading *reading, const json_t *rows)
{
	json_t *row;
	size_t i;

	reading->has_collections = json_is_array(rows);
	json_array_foreach(rows, i, row) {
		bool is_full = array_number(row, 0) != 0;
		struct collections *these =
			&reading->collections[is_full ? COLLECTION_FULL : COLLECTION_SCAVENGE];

		these->count++;
		these->seconds += array_number(row, 1) * 1e-6;
		these->freed += array_number(row, 2) - array_number(row, 3);
		if (is_full) {
			reading->after_full = (uint64_t)array_number(row, 3);
			reading->after_full_time = reading->time;
		}
	}
}

static void
reader_take(struct reading *reading, const json_t *answer)
{
	json_t *rows = json_object_get(answer, "spaces"), *row;
	size_t i;

	for (i = 0; i < SIZES; i++)
		reading->sizes[i] = (uint64_t)array_number(json_object_get(answer, "sizes"), i);
	reading->limit = member_count(answer, "limit");
	json_array_foreach(rows, i, row) {
		struct space *space = &reading->spaces[reading->space_count];
		const char *name = json_string_value(json_array_get(row, 0));

		if (reading->space_count == SPACES_MAX || name == NULL)
			break;
		snprintf(space->name, sizeof(space->name), "%s", name);
		space->used = (uint64_t)array_number(row, 1);
		space->size = (uint64_t)array_number(row, 2);
		reading->space_count++;
	}
	reader_take_collections(reading, json_object_get(answer, "collections"));
}

static bool
reader_read_object(struct reader *reader, struct reading *reading, struct patience patience,
		   struct error *error)
{
	json_t *params = json_pack("{s:s, s:s, s:b, s:b}", "objectId", reader->object,
				   "functionDeclaration", "function () { return this.read() }",
				   "returnByValue", 1, "silent", 1);
	json_t *result = inspector_call(reader->inspector, "Runtime.callFunctionOn", params,
					patience, error);
	const json_t *answer = json_object_get(json_object_get(result, "result"), "value");
	bool done = answer != NULL && json_object_get(answer, "sizes") != NULL;

	if (done)
		reader_take(reading, answer);
	else if (result != NULL)
		error_set(error, ERROR_FORMAT, "the target does not say how its memory is");
	json_decref(result);
	return done;
}

bool
reader_read(struct reader *reader, struct reading *reading, struct patience patience,
	    struct error *error)
{
	json_t *result;

	memset(reading, 0, sizeof(*reading));
	reading->time = reading_clock();
	if (reader->object[0] != '\0')
		return reader_read_object(reader, reading, patience, error);
	result = inspector_call(reader->inspector, "Runtime.getHeapUsage", NULL, patience, error);
	if (result == NULL)
		return false;
	reading->sizes[SIZE_HEAP_USED] = member_count(result, "usedSize");
	reading->sizes[SIZE_HEAP_TOTAL] = member_count(result, "totalSize");
	reading->sizes[SIZE_EXTERNAL] = member_count(result, "embedderHeapUsedSize");
	reading->sizes[SIZE_ARRAY_BUFFERS] = member_count(result, "backingStorageSize");
	json_decref(result);
	return true;
}

void
reader_close(struct reader *reader)
{
	const struct patience patience = { 0.5, NULL };
	json_t *params;

	if (reader->object[0] == '\0' || !inspector_is_open(reader->inspector))
		return;
	params = json_pack("{s:s, s:s}", "objectId", reader->object, "functionDeclaration",
			   "function () { this.close() }");
	json_decref(inspector_call(reader->inspector, "Runtime.callFunctionOn", params, patience,
				   NULL));
	params = json_pack("{s:s}", "objectGroup", group);
	json_decref(inspector_call(reader->inspector, "Runtime.releaseObjectGroup", params,
				   patience, NULL));
	reader->object[0] = '\0';
}
