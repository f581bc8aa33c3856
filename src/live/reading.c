#include "config.h"

#include "live/reading.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "live/message.h"
#include "live/reading_time.h"

static const struct {
	const char *name;
	struct meaning meaning;
} sizes[SIZES] = {
	[SIZE_RSS] = { "rss", { "memory of the whole process",
				"memory of the whole process that is not swapped out" } },
	[SIZE_HEAP_TOTAL] = { "heapTotal", { "taken from the system for the heap",
					     "what V8 has taken from the system for the heap" } },
	[SIZE_HEAP_USED] = { "heapUsed", { "objects, garbage not yet found too",
					   "objects, also those not yet found to be garbage" } },
	[SIZE_EXTERNAL] = { "external", { "outside the heap, held by objects",
					  "memory outside the heap that objects hold" } },
	[SIZE_ARRAY_BUFFERS] = { "arrayBuffers", { "of that, Buffers and ArrayBuffers",
						   "of that, Buffers and ArrayBuffers" } },
};

static const struct {
	const char *name;
	struct meaning meaning;
} spaces[] = {
	{ "read_only_space", { "V8's own constants",
			       "V8's own constants, the same in every process" } },
	{ "new_space", { "made just now; most die here",
			 "objects made just now; most die here, by scavenges" } },
	{ "old_space", { "survivors: what leaks ends up here",
			 "objects that survived two scavenges: what leaks ends up here" } },
	{ "code_space", { "machine code of functions", "machine code of functions" } },
	{ "shared_space", { "strings that threads share", "strings that threads share" } },
	{ "trusted_space", { "bytecode of functions",
			     "bytecode and what else must not be overwritten" } },
	{ "map_space", { "shapes of objects", "shapes of objects" } },
	{ "large_object_space", { "single large arrays and strings",
				  "single objects larger than 128 kB or so: arrays, strings" } },
	{ "new_large_object_space", { "the same, made just now",
				      "single large objects made just now" } },
	{ "code_large_object_space", { "large machine code", "large machine code" } },
	{ "shared_large_object_space", { "large strings that threads share",
					 "large strings that threads share" } },
	{ "trusted_large_object_space", { "large bytecode", "large bytecode" } },
	{ "shared_trusted_space", { "bytecode that threads share",
				    "bytecode that threads share" } },
	{ "shared_trusted_large_object_space", { "large bytecode that threads share",
						 "large bytecode that threads share" } },
};

static const struct meaning unknown = { "", "" };

const char *
size_name(enum size_kind kind)
{
	return sizes[kind].name;
}

const struct meaning *
size_meaning(enum size_kind kind)
{
	return &sizes[kind].meaning;
}

const struct meaning *
space_meaning(const char *name)
{
	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
		if (strcmp(spaces[i].name, name) == 0)
			return &spaces[i].meaning;
	return &unknown;
}

static void
reading_write_collections(const struct reading *reading, struct buffer *line)
{
	static const char *const names[] = { "scavenges", "markCompacts" };

	for (int kind = 0; kind < COLLECTION_KINDS; kind++) {
		const struct collections *these = &reading->collections[kind];

		buffer_printf(line, ",\"%s\":{\"count\":%llu,\"milliseconds\":%.3f,\"freed\":%.0f}",
			      names[kind], (unsigned long long)these->count, these->seconds * 1000,
			      these->freed);
	}
}

void
reading_write(const struct reading *reading, struct buffer *line)
{
	buffer_printf(line, "{\"event\":\"reading\",\"time\":\"");
	time_write(reading->time, line);
	buffer_add_char(line, '"');
	for (int kind = 0; kind < SIZES; kind++)
		if (reading->sizes[kind] != 0)
			buffer_printf(line, ",\"%s\":%llu", sizes[kind].name,
				      (unsigned long long)reading->sizes[kind]);
	if (reading->limit != 0)
		buffer_printf(line, ",\"heapLimit\":%llu", (unsigned long long)reading->limit);
	if (reading->after_full != 0)
		buffer_printf(line, ",\"heapAfterFullCollection\":%llu",
			      (unsigned long long)reading->after_full);
	if (reading->has_collections)
		reading_write_collections(reading, line);
	if (reading->space_count > 0)
		buffer_printf(line, ",\"spaces\":{");
	for (size_t i = 0; i < reading->space_count; i++) {
		buffer_printf(line, "%s\"", i == 0 ? "" : ",");
		text_escape_json(line, text_of(reading->spaces[i].name));
		buffer_printf(line, "\":{\"used\":%llu,\"size\":%llu}",
			      (unsigned long long)reading->spaces[i].used,
			      (unsigned long long)reading->spaces[i].size);
	}
	if (reading->space_count > 0)
		buffer_add_char(line, '}');
	buffer_add_char(line, '}');
}

static void
reading_read_collections(struct reading *reading, const json_t *line)
{
	static const char *const names[] = { "scavenges", "markCompacts" };

	for (int kind = 0; kind < COLLECTION_KINDS; kind++) {
		const json_t *these = json_object_get(line, names[kind]);

		if (these == NULL)
			continue;
		reading->has_collections = true;
		reading->collections[kind].count = member_count(these, "count");
		reading->collections[kind].seconds = member_number(these, "milliseconds") / 1000;
		reading->collections[kind].freed = member_number(these, "freed");
	}
}

static void
reading_read_spaces(struct reading *reading, const json_t *line)
{
	json_t *of = json_object_get(line, "spaces"), *space;
	const char *name;

	json_object_foreach(of, name, space) {
		struct space *added = &reading->spaces[reading->space_count];

		if (reading->space_count == SPACES_MAX)
			break;
		snprintf(added->name, sizeof(added->name), "%s", name);
		added->used = member_count(space, "used");
		added->size = member_count(space, "size");
		reading->space_count++;
	}
}

bool
reading_read(struct reading *reading, struct text text, struct error *error)
{
	json_t *line = message_document(text, error);
	const json_t *memory;
	bool found = false;

	memset(reading, 0, sizeof(*reading));
	if (line == NULL)
		return false;
	/* a log may keep what memoryUsage() said under a name of its own */
	memory = json_object_get(line, "memoryUsage");
	memory = memory != NULL ? memory : json_object_get(line, "memory");
	memory = memory != NULL && json_object_get(memory, "heapUsed") != NULL ? memory : line;
	for (int kind = 0; kind < SIZES; kind++)
		reading->sizes[kind] = member_count(memory, sizes[kind].name);
	reading->limit = member_count(line, "heapLimit");
	reading->after_full = member_count(line, "heapAfterFullCollection");
	found = reading->sizes[SIZE_HEAP_USED] != 0 || reading->after_full != 0;
	if (found)
		found = time_read(line, &reading->time);
	reading->after_full_time = reading->time;
	reading_read_collections(reading, line);
	reading_read_spaces(reading, line);
	json_decref(line);
	return found || error_set(error, ERROR_FORMAT, "no reading: expected time and heapUsed");
}
