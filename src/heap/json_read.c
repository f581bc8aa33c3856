#include "config.h"

#include "heap/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/json_text.h"
#include "heap/number_scan.h"

bool
json_reader_init(struct json_reader *reader, struct input *input, struct progress *progress,
		 struct error *error)
{
	uint64_t size = input_disk_size(input);
	bool is_small = size < JSON_WINDOW
			&& (input_is_seekable(input)
			    || (size > 0 && input_compression(input) == COMPRESSION_NONE));
	size_t capacity = is_small ? (size_t)size + 1 : JSON_WINDOW;
	char *storage = column_alloc(JSON_LOOKBACK + capacity + JSON_SLACK, 1, error);

	*reader = (struct json_reader){
		.input = input,
		.progress = progress,
		.capacity = capacity,
	};
	if (storage == NULL)
		return false;
	reader->window = storage + JSON_LOOKBACK;
	return true;
}

void
json_reader_release(struct json_reader *reader)
{
	column_free(reader->record);
	if (reader->window != NULL)
		column_free(reader->window - JSON_LOOKBACK);
	*reader = (struct json_reader){ .input = NULL };
}

/* Adds to the record what was consumed of the window. */
static bool
json_keep(struct json_reader *reader, struct error *error)
{
	size_t length = reader->at - reader->record_from;

	if (!reader->recording || length == 0)
		return true;
	if (!column_grow(&reader->record, reader->record_length + length, 1, error))
		return false;
	memcpy(reader->record + reader->record_length, reader->window + reader->record_from,
	       length);
	reader->record_length += length;
	return true;
}

static bool
json_read_window(struct json_reader *reader, size_t *got, struct error *error)
{
	size_t first = reader->capacity < JSON_FIRST_WINDOW ? reader->capacity : JSON_FIRST_WINDOW;
	size_t room = reader->offset == reader->base ? first : reader->capacity;
	struct error *failure = reader->salvage ? &reader->cut : error;
	bool good;

	if (input_is_seekable(reader->input))
		good = input_read_at(reader->input, reader->offset - reader->base,
				     reader->window, room, got, failure);
	else
		good = input_read(reader->input, reader->window, room, got, failure);
	if (!good && failure->kind == ERROR_CANCELLED)
		error_set(error, ERROR_CANCELLED, "cancelled");
	if (!good)
		*got = 0;
	return good;
}

uint64_t
json_bytes_left(const struct json_reader *reader)
{
	uint64_t end = reader->base + input_size(reader->input);

	return end > json_offset(reader) ? end - json_offset(reader) : 0;
}

bool
json_fill(struct json_reader *reader, struct error *error)
{
	size_t length = reader->length;

	if (reader->ended || !json_keep(reader, error))
		return false;
	/* the lookback: the end of this window, or of the one before if this one is short */
	memmove(reader->window - JSON_LOOKBACK, reader->window - JSON_LOOKBACK + length,
		JSON_LOOKBACK);
	reader->offset += length;
	reader->at = reader->length = reader->record_from = 0;
	/* of a compressed file the part of it that was taken is how far we are */
	if (!progress_advance(reader->progress,
			      input_is_seekable(reader->input) ? json_offset(reader)
							       : input_consumed(reader->input),
			      error))
		return false;
	if (!json_read_window(reader, &reader->length, error) || reader->length == 0) {
		reader->ended = true;
		return false;
	}
	return true;
}

void
json_seek(struct json_reader *reader, uint64_t offset)
{
	if (offset >= reader->offset && offset - reader->offset <= reader->length) {
		reader->at = (size_t)(offset - reader->offset);
		return;
	}
	reader->offset = offset;
	reader->at = reader->length = reader->record_from = 0;
	reader->ended = false;
	memset(reader->window - JSON_LOOKBACK, 0, JSON_LOOKBACK);
}

int
json_peek_byte(struct json_reader *reader, struct error *error)
{
	if (reader->at == reader->length && !json_fill(reader, error))
		return JSON_END;
	return (unsigned char)reader->window[reader->at];
}

int
json_peek(struct json_reader *reader, struct error *error)
{
	for (;;) {
		int byte = json_peek_byte(reader, error);

		if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t')
			return byte;
		reader->at++;
	}
}

/* What stands somewhere, a byte at least, for a message: a separator, or all up to the next one or
 * white space. */
