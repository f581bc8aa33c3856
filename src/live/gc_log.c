#include "config.h"

#include "live/gc_log.h"

#include <stdio.h>
#include <stdlib.h>

/* What a collection says of itself. */
struct gc_line {
	double milliseconds, before, before_total, after, after_total, pause;
	bool is_full;
};

/* V8 means 2^20 by MB. */
static const double mega = 1048576;

/* Which isolate: "[pid:0x...]" before the time. */
static void
gc_line_isolate(const char *line, const char *end, char isolate[32])
{
	const char *open = NULL, *close;

	for (const char *at = line; at < end; at++)
		if (*at == '[')
			open = at;
	close = open == NULL ? NULL : memchr(open, ']', (size_t)(end - open));
	isolate[0] = '\0';
	if (close != NULL && close - open < 31)
		snprintf(isolate, 32, "%.*s", (int)(close - open), open);
}

/* The number that ends at `end`. */
static double
number_before(const char *line, const char *end)
{
	const char *at = end;

	while (at > line && ((at[-1] >= '0' && at[-1] <= '9') || at[-1] == '.'))
		at--;
	return at == end ? -1 : strtod(at, NULL);
}

static bool
gc_line_parse(const char *line, struct gc_line *said, const char **head_end)
{
	static const char after_time[] = " ms: ";
	const char *time = strstr(line, after_time), *name, *sizes, *pause;

	if (time == NULL)
		return false;
	*head_end = time;
	said->milliseconds = number_before(line, time);
	name = time + sizeof(after_time) - 1;
	said->is_full = strncmp(name, "Mark-", 5) == 0
			|| strncmp(name, "Incremental Mark-", 17) == 0;
	if (!said->is_full && strncmp(name, "Scavenge", 8) != 0 && strncmp(name, "Minor ", 6) != 0)
		return false;
	sizes = name + strcspn(name, "0123456789");
	if (sscanf(sizes, "%lf (%lf) -> %lf (%lf) MB", &said->before, &said->before_total,
		   &said->after, &said->after_total) != 4)
		return false;
	pause = strstr(sizes, " / ");
	said->pause = pause == NULL ? 0 : number_before(sizes, pause);
	return said->milliseconds >= 0 && said->milliseconds < 1e15 && said->after >= 0
	       && said->after < 1e9 && said->before >= 0 && said->before < 1e9
	       && said->after_total >= 0 && said->after_total < 1e9;
}

static size_t
isolate_process(const char *isolate)
{
	return strcspn(isolate, ":");
}

/* Whether an isolate that is not ours is that of a new process: younger than ours by far, and
 * of another number, or after ours has run out of memory.  Processes that run side by side are
 * as old as each other. */
static bool
gc_log_is_restart(const struct gc_log *log, const char *isolate, double time)
{
	size_t length = isolate_process(log->isolate);
	bool is_other = isolate_process(isolate) != length
			|| strncmp(isolate, log->isolate, length) != 0;

	return (is_other || log->ran_out) && time < log->last_time / 2;
}

/* Ours is the isolate from now on. */
static void
gc_log_restart(struct gc_log *log, const char *isolate)
{
	log->restarts++;
	log->restarts_ran_out += log->ran_out;
	log->has_restarted = true;
	log->ran_out = false;
	log->last_time = 0;
	log->others = 0;
	snprintf(log->isolate, sizeof(log->isolate), "%s", isolate);
}

bool
gc_log_read(struct gc_log *log, struct text text, struct reading *reading)
{
	struct gc_line said = { 0 };
	struct collections *these;
	char line[1024], isolate[32];
	const char *head_end = NULL;

	snprintf(line, sizeof(line), "%.*s", text.length < sizeof(line) ? (int)text.length : 1023,
		 text.at);
	log->has_restarted = false;
	log->ran_out = log->ran_out || strstr(line, "JavaScript heap out of memory") != NULL;
	if (!gc_line_parse(line, &said, &head_end))
		return false;
	gc_line_isolate(line, head_end, isolate);
	if (log->isolate[0] == '\0')
		snprintf(log->isolate, sizeof(log->isolate), "%s", isolate);
	if (strcmp(log->isolate, isolate) != 0
	    && gc_log_is_restart(log, isolate, said.milliseconds / 1000))
		gc_log_restart(log, isolate);
	if (strcmp(log->isolate, isolate) != 0) {
		log->others++;
		return false;
	}
	if (said.milliseconds / 1000 < log->last_time)
		return false;
	memset(reading, 0, sizeof(*reading));
	reading->time = log->last_time = said.milliseconds / 1000;
	reading->sizes[SIZE_HEAP_USED] = (uint64_t)(said.after * mega);
	reading->sizes[SIZE_HEAP_TOTAL] = (uint64_t)(said.after_total * mega);
	reading->has_collections = true;
	these = &reading->collections[said.is_full ? COLLECTION_FULL : COLLECTION_SCAVENGE];
	these->count = 1;
	these->seconds = said.pause > 0 ? said.pause / 1000 : 0;
	these->freed = (said.before - said.after) * mega;
	if (said.is_full) {
		reading->after_full = reading->sizes[SIZE_HEAP_USED];
		reading->after_full_time = reading->time;
	}
	return true;
}
