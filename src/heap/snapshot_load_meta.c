/*
 * The "snapshot" object: what the arrays of the file mean.
 *
 * It is small and structured, so jansson reads it.  First it is put in order: what lies too
 * deep to matter is left out, numbers become whole ones or are taken for text, strings become
 * valid UTF-8.  After that nothing in it can upset a recursive reader.
 */

#include "config.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "heap/json_text.h"
#include "heap/snapshot_load_internal.h"

/* Begins the text that a number becomes which is none of ours, and no name. */
#define NUMBER_MARK '\1'

enum {
	META_SIZE_MAX = 1 << 20, /* real ones are below 4 KiB */
	META_DEPTH_MAX = 6,      /* snapshot, meta, node_types, the list of types: 4 */
	TYPES_MAX = 200,        /* with V8's own they fit a byte */
};

int
name_list_find(const struct name_list *list, const char *name)
{
	for (unsigned i = 0; i < list->count; i++)
		if (strcmp(list->at[i], name) == 0)
			return (int)i;
	return -1;
}

/* What stands before a NUL would be taken for the whole name: it becomes U+FFFD. */
static void
tidy_text(struct buffer *out, struct text text)
{
	const char *nul;

	while ((nul = memchr(text.at, '\0', text.length)) != NULL) {
		size_t before = (size_t)(nul - text.at);

		text_escape_json(out, (struct text){ text.at, before });
		buffer_add(out, "\xef\xbf\xbd", 3);
		text = (struct text){ nul + 1, text.length - before - 1 };
	}
	text_escape_json(out, text);
}

/* Appends the string that starts behind `at`; returns the place behind it. */
static const char *
tidy_string(struct buffer *out, const char *at)
{
	const char *start = ++at;
	char *decoded;
	size_t length;

	while (*at != '"')
		at += *at == '\\' ? 2 : 1;
	decoded = xmalloc((size_t)(at - start));
	length = json_string_decode(decoded, (struct text){ start, (size_t)(at - start) });
	buffer_add_char(out, '"');
	tidy_text(out, (struct text){ decoded, length });
	buffer_add_char(out, '"');
	free(decoded);
	return at + 1;
}

/* The same for a number or a word: a whole number below 2^63, or else text, so that whoever
 * asks for a number can say what was there. */
static const char *
tidy_scalar(struct buffer *out, const char *at, const char *end)
{
	const char *start = at;
	struct number_wide number;
	size_t length;

	while (at < end && strchr(",]} \t\r\n", *at) == NULL)
		at++;
	length = (size_t)(at - start);
	if (*start >= 'a' && *start <= 'z')
		buffer_add(out, start, length);
	else if (number_parse(start, length, &number) == NULL && !number.negative
		 && number.magnitude <= INT64_MAX)
		buffer_printf(out, "%" PRIu64, number.magnitude);
	else
		buffer_printf(out, "\"\\u%04x%.*s\"", NUMBER_MARK, length > 40 ? 40 : (int)length,
			      start);
	return at;
}

/* Brings checked JSON text in order. */
static void
tidy(struct buffer *out, const char *at, const char *end)
{
	unsigned depth = 0;
	struct buffer ignored = { .at = NULL };

	while (at < end) {
		struct buffer *to = depth > META_DEPTH_MAX ? &ignored : out;

		buffer_clear(&ignored);
		switch (*at) {
		case '{':
		case '[':
			if (++depth == META_DEPTH_MAX + 1)
				buffer_add(out, "null", 4);
			buffer_add_char(depth > META_DEPTH_MAX ? &ignored : out, *at++);
			break;
		case '}':
		case ']':
			buffer_add_char(to, *at++);
			depth--;
			break;
		case '"':
			at = tidy_string(to, at);
			break;
		case ',':
		case ':':
		case ' ':
		case '\t':
		case '\r':
		case '\n':
			buffer_add_char(to, *at++);
			break;
		default:
			at = tidy_scalar(to, at, end);
		}
	}
	buffer_release(&ignored);
}