static void
found_describe(char out[48], const char *found, size_t length)
{
	size_t shown = 0;

	while (shown < length && shown < 24 && (unsigned char)found[shown] > ' '
	       && (unsigned char)found[shown] < 0x7f && strchr(",[]{}:", found[shown]) == NULL)
		shown++;
	if (shown == 0 && (unsigned char)*found > ' ' && (unsigned char)*found < 0x7f)
		shown = 1;
	if (shown == 0)
		snprintf(out, 48, "byte 0x%02x", (unsigned)(unsigned char)*found);
	else
		snprintf(out, 48, "%.*s%s", (int)shown, found, shown == 24 ? "..." : "");
}

bool
json_fault(const char *where, uint64_t offset, const char *expected, const char *found,
	   size_t found_length, struct error *error)
{
	char what[48];

	found_describe(what, found, found_length);
	return error_set(error, ERROR_FORMAT, "%s%sbyte %llu: expected %s, found %s",
			 where ? where : "", where ? ", " : "", (unsigned long long)offset,
			 expected, what);
}

bool
json_unexpected(struct json_reader *reader, const char *expected, struct error *error)
{
	if (reader->at < reader->length)
		return json_fault(reader->inside, json_offset(reader), expected,
				  reader->window + reader->at, reader->length - reader->at, error);
	return error_set(error, ERROR_FORMAT, "file ends%s%s at byte %llu (expected %s)",
			 reader->inside ? " inside " : "", reader->inside ? reader->inside : "",
			 (unsigned long long)json_offset(reader), expected);
}

bool
json_expect(struct json_reader *reader, char byte, struct error *error)
{
	char expected[] = "'x'";

	if (json_peek(reader, error) == byte) {
		reader->at++;
		return true;
	}
	expected[1] = byte;
	return json_unexpected(reader, expected, error);
}

bool
json_read_string(struct json_reader *reader, struct buffer *raw, size_t limit,
		 struct error *error)
{
	struct json_string_state state = { 0, 0 };
	bool too_long = false;

	buffer_clear(raw);
	if (json_peek(reader, error) != '"')
		return json_unexpected(reader, "a string", error);
	reader->at++;
	for (;;) {
		size_t from = reader->at;
		enum json_string_end end;

		reader->at = json_string_scan(&state, reader->window, from, reader->length, &end);
		too_long |= reader->at - from > limit || raw->length + (reader->at - from) > limit;
		if (!too_long)
			buffer_add(raw, reader->window + from, reader->at - from);
		if (end == JSON_STRING_BAD)
			return json_unexpected(reader, json_string_expected(&state), error);
		if (end == JSON_STRING_CLOSED)
			break;
		if (!json_fill(reader, error))
			return json_unexpected(reader, "the end of a string", error);
	}
	reader->at++;
	if (too_long)
		buffer_clear(raw);
	return true;
}

static bool
is_token_byte(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
	       || c == '-' || c == '+' || c == '.';
}

/* A number or a word, up to a length that none of them has; *length is at least 1. */
static bool
json_read_token(struct json_reader *reader, char token[NUMBER_LENGTH_MAX + 2], size_t *length,
		struct error *error)
{
	int byte = json_peek(reader, error);

	*length = 0;
	while (is_token_byte(byte) && *length < NUMBER_LENGTH_MAX + 1) {
		token[(*length)++] = (char)byte;
		reader->at++;
		byte = json_peek_byte(reader, error);
	}
	return *length > 0 && error->kind == ERROR_NONE;
}

bool
json_read_number(struct json_reader *reader, uint64_t *number, struct error *error)
{
	char token[NUMBER_LENGTH_MAX + 2];
	struct number_wide value;
	const char *expected;
	size_t length;

	if (!json_read_token(reader, token, &length, error))
		return json_unexpected(reader, "a number", error);
	if (json_peek_byte(reader, error) == JSON_END)
		return json_unexpected(reader, "the end of a number", error);
	expected = number_parse(token, length, &value);
	if (expected == NULL && value.negative)
		expected = "no negative number";
	if (expected != NULL)
		return json_fault(reader->inside, json_offset(reader) - length, expected, token,
				  length, error);
	*number = value.magnitude;
	return true;
}

bool
json_record(struct json_reader *reader, struct error *error)
{
	reader->record = column_alloc(0, 1, error);
	reader->record_length = 0;
	reader->record_from = reader->at;
	reader->recording = reader->record != NULL;
	return reader->recording;
}

char *
json_recorded(struct json_reader *reader, uint64_t *length, struct error *error)
{
	char *record = NULL;

	if (json_keep(reader, error)) {
		record = reader->record;
		*length = reader->record_length;
	} else {
		column_free(reader->record);
	}
	reader->record = NULL;
	reader->recording = false;
	return record;
}
