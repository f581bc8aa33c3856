#include "config.h"

#include "live/watch_line.h"

#include <math.h>

#include "base/units.h"
#include "live/reading_time.h"

static void
line_size(struct buffer *line, const char *before, uint64_t bytes)
{
	char size[UNITS_LENGTH];

	buffer_printf(line, "%s%s", before, units_bytes(size, bytes, UNITS_DECIMAL));
}

static void
line_collections(struct buffer *line, const struct reading *reading)
{
	const struct collections *scavenges = &reading->collections[COLLECTION_SCAVENGE];
	const struct collections *full = &reading->collections[COLLECTION_FULL];

	if (!reading->has_collections)
		return;
	buffer_printf(line, "; %llu scavenges %.0f ms, %llu full %.0f ms",
		      (unsigned long long)scavenges->count, scavenges->seconds * 1000,
		      (unsigned long long)full->count, full->seconds * 1000);
}

static void
line_reading(struct buffer *line, const struct watch *watch)
{
	const struct history *history = &watch->history;
	const struct reading *reading = &history->readings[history->count - 1];
	struct outlook outlook = history_outlook(history);

	if (reading->sizes[SIZE_RSS] != 0)
		line_size(line, "rss ", reading->sizes[SIZE_RSS]);
	line_size(line, reading->sizes[SIZE_RSS] != 0 ? ", heap " : "heap ",
		  reading->sizes[SIZE_HEAP_USED]);
	line_size(line, " of ", reading->sizes[SIZE_HEAP_TOTAL]);
	line_size(line, ", external ", reading->sizes[SIZE_EXTERNAL]);
	line_collections(line, reading);
	if (reading->after_full != 0)
		line_size(line, "; remains ", reading->after_full);
	buffer_printf(line, "; ");
	outlook_describe(&outlook, history, line);
}

static void
line_snapshot(struct buffer *line, const struct watch *watch)
{
	const struct watch_snapshot *last = &watch->snapshots[watch->snapshot_count - 1];

	line_size(line, "snapshot, ", last->captured.written);
	line_size(line, " of ", last->heap);
	buffer_printf(line, ", stood still for %.1f s at most: ", last->captured.seconds);
	text_escape(line, text_of(last->path), TEXT_UTF8);
}

static void
line_alert(struct buffer *line, const struct watch *watch)
{
	buffer_printf(line, "ALERT: the heap in use grew by %.0f %% in ", watch->growth * 100);
	duration_write(watch->grown_in, line);
	line_size(line, ", from ", watch->grown_from);
	line_size(line, " to ", watch->grown_to);
}

static void
line_attached(struct buffer *line, const struct watch *watch)
{
	const struct attachment *attachment = &watch->attachment;

	buffer_printf(line, "watching ");
	text_escape(line, text_of(attachment->target.title), TEXT_UTF8);
	if (attachment->pid != 0)
		buffer_printf(line, ", process %ld", (long)attachment->pid);
	buffer_printf(line, ", at %s:%u", attachment->endpoint.host, attachment->endpoint.port);
}

bool
watch_line_text(enum watch_event event, const struct watch *watch, struct buffer *line)
{
	switch (event) {
	case WATCH_ATTACHED:
		line_attached(line, watch);
		return true;
	case WATCH_READING:
		line_reading(line, watch);
		return true;
	case WATCH_CAPTURING:
		buffer_printf(line, "a snapshot: the target stands still");
		return true;
	case WATCH_SNAPSHOT:
		line_snapshot(line, watch);
		return true;
	case WATCH_ALERT:
		line_alert(line, watch);
		return true;
	case WATCH_SKIPPED:
		buffer_printf(line, "no snapshot: ");
		text_escape(line, text_of(watch->error.message), TEXT_UTF8);
		return true;
	case WATCH_SILENT:
		text_escape(line, text_of(watch->error.message), TEXT_UTF8);
		return true;
	case WATCH_ENDED:
		buffer_printf(line, "process %ld ended", (long)watch->attachment.pid);
		return true;
	case WATCH_RESTARTED:
		buffer_printf(line, "restarted: now process %ld", (long)watch->attachment.pid);
		return true;
	case WATCH_CUT_OFF:
		buffer_printf(line, "cut off: ");
		text_escape(line, text_of(watch->error.message), TEXT_UTF8);
		return true;
	case WATCH_RETURNED:
		buffer_printf(line, "connected again");
		return true;
	}
	return false;
}

static void
json_string_of(struct buffer *line, const char *key, const char *value)
{
	buffer_printf(line, ",\"%s\":\"", key);
	text_escape_json(line, text_of(value));
	buffer_add_char(line, '"');
}

static void
json_begin(struct buffer *line, enum watch_event event, double time)
{
	buffer_printf(line, "{\"event\":\"%s\",\"time\":\"", watch_event_name(event));
	time_write(time, line);
	buffer_add_char(line, '"');
}

static void
json_snapshot(struct buffer *line, const struct watch *watch)
{
	const struct watch_snapshot *last = &watch->snapshots[watch->snapshot_count - 1];

	json_string_of(line, "file", last->path);
	buffer_printf(line, ",\"size\":%llu,\"heapUsed\":%llu,\"pause\":%.3f",
		      (unsigned long long)last->captured.written, (unsigned long long)last->heap,
		      last->captured.seconds);
}

static void
json_reading(struct buffer *line, const struct watch *watch)
{
	const struct history *history = &watch->history;
	struct outlook outlook = history_outlook(history);

	reading_write(&history->readings[history->count - 1], line);
	if (outlook.kind == OUTLOOK_UNKNOWN)
		return;
	line->length--; /* the bracket */
	buffer_printf(line, ",\"bytesPerSecond\":%.1f,\"growing\":%s", outlook.slope.per_second,
		      outlook.kind == OUTLOOK_GROWING ? "true" : "false");
	if (isfinite(outlook.until_limit))
		buffer_printf(line, ",\"secondsToLimit\":%.0f", outlook.until_limit);
	buffer_add_char(line, '}');
}

void
watch_line_json(enum watch_event event, const struct watch *watch, struct buffer *line)
{
	if (event == WATCH_READING) {
		json_reading(line, watch);
		return;
	}
	json_begin(line, event, reading_clock());
	if (event == WATCH_SNAPSHOT)
		json_snapshot(line, watch);
	if (event == WATCH_ALERT)
		buffer_printf(line, ",\"growth\":%.4f,\"from\":%llu,\"to\":%llu,\"seconds\":%.1f",
			      watch->growth, (unsigned long long)watch->grown_from,
			      (unsigned long long)watch->grown_to, watch->grown_in);
	if (event == WATCH_ATTACHED || event == WATCH_RESTARTED) {
		buffer_printf(line, ",\"pid\":%ld", (long)watch->attachment.pid);
		json_string_of(line, "title", watch->attachment.target.title);
	}
	if (watch->error.kind != ERROR_NONE)
		json_string_of(line, "reason", watch->error.message);
	buffer_add_char(line, '}');
}
