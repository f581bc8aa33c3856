/*
 * The strings: the section as it stands, and where each one starts.
 */

#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/json_text.h"
#include "heap/snapshot_load_internal.h"

struct string_load {
	struct loader *loader;
	struct strings *strings;
	uint64_t offset;   /* of the section in the file */
	size_t length;     /* of what is there of it */
	size_t capacity;   /* entries of start[] */

	enum { STRING_FIRST, STRING_NEXT, STRING_INSIDE, STRING_AFTER, STRING_LAST } place;
	struct json_string_state inside;
	size_t at; /* scanned so far */
};

/* Notes that a string starts at load->at. */
static bool
string_begin(struct string_load *load, struct error *error)
{
	struct strings *strings = load->strings;
	uint32_t high = (uint32_t)((uint64_t)load->at >> 32);

	if (strings->recorded == STRING_NONE - 1)
		return error_set(error, ERROR_LIMIT, "more than %" PRIu32 " strings",
				 strings->recorded);
	if (!column_reserve(&strings->start, &load->capacity, (size_t)strings->recorded + 1,
			    sizeof(*strings->start), error))
		return false;
	while (strings->carry_count < high) {
		strings->carry = xreallocarray(strings->carry, strings->carry_count + 1,
					       sizeof(*strings->carry));
		strings->carry[strings->carry_count++] = strings->recorded;
	}
	strings->start[strings->recorded++] = (uint32_t)load->at;
	load->place = STRING_INSIDE;
	load->inside = (struct json_string_state){ 0, 0 };
	return true;
}

static bool
strings_fault(const struct string_load *load, const char *expected, struct error *error)
{
	char place[64];
	uint64_t index = load->strings->recorded - (load->place == STRING_INSIDE);

	snprintf(place, sizeof(place), "'strings', string %" PRIu64, index);
	return json_fault(place, load->offset + load->at, expected, load->strings->bytes + load->at,
			  load->length - load->at, error);
}

/* One byte between strings. */
static bool
strings_between(struct string_load *load, struct error *error)
{
	char c = load->strings->bytes[load->at];

	if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
		load->at++;
	} else if (load->place == STRING_AFTER) {
		if (c != ',' && c != ']')
			return strings_fault(load, "',' or ']'", error);
		load->place = c == ',' ? STRING_NEXT : STRING_LAST;
		load->at++;
	} else if (c == '"') {
		load->at++;
		return string_begin(load, error);
	} else if (c == ']' && load->place == STRING_FIRST) {
		load->place = STRING_LAST;
		load->at++;
	} else {
		return strings_fault(load, "a string", error);
	}
	return true;
}

/* Scans what has been read.  Ends behind the closing bracket, if that is there. */
static bool
strings_scan(struct string_load *load, struct error *error)
{
	while (load->at < load->length && load->place != STRING_LAST) {
		enum json_string_end end;

		if (load->place != STRING_INSIDE) {
			if (!strings_between(load, error))
				return false;
			continue;
		}
		load->at = json_string_scan(&load->inside, load->strings->bytes, load->at,
					    load->length, &end);
		if (end == JSON_STRING_BAD)
			return strings_fault(load, json_string_expected(&load->inside), error);
		if (end != JSON_STRING_CLOSED)
			continue;
		load->at++;
		load->place = STRING_AFTER;
		/* what V8 writes between two */
		if (load->length - load->at >= 3
		    && memcmp(load->strings->bytes + load->at, ",\n\"", 3) == 0) {
			load->at += 3;
			if (!string_begin(load, error))
				return false;
		}
	}
	return true;
}

/* Appends the next piece of the file to the section: first what the reader has already. */
static bool
strings_read(struct string_load *load, struct error *error)
{
	struct json_reader *reader = load->loader->reader;
	struct strings *strings = load->strings;
	size_t piece;

	if (reader->at == reader->length && !json_fill(reader, error))
		return false;
	piece = reader->length - reader->at;
	if (!column_grow(&strings->bytes, (uint64_t)load->length + piece, 1, error))
		return false;
	memcpy(strings->bytes + load->length, reader->window + reader->at, piece);
	load->length += piece;
	reader->at = reader->length;
	return true;
}

/* The section ends before the file's end did: what is whole stays. */
static bool
strings_cut(struct string_load *load, struct error *error)
{
	struct loader *loader = load->loader;
	struct strings *strings = load->strings;

	if (!loader->reader->salvage)
		return error_set(error, ERROR_FORMAT, "file ends inside 'strings' at byte %" PRIu64
				 " (%" PRIu32 " whole strings read)", load->offset + load->length,
				 strings->recorded - (load->place == STRING_INSIDE));
	loader->is_cut = true;
	if (load->place == STRING_INSIDE) {
		strings->recorded--;
		load->at = (size_t)(strings->start[strings->recorded]
				    + ((uint64_t)strings->carry_count << 32));
		load->place = STRING_AFTER;
		/* the opening quote goes too: strings_raw() looks for quotes from behind */
		load->at--;
	}
	return error->kind == ERROR_NONE;
}

static bool
strings_load_all(struct string_load *load, struct error *error)
{
	struct json_reader *reader = load->loader->reader;

	while (load->place != STRING_LAST) {
		if (!strings_read(load, error))
			return error->kind == ERROR_NONE && strings_cut(load, error);
		if (!strings_scan(load, error))
			return false;
	}
	/* what was read too much goes back */
	reader->at -= load->length - load->at;
	return true;
}

bool
load_strings(struct loader *loader, struct error *error)
{
	struct strings *strings = &loader->snapshot->strings;
	struct string_load load = { .loader = loader, .strings = strings };
	bool good;

	if (!json_expect(loader->reader, '[', error))
		return false;
	load.offset = json_offset(loader->reader);
	good = strings_load_all(&load, error);
	strings->count = strings->recorded;
	strings->length = load.at;
	if (strings->bytes != NULL)
		column_shrink(strings->bytes, load.at, 1);
	if (strings->start != NULL)
		column_shrink(strings->start, strings->recorded, sizeof(*strings->start));
	return good;
}
