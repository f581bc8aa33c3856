#include "config.h"

#include "heap/snapshot_load.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/json_text.h"
#include "heap/snapshot_guess.h"
#include "heap/snapshot_load_internal.h"

/* The parts of the file, each after those it needs. */
enum section {
	SECTION_SNAPSHOT,
	SECTION_NODES,
	SECTION_EDGES,
	SECTION_TRACE_FUNCTIONS,
	SECTION_TRACE_TREE,
	SECTION_SAMPLES,
	SECTION_LOCATIONS,
	SECTION_SCOPES,
	SECTION_SCOPE_VARIABLES,
	SECTION_SCOPE_USES,
	SECTION_STRINGS,
	SECTION_COUNT,
	SECTION_UNKNOWN = SECTION_COUNT,
};

static bool
load_header(struct loader *loader, struct error *error)
{
	return load_meta(&loader->meta, loader->reader, loader->arena, error);
}

static const struct section_kind {
	const char *key, *quoted, *phase;
	bool (*load)(struct loader *loader, struct error *error);
	unsigned needs; /* bits of sections */
	bool is_required;
} section_kinds[SECTION_COUNT] = {
	[SECTION_SNAPSHOT] = { "snapshot", "'snapshot'", "Reading the header", load_header,
			       0, true },
	[SECTION_NODES] = { "nodes", "'nodes'", "Reading nodes", load_nodes,
			    1 << SECTION_SNAPSHOT, true },
	[SECTION_EDGES] = { "edges", "'edges'", "Reading references", load_edges,
			    1 << SECTION_NODES, true },
	[SECTION_TRACE_FUNCTIONS] = { "trace_function_infos", "'trace_function_infos'",
				      "Reading allocation stacks", load_trace_functions,
				      1 << SECTION_SNAPSHOT, false },
	[SECTION_TRACE_TREE] = { "trace_tree", "'trace_tree'", "Reading allocation stacks",
				 load_trace_tree, 1 << SECTION_SNAPSHOT, false },
	[SECTION_SAMPLES] = { "samples", "'samples'", "Reading samples", load_samples,
			      1 << SECTION_SNAPSHOT, false },
	[SECTION_LOCATIONS] = { "locations", "'locations'", "Reading locations", load_locations,
				1 << SECTION_NODES, false },
	[SECTION_SCOPES] = { "scopes", "'scopes'", "Reading scopes", load_scopes,
			     1 << SECTION_NODES, false },
	[SECTION_SCOPE_VARIABLES] = { "scope_context_vars", "'scope_context_vars'",
				      "Reading scopes", load_scope_variables,
				      1 << SECTION_SNAPSHOT, false },
	[SECTION_SCOPE_USES] = { "scope_uses", "'scope_uses'", "Reading scopes", load_scope_uses,
				 1 << SECTION_SNAPSHOT, false },
	[SECTION_STRINGS] = { "strings", "'strings'", "Reading strings", load_strings, 0, true },
};

/* A section that came before what it needs: where it is in the file, or its text if one
 * cannot go back in the file. */
struct deferred {
	bool is_waiting;
	uint64_t offset, length;
	char *text; /* a column */
};

struct parse {
	struct loader *loader;
	unsigned seen, loaded; /* bits of sections */
	struct deferred deferred[SECTION_COUNT];
	struct load_ahead ahead;
};

static enum section
section_find(struct text key)
{
	unsigned section = 0;

	while (section < SECTION_COUNT && !text_equal(key, text_of(section_kinds[section].key)))
		section++;
	return section;
}

/* With the nodes there: shows them with their names, if those can be had already. */
static void
names_show(struct parse *parse)
{
	struct loader *loader = parse->loader;

	if (loader->options->on_names == NULL || loader->is_cut)
		return;
	if (parse->loaded & 1u << SECTION_STRINGS
	    || load_ahead(&parse->ahead, loader, json_offset(loader->reader)))
		loader->options->on_names(loader->options->context, loader->snapshot);
}

static bool
section_load(struct parse *parse, enum section section, struct error *error)
{
	const struct section_kind *kind = &section_kinds[section];
	struct json_reader *reader = parse->loader->reader;

	progress_begin(reader->progress, kind->phase, input_disk_size(reader->input));
	reader->inside = kind->quoted;
	if (!(section == SECTION_STRINGS && load_ahead_take(&parse->ahead, parse->loader, error))
	    && !kind->load(parse->loader, error))
		return false;
	reader->inside = NULL;
	parse->loaded |= 1u << section;
	if (section == SECTION_NODES)
		names_show(parse);
	return true;
}

