#include "config.h"

#include "heap/number_array.h"

#include <stdarg.h>
#include <stdio.h>

#include "heap/number_rows.h"

bool
number_array_fault(const struct number_array *array, uint64_t row, unsigned field,
		   struct number_wide found, struct error *error, const char *format, ...)
{
	char expected[200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(expected, sizeof(expected), format, arguments);
	va_end(arguments);
	return error_set(error, ERROR_FORMAT,
			 "'%s', %s %llu, field '%s': expected %s, found %s%llu", array->section,
			 array->row, (unsigned long long)row, array->fields[field], expected,
			 found.negative ? "-" : "", (unsigned long long)found.magnitude);
}

/* A stream: the reader's own windows, one after the other. */
static bool
number_array_stream(struct number_array *array, struct json_reader *reader,
		    struct number_window *window, struct error *error)
{
	number_kernel *kernel = array->kernel != NULL ? array->kernel : number_kernel_best();
	struct number_place place = { .state = NUMBER_FIRST };

	while (place.state != NUMBER_END) {
		struct number_batch batch;

		if (reader->at == reader->length && !json_fill(reader, error))
			return error->kind == ERROR_NONE
			       && number_array_ends_early(array, &place, json_offset(reader),
							  reader->salvage, error);
		window->bytes = reader->window + reader->at;
		window->length = reader->length - reader->at;
		window->offset = json_offset(reader);
		number_window_read(window, kernel);
		if (!number_window_finish(window, &place, array, &batch, error))
			return false;
		reader->at += window->used;
		if (array->reserve != NULL
		    && !array->reserve(array->context, place.row_count, error))
			return false;
		if (batch.row_count > 0 && !array->take(array->context, &batch, 0, error))
			return false;
	}
	return number_array_complete(array, &place, json_offset(reader), error);
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
	struct number_window window;
	uint64_t end;
	bool good;

	array->row_count = 0;
	array->is_cut = false;
	if (!json_expect(reader, '[', error) || !number_array_reserve(array, reader, error))
		return false;
	if (input_is_seekable(reader->input)) {
		if (!number_windows_read(array, reader, &end, error))
			return false;
		json_seek(reader, end);
		return true;
	}
	good = number_window_init(&window, reader->capacity, false, error)
	       && number_array_stream(array, reader, &window, error);
	number_window_release(&window);
	return good;
}
