#include "config.h"

#include "heap/number_array.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

bool
number_array_fault(const struct number_array *array, uint64_t row, unsigned field,
		   struct number_wide found, struct error *error, const char *format, ...)
{
	char expected[200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(expected, sizeof(expected), format, arguments);
	va_end(arguments);
	return error_set(error, ERROR_FORMAT, "'%s', %s %llu, field '%s': expected %s, found %s%llu",
			 array->section, array->row, (unsigned long long)row, array->fields[field],
			 expected, found.negative ? "-" : "", (unsigned long long)found.magnitude);
}

/* One thread's place to work in. */
struct scan {
	uint32_t *storage; /* a column: room for the beginning of a row, then a window's numbers */
	struct numbers numbers;
};

static bool
scan_init(struct scan *scan, struct error *error)
{
	*scan = (struct scan){ .storage = NULL };
	scan->storage = column_alloc(NUMBER_FIELDS_MAX + JSON_WINDOW / 2 + 1 + NUMBER_SLACK,
				     sizeof(uint32_t), error);
	return scan->storage != NULL;
}

static void
scan_release(struct scan *scan)
{
	column_free(scan->storage);
	free(scan->numbers.wide);
}

/* The beginning of a row whose end is in the next window. */
struct row_part {
	size_t count, wide_count;
	uint32_t value[NUMBER_FIELDS_MAX];
	struct number_wide wide[NUMBER_FIELDS_MAX];
};

/* Puts the beginning of a row before the numbers of the window that goes on with it. */
static void
row_part_prepend(const struct row_part *part, struct numbers *numbers)
{
	numbers->value -= part->count;
	numbers->count += part->count;
	memcpy(numbers->value, part->value, part->count * sizeof(*part->value));
	for (size_t i = 0; i < numbers->wide_count; i++)
		numbers->wide[i].at += part->count;
	if (part->wide_count == 0)
		return;
	if (numbers->wide_count + part->wide_count > numbers->wide_capacity) {
		numbers->wide_capacity = numbers->wide_count + part->wide_count;
		numbers->wide = xreallocarray(numbers->wide, numbers->wide_capacity,
					      sizeof(*numbers->wide));
	}
	memmove(numbers->wide + part->wide_count, numbers->wide,
		numbers->wide_count * sizeof(*numbers->wide));
	memcpy(numbers->wide, part->wide, part->wide_count * sizeof(*part->wide));
	numbers->wide_count += part->wide_count;
}

/* Takes what is left over behind the whole rows. */
static void
row_part_take(struct row_part *part, const struct numbers *numbers, unsigned field_count)
{
	size_t from = numbers->count - numbers->count % field_count;

	part->count = numbers->count - from;
	part->wide_count = 0;
	memcpy(part->value, numbers->value + from, part->count * sizeof(*part->value));
	for (size_t i = from; i < numbers->count; i++) {
		if (numbers->value[i] != NUMBER_WIDE)
			continue;
		part->wide[part->wide_count] = numbers_wide(numbers, i);
		part->wide[part->wide_count++].at = i - from;
	}
}

static bool
number_array_misread(const struct number_array *array, const struct json_reader *reader,
		     const struct number_fault *fault, uint64_t position, struct error *error)
{
	char place[160];
	const char *found = reader->window + fault->at;
	struct json_reader here = *reader;

	snprintf(place, sizeof(place), "'%s', %s %llu, field '%s'", array->section, array->row,
		 (unsigned long long)(position / array->field_count),
		 array->fields[position % array->field_count]);
	here.inside = place;
	return json_fault(&here, reader->offset + (uint64_t)fault->at, fault->expected, found,
			  (size_t)(reader->window + reader->length - found), error);
}

static bool
number_array_ended(struct number_array *array, const struct json_reader *reader,
		   const struct row_part *part, struct error *error)
{
	array->is_cut = reader->salvage;
	if (!array->is_cut)
		return error_set(error, ERROR_FORMAT, "file ends inside '%s' at byte %llu (%llu "
				 "whole %ss read)", array->section,
				 (unsigned long long)json_offset(reader),
				 (unsigned long long)array->row_count, array->row);
	(void)part;
	return error->kind == ERROR_NONE;
}

static bool
number_array_take(struct number_array *array, struct scan *scan, struct row_part *part,
		  struct error *error)
{
	struct number_batch batch;

	row_part_prepend(part, &scan->numbers);
	row_part_take(part, &scan->numbers, array->field_count);
	batch = (struct number_batch){ array->row_count, scan->numbers.count / array->field_count,
				       scan->numbers };
	array->row_count += batch.row_count;
	if (array->reserve != NULL && !array->reserve(array->context, array->row_count, error))
		return false;
	return array->take(array->context, &batch, 0, error);
}

static bool
number_array_scan(struct number_array *array, struct json_reader *reader, struct scan *scan,
		  struct error *error)
{
	struct row_part part = { .count = 0 };
	enum number_state state = NUMBER_FIRST;

	while (state != NUMBER_END) {
		struct number_fault fault;
		const char *window;
		size_t used;

		if (reader->at == reader->length && !json_fill(reader, error))
			return number_array_ended(array, reader, &part, error);
		window = reader->window + reader->at;
		scan->numbers.value = scan->storage + NUMBER_FIELDS_MAX;
		scan->numbers.count = scan->numbers.wide_count = 0;
		if (!number_scan_exact(&scan->numbers, window, reader->length - reader->at, &state,
				       &used, &fault)) {
			fault.at += (ptrdiff_t)reader->at;
			return number_array_misread(array, reader, &fault,
						    array->row_count * array->field_count
							    + part.count + scan->numbers.count,
						    error);
		}
		reader->at += used;
		if (!number_array_take(array, scan, &part, error))
			return false;
	}
	if (part.count != 0)
		return error_set(error, ERROR_FORMAT, "'%s' ends inside a row at byte %llu: %s %llu "
				 "has %zu of %u fields", array->section,
				 (unsigned long long)json_offset(reader), array->row,
				 (unsigned long long)array->row_count, part.count,
				 array->field_count);
	return true;
}

/* Room for what the header claims, as far as the file can hold it: a number takes two bytes. */
static bool
number_array_reserve(const struct number_array *array, const struct json_reader *reader,
		     struct error *error)
{
	uint64_t possible = json_bytes_left(reader) / 2 / array->field_count;

	if (array->reserve == NULL)
		return true;
	return array->reserve(array->context,
			      array->expected_rows < possible ? array->expected_rows : possible,
			      error);
}

bool
number_array_read(struct number_array *array, struct json_reader *reader, struct error *error)
{
	struct scan scan;
	bool good;

	array->row_count = 0;
	array->is_cut = false;
	if (!json_expect(reader, '[', error))
		return false;
	if (!number_array_reserve(array, reader, error) || !scan_init(&scan, error))
		return false;
	good = number_array_scan(array, reader, &scan, error);
	scan_release(&scan);
	return good;
}