static bool
section_defer(struct parse *parse, enum section section, struct error *error)
{
	struct deferred *deferred = &parse->deferred[section];
	struct json_reader *reader = parse->loader->reader;
	bool good;

	reader->inside = section_kinds[section].quoted;
	if (json_peek(reader, error) == JSON_END)
		return json_unexpected(reader, "a value", error);
	deferred->offset = json_offset(reader);
	if (input_is_seekable(reader->input)) {
		good = json_skip(reader, error);
	} else {
		good = json_record(reader, error) && json_skip(reader, error);
		if (good)
			deferred->text = json_recorded(reader, &deferred->length, error);
		good = good && deferred->text != NULL;
	}
	deferred->is_waiting = good;
	if (good)
		reader->inside = NULL;
	return good;
}

/* A deferred section from memory, through a reader of its own. */
static bool
section_load_text(struct parse *parse, enum section section, struct error *error)
{
	struct deferred *deferred = &parse->deferred[section];
	struct json_reader *file = parse->loader->reader, reader;
	struct input *input = input_of_memory(deferred->text, (size_t)deferred->length);
	bool good = json_reader_init(&reader, input, file->progress, error);

	reader.base = reader.offset = deferred->offset;
	parse->loader->reader = &reader;
	good = good && section_load(parse, section, error);
	parse->loader->reader = file;
	json_reader_release(&reader);
	input_close(input);
	column_free(deferred->text);
	deferred->text = NULL;
	return good;
}

static bool
load_deferred(struct parse *parse, struct error *error)
{
	for (enum section section = 0; section < SECTION_COUNT; section++) {
		struct deferred *deferred = &parse->deferred[section];
		unsigned needs = section_kinds[section].needs;

		if (!deferred->is_waiting || (parse->loaded & needs) != needs)
			continue;
		if (deferred->text != NULL) {
			if (!section_load_text(parse, section, error))
				return false;
		} else {
			json_seek(parse->loader->reader, deferred->offset);
			if (!section_load(parse, section, error))
				return false;
		}
	}
	return true;
}

/* A key and its value. */
static bool
parse_member(struct parse *parse, struct error *error)
{
	struct json_reader *reader = parse->loader->reader;
	struct buffer key = { .at = NULL };
	enum section section = SECTION_UNKNOWN;
	unsigned needs, bit;
	char decoded[256];
	bool good;

	/* longer keys are none of ours, however they are escaped */
	good = json_read_string(reader, &key, sizeof(decoded), error);
	if (good && key.length > 0)
		section = section_find((struct text){
			decoded, json_string_decode(decoded, buffer_text(&key)) });
	buffer_release(&key);
	if (!good || !json_expect(reader, ':', error))
		return false;
	if (section == SECTION_UNKNOWN)
		return json_skip(reader, error);
	bit = 1u << section;
	needs = section_kinds[section].needs;
	if (parse->seen & bit)
		return error_set(error, ERROR_FORMAT, "a second %s at byte %" PRIu64,
				 section_kinds[section].quoted, json_offset(reader));
	parse->seen |= bit;
	return (parse->loaded & needs) == needs ? section_load(parse, section, error)
						: section_defer(parse, section, error);
}

/* Whether what comes next can be read beside the strings, which are the file's end. */
static bool
parse_can_split(const struct parse *parse)
{
	const struct loader *loader = parse->loader;

	return loader->options->threads > 1 && !parse->ahead.is_beside
	       && (parse->loaded & 1u << SECTION_EDGES) && !(parse->seen & 1u << SECTION_STRINGS)
	       && !loader->reader->salvage && input_is_seekable(loader->reader->input);
}

static bool parse_split(struct parse *parse, struct error *error);

static bool
parse_members(struct parse *parse, struct error *error)
{
	struct json_reader *reader = parse->loader->reader;

	for (;;) {
		int byte;

		if (!parse_member(parse, error))
			return false;
		if (parse->loader->is_cut)
			return true;
		byte = json_peek(reader, error);
		if (byte != ',' && byte != '}')
			return json_unexpected(reader, "',' or '}'", error);
		reader->at++;
		if (byte == '}')
			return true;
		if (parse_can_split(parse))
			return parse_split(parse, error);
	}
}

/* The members that are left, beside the strings. */
struct rest {
	struct parse *parse;
	uint64_t from;
	struct error *error;
	bool good;
};

static void
rest_read_strings(void *argument)
{
	struct rest *rest = argument;

	load_ahead_beside(&rest->parse->ahead, rest->parse->loader, rest->from);
}

static void
rest_read_members(void *argument)
{
	struct rest *rest = argument;

	rest->good = parse_members(rest->parse, rest->error);
	if (!rest->good)
		progress_cancel(&rest->parse->ahead.progress);
}

static bool
parse_split(struct parse *parse, struct error *error)
{
	struct rest rest = {
		.parse = parse,
		.from = json_offset(parse->loader->reader),
		.error = error,
	};

	parse->ahead.is_beside = true;
	latch_init(&parse->ahead.done);
	/* The strings first, should there be no second thread: the members wait for them. */
	parallel_pair(2, (struct parallel_task){ rest_read_strings, &rest },
		      (struct parallel_task){ rest_read_members, &rest });
	latch_release(&parse->ahead.done);
	return rest.good;
}