/* Whether it is text in the file as well. */
static bool
meta_is_text(const json_t *value)
{
	return json_is_string(value) && *json_string_value(value) != NUMBER_MARK;
}

/* What stands there, for a message: a number as it is, a name in quotes. */
static void
meta_describe(char out[80], const json_t *found)
{
	switch (json_typeof(found)) {
	case JSON_STRING:
		if (meta_is_text(found))
			snprintf(out, 80, "\"%.60s\"", json_string_value(found));
		else
			snprintf(out, 80, "%s", json_string_value(found) + 1);
		break;
	case JSON_INTEGER:
		snprintf(out, 80, "%" JSON_INTEGER_FORMAT, json_integer_value(found));
		break;
	case JSON_OBJECT:
		snprintf(out, 80, "an object");
		break;
	case JSON_ARRAY:
		snprintf(out, 80, "an array");
		break;
	case JSON_TRUE:
		snprintf(out, 80, "true");
		break;
	case JSON_FALSE:
		snprintf(out, 80, "false");
		break;
	default: /* no number with a point is left */
		snprintf(out, 80, "null");
	}
}

static bool
meta_wrong(const char *name, const char *expected, const json_t *found, struct error *error)
{
	char what[80];

	if (found == NULL)
		return error_set(error, ERROR_FORMAT, "'snapshot' has no '%s'", name);
	meta_describe(what, found);
	return error_set(error, ERROR_FORMAT, "'%s' in 'snapshot': expected %s, found %s", name,
			 expected, what);
}

/* An optional count stays what it is if the object has none. */
static bool
meta_number(const json_t *object, const char *name, bool required, uint64_t *number,
	    struct error *error)
{
	const json_t *value = json_object_get(object, name);

	if (value == NULL && !required)
		return true;
	if (!json_is_integer(value))
		return meta_wrong(name, "a whole number of at most 63 bits", value, error);
	*number = (uint64_t)json_integer_value(value);
	return true;
}

static bool
meta_names(struct name_list *list, const json_t *array, const char *name, size_t max,
	   struct arena *arena, struct error *error)
{
	size_t count = json_array_size(array);

	if (!json_is_array(array))
		return meta_wrong(name, "a list of names", array, error);
	if (count > max)
		return error_set(error, ERROR_LIMIT, "'%s' in 'snapshot' has %zu names: %zu are "
				 "possible", name, count, max);
	list->at = arena_alloc(arena, (count + 1) * sizeof(*list->at));
	list->count = (unsigned)count;
	for (size_t i = 0; i < count; i++) {
		const json_t *item = json_array_get(array, i);

		if (!meta_is_text(item))
			return meta_wrong(name, "names", item, error);
		list->at[i] = arena_text(arena, (struct text){ json_string_value(item),
							       json_string_length(item) + 1 }).at;
	}
	return true;
}

/* A list of fields that a file need not have. */
static bool
meta_optional_names(struct name_list *list, const json_t *meta, const char *name,
		    struct arena *arena, struct error *error)
{
	const json_t *array = json_object_get(meta, name);

	return array == NULL || json_is_null(array)
	       || meta_names(list, array, name, NUMBER_FIELDS_MAX, arena, error);
}

/* The fields of a node or an edge, and the names of its types, which stand at the place of the
 * field "type". */
static bool
meta_fields_and_types(struct name_list *fields, struct name_list *types, const json_t *meta,
		      const char *fields_name, const char *types_name,
		      const char *const *required, struct arena *arena, struct error *error)
{
	const json_t *all_types = json_object_get(meta, types_name), *its_types;

	if (!meta_names(fields, json_object_get(meta, fields_name), fields_name,
			NUMBER_FIELDS_MAX, arena, error))
		return false;
	for (; *required != NULL; required++)
		if (name_list_find(fields, *required) < 0)
			return error_set(error, ERROR_FORMAT, "'%s' in 'snapshot' has no '%s'",
					 fields_name, *required);
	if (!json_is_array(all_types))
		return meta_wrong(types_name, "an array", all_types, error);
	its_types = json_array_get(all_types, (size_t)name_list_find(fields, "type"));
	if (its_types == NULL)
		return error_set(error, ERROR_FORMAT, "'%s' in 'snapshot' has no list for the "
				 "field 'type'", types_name);
	return meta_names(types, its_types, types_name, TYPES_MAX, arena, error);
}

