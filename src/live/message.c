#include "config.h"

#include "live/message.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A value is some 40 bytes once parsed. */
enum { VALUES_MAX = 4 << 20 };

static size_t
message_values(struct text bytes)
{
	size_t count = 0;

	for (size_t i = 0; i < bytes.length; i++)
		count += bytes.at[i] == ',' || bytes.at[i] == '[' || bytes.at[i] == '{';
	return count;
}

json_t *
message_document(struct text bytes, struct error *error)
{
	json_error_t where;
	json_t *root;

	if (message_values(bytes) > VALUES_MAX) {
		error_set(error, ERROR_LIMIT, "a message of more than %d values", VALUES_MAX);
		return NULL;
	}
	root = json_loadb(bytes.at == NULL ? "" : bytes.at, bytes.length, JSON_ALLOW_NUL, &where);
	if (root == NULL)
		error_set(error, ERROR_FORMAT, "a message that is not JSON, at byte %d: %s",
			  where.position, where.text);
	return root;
}

/* One character behind a backslash; 0 for what is rare. */
static char
chunk_unescape(char c)
{
	switch (c) {
	case 'n': return '\n';
	case 't': return '\t';
	case 'r': return '\r';
	case 'b': return '\b';
	case 'f': return '\f';
	case '"': case '\\': case '/': return c;
	default: return 0;
	}
}

/* A text of JSON that has nothing rare in it; false if it has, or ends before its last byte. */
static bool
chunk_decode(struct text from, char *to, size_t *length)
{
	const char *at = from.at, *end = from.at + from.length;
	char *out = to;

	while (at < end) {
		char c = *at++;

		if (c == '\\' && at < end)
			c = chunk_unescape(*at++);
		else if (c == '"' || c == '\\')
			return false;
		else if (c >= 0 && c < ' ')
			return false;
		if (c <= 0)
			return false;
		*out++ = c;
	}
	*length = (size_t)(out - to);
	return true;
}

/*
 * A piece of a snapshot as V8 sends it, which is nearly all there is to read: the same as
 * message_document() makes of it, some ten times as fast.  Null for all other messages.
 */
static json_t *
message_chunk(struct text bytes)
{
	static const char method[] = "HeapProfiler.addHeapSnapshotChunk";
	static const char before[] = "{\"method\":\"HeapProfiler.addHeapSnapshotChunk\","
				     "\"params\":{\"chunk\":\"";
	static const char after[] = "\"}}";
	size_t around = sizeof(before) - 1 + sizeof(after) - 1, length;
	json_t *chunk = NULL;
	char *text;

	if (bytes.length < around || memcmp(bytes.at, before, sizeof(before) - 1) != 0
	    || memcmp(bytes.at + bytes.length - (sizeof(after) - 1), after, sizeof(after) - 1) != 0)
		return NULL;
	text = xmalloc(bytes.length);
	if (chunk_decode((struct text){ bytes.at + sizeof(before) - 1, bytes.length - around },
			 text, &length))
		chunk = json_stringn_nocheck(text, length);
	free(text);
	return chunk == NULL
		       ? NULL
		       : json_pack("{s:s, s:{s:o}}", "method", method, "params", "chunk", chunk);
}

bool
message_parse(struct message *message, struct text bytes, struct error *error)
{
	const json_t *id, *fault;

	memset(message, 0, sizeof(*message));
	message->root = message_chunk(bytes);
	if (message->root == NULL)
		message->root = message_document(bytes, error);
	if (message->root == NULL)
		return false;
	id = json_object_get(message->root, "id");
	if (id == NULL) {
		message->method = member_text(message->root, "method");
		message->params = json_object_get(message->root, "params");
		if (message->method[0] != '\0')
			return true;
	} else if (json_is_integer(id) && json_integer_value(id) > 0) {
		message->id = json_integer_value(id);
		fault = json_object_get(message->root, "error");
		message->result = json_object_get(message->root, "result");
		if (fault != NULL)
			message->fault = member_text(fault, "message");
		return true;
	}
	message_release(message);
	return error_set(error, ERROR_FORMAT, "a message that is neither an answer nor an event");
}

void
message_release(struct message *message)
{
	json_decref(message->root);
	memset(message, 0, sizeof(*message));
}

const char *
member_text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value == NULL ? "" : value;
}

double
member_number(const json_t *object, const char *key)
{
	double value = json_number_value(json_object_get(object, key));

	return isfinite(value) ? value : 0;
}

uint64_t
member_count(const json_t *object, const char *key)
{
	double value = member_number(object, key);

	return value >= 0 && value < 0x1p63 ? (uint64_t)value : 0;
}