/* The object that is the file. */
static bool
parse_object(struct parse *parse, struct error *error)
{
	struct json_reader *reader = parse->loader->reader;

	if (!json_expect(reader, '{', error))
		return false;
	if (json_peek(reader, error) == '}') {
		reader->at++;
		return true;
	}
	return parse_members(parse, error);
}

static bool
parse_end(struct json_reader *reader, struct error *error)
{
	if (json_peek(reader, error) != JSON_END)
		return json_unexpected(reader, "the end of the file", error);
	return error->kind == ERROR_NONE;
}

/* Whether what went wrong is that the file ends too early, and there is something to show. */
static bool
parse_can_salvage(const struct parse *parse, const struct error *error)
{
	const struct json_reader *reader = parse->loader->reader;

	return reader->salvage && reader->ended && error->kind == ERROR_FORMAT
	       && (parse->loaded & 1u << SECTION_NODES);
}

/* Of a file that ends inside an array: whether there is anything to show. */
static bool
parse_has_nodes(const struct parse *parse, struct error *error)
{
	if (parse->loaded & 1u << SECTION_NODES)
		return true;
	return error_set(error, ERROR_FORMAT, "file ends at byte %" PRIu64 ": before its nodes, so "
			 "that nothing can be saved", parse->loader->snapshot->bytes_read);
}

static bool
parse_complete(const struct parse *parse, struct error *error)
{
	if (!(parse->seen & 1u << SECTION_SNAPSHOT))
		return error_set(error, ERROR_FORMAT, "not a V8 heap snapshot (JSON without a "
				 "'snapshot' object)");
	for (enum section section = 0; section < SECTION_COUNT; section++)
		if (section_kinds[section].is_required && !(parse->loaded & 1u << section))
			return error_set(error, ERROR_FORMAT, "has no %s",
					 section_kinds[section].quoted);
	return true;
}

/* A snapshot that is there to its end, but behind which the reading failed: a compressed one whose
 * last bytes, by which it could be checked, are missing or wrong. */
static void
parse_tell_unchecked(const struct json_reader *reader, struct snapshot *snapshot)
{
	if (reader->cut.kind != ERROR_NONE)
		snprintf(snapshot->salvaged, sizeof snapshot->salvaged, "%.96s: what was read "
			 "could not be checked; figures are lower bounds", reader->cut.message);
}

static bool
parse_all(struct parse *parse, struct error *error)
{
	struct loader *loader = parse->loader;

	if (!snapshot_begin(loader->reader, error))
		return false;
	if (!parse_object(parse, error)) {
		if (!parse_can_salvage(parse, error))
			return false;
		*error = (struct error){ .kind = ERROR_NONE };
		loader->is_cut = true;
	}
	if (!loader->is_cut && !parse_end(loader->reader, error))
		return false;
	parse_tell_unchecked(loader->reader, loader->snapshot);
	loader->snapshot->bytes_read = json_offset(loader->reader);
	if (!(parse->loaded & 1u << SECTION_STRINGS))
		load_ahead_forget(loader->snapshot); /* their turn never came */
	if (!load_deferred(parse, error))
		return false;
	return loader->is_cut ? parse_has_nodes(parse, error) : parse_complete(parse, error);
}

/* Of a file that is still being written, that is the fault, and not what is missing in it. */
static void
tell_change(struct input *input, struct error *error)
{
	struct error change = { .kind = ERROR_NONE };

	if (error->kind == ERROR_FORMAT && !input_unchanged(input, &change))
		*error = change;
}

static bool
load_with_reader(struct loader *loader, struct error *error)
{
	struct parse parse = { .loader = loader, .ahead.progress.parent = loader->progress };
	bool good = parse_all(&parse, error) && load_finish(loader, error)
		    && input_unchanged(loader->reader->input, error);

	if (!good)
		tell_change(loader->reader->input, error);
	for (enum section section = 0; section < SECTION_COUNT; section++)
		column_free(parse.deferred[section].text);
	return good;
}

bool
snapshot_load(struct snapshot *snapshot, struct input *input, const struct load_options *options,
	      struct progress *progress, struct error *error)
{
	struct error unasked = { .kind = ERROR_NONE };
	struct json_reader reader;
	struct loader loader = {
		.snapshot = snapshot,
		.reader = &reader,
		.progress = progress,
		.options = options,
	};
	bool good;

	if (error == NULL)
		error = &unasked;
	*snapshot = (struct snapshot){ .storage = xcalloc(1, sizeof(struct arena)) };
	loader.arena = snapshot->storage;
	input_set_progress(input, progress);
	good = json_reader_init(&reader, input, progress, error);
	reader.salvage = options->salvage;
	good = good && load_with_reader(&loader, error);
	json_reader_release(&reader);
	input_set_progress(input, NULL);
	if (!good)
		snapshot_release(snapshot);
	return good;
}