static bool
meta_root(const json_t *snapshot, struct error *error)
{
	uint64_t root = 0;

	if (!meta_number(snapshot, "root_index", false, &root, error))
		return false;
	if (root != 0)
		return error_set(error, ERROR_FORMAT, "'root_index' in 'snapshot': expected 0, the "
				 "first node, found %" PRIu64, root);
	return true;
}

static bool
meta_take(struct load_meta *meta, const json_t *snapshot, struct arena *arena,
	  struct error *error)
{
	static const char *const node_fields[] = { "type", "name", "id", "self_size",
						   "edge_count", NULL };
	static const char *const edge_fields[] = { "type", "name_or_index", "to_node", NULL };
	const json_t *lists = json_object_get(snapshot, "meta");
	const struct {
		struct name_list *list;
		const char *name;
	} optional[] = {
		{ &meta->trace_function_fields, "trace_function_info_fields" },
		{ &meta->trace_node_fields, "trace_node_fields" },
		{ &meta->sample_fields, "sample_fields" },
		{ &meta->location_fields, "location_fields" },
		{ &meta->scope_fields, "scope_fields" },
		{ &meta->scope_variable_fields, "scope_context_var_fields" },
		{ &meta->scope_use_fields, "scope_use_fields" },
	};

	if (!json_is_object(lists))
		return meta_wrong("meta", "an object", lists, error);
	if (!meta_fields_and_types(&meta->node_fields, &meta->node_types, lists, "node_fields",
				   "node_types", node_fields, arena, error)
	    || !meta_fields_and_types(&meta->edge_fields, &meta->edge_types, lists, "edge_fields",
				      "edge_types", edge_fields, arena, error))
		return false;
	for (size_t i = 0; i < sizeof(optional) / sizeof(*optional); i++)
		if (!meta_optional_names(optional[i].list, lists, optional[i].name, arena, error))
			return false;
	return meta_number(snapshot, "node_count", true, &meta->node_count, error)
	       && meta_number(snapshot, "edge_count", true, &meta->edge_count, error)
	       && meta_number(snapshot, "trace_function_count", false, &meta->trace_function_count,
			      error)
	       && meta_number(snapshot, "extra_native_bytes", false, &meta->extra_native_bytes,
			      error)
	       && meta_root(snapshot, error);
}

static bool
meta_parse(struct load_meta *meta, struct text text, struct arena *arena, struct error *error)
{
	json_error_t json_error;
	json_t *snapshot = json_loadb(text.at, text.length, 0, &json_error);
	bool good;

	if (snapshot == NULL)
		return error_set(error, ERROR_FORMAT, "cannot read 'snapshot': %s",
				 json_error.text);
	good = meta_take(meta, snapshot, arena, error);
	json_decref(snapshot);
	return good;
}

bool
load_meta(struct load_meta *meta, struct json_reader *reader, struct arena *arena,
	  struct error *error)
{
	struct buffer tidied = { .at = NULL };
	uint64_t length = 0;
	char *text;
	bool good;

	*meta = (struct load_meta){ .node_count = 0 };
	if (json_peek(reader, error) != '{')
		return json_unexpected(reader, "an object", error);
	if (!json_record(reader, error))
		return false;
	good = json_skip(reader, error);
	text = json_recorded(reader, &length, error);
	if (good && text != NULL && length > META_SIZE_MAX) {
		good = error_set(error, ERROR_LIMIT, "'snapshot' has %" PRIu64 " bytes: at most "
				 "%d are possible", length, META_SIZE_MAX);
	} else if (good && text != NULL) {
		tidy(&tidied, text, text + length);
		good = meta_parse(meta, buffer_text(&tidied), arena, error);
	}
	column_free(text);
	buffer_release(&tidied);
	return good && text != NULL;
}
