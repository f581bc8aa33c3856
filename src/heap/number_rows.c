#include "config.h"

#include "heap/number_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

bool
number_window_init(struct number_window *window, size_t size, bool with_storage,
		   struct error *error)
{
	*window = (struct number_window){ .storage = NULL };
	window->values = column_alloc(NUMBER_FIELDS_MAX + size / 2 + 1 + NUMBER_SLACK,
				      sizeof(*window->values), error);
	if (with_storage)
		window->storage = column_alloc(NUMBER_LOOKBACK + size + NUMBER_SLACK, 1, error);
	return window->values != NULL && (!with_storage || window->storage != NULL);
}

void
number_window_release(struct number_window *window)
{
	column_free(window->storage);
	column_free(window->values);
	free(window->numbers.wide);
}

static void
window_clear(struct number_window *window)
{
	window->numbers.value = window->values + NUMBER_FIELDS_MAX;
	window->numbers.count = window->numbers.wide_count = 0;
}

void
number_window_read(struct number_window *window, number_kernel *kernel)
{
	window_clear(window);
	window->is_read = window->length > 0
			  && !number_scan_ends_too_long(window->bytes, window->length)
			  && kernel(&window->numbers, window->bytes, window->length, &window->after,
				    &window->used);
}

/* Whether the window is what a kernel took it for, now that we know the state before it. */
static bool
window_fits(const struct number_window *window, enum number_state before)
{
	bool is_space = window->bytes[-1] <= ' ';

	return is_space == (before == NUMBER_AFTER_NUMBER);
}

/* Puts the beginning of a row before the numbers that go on with it. */
static void
place_prepend(const struct number_place *place, struct numbers *numbers)
{
	numbers->value -= place->part_count;
	numbers->count += place->part_count;
	memcpy(numbers->value, place->part, place->part_count * sizeof(*place->part));
	for (size_t i = 0; i < numbers->wide_count; i++)
		numbers->wide[i].at += place->part_count;
	if (place->wide_count == 0)
		return;
	if (numbers->wide_count + place->wide_count > numbers->wide_capacity) {
		numbers->wide_capacity = numbers->wide_count + place->wide_count;
		numbers->wide = xreallocarray(numbers->wide, numbers->wide_capacity,
					      sizeof(*numbers->wide));
	}
	memmove(numbers->wide + place->wide_count, numbers->wide,
		numbers->wide_count * sizeof(*numbers->wide));
	memcpy(numbers->wide, place->wide, place->wide_count * sizeof(*place->wide));
	numbers->wide_count += place->wide_count;
}

/* Notes what is left over behind the whole rows. */
static void
place_take_part(struct number_place *place, const struct numbers *numbers, unsigned field_count)
{
	size_t from = numbers->count - numbers->count % field_count;

	place->part_count = numbers->count - from;
	place->wide_count = 0;
	memcpy(place->part, numbers->value + from, place->part_count * sizeof(*place->part));
	for (size_t i = 0; i < place->part_count; i++) {
		if (place->part[i] != NUMBER_WIDE)
			continue;
		place->wide[place->wide_count] = numbers_wide(numbers, from + i);
		place->wide[place->wide_count++].at = i;
	}
}

static bool
window_fault(const struct number_window *window, const struct number_place *place,
	     const struct number_array *array, const struct number_fault *fault,
	     struct error *error)
{
	uint64_t read = place->row_count * array->field_count + place->part_count
			+ window->numbers.count;
	uint64_t position = fault->is_behind ? read - 1 : read;
	const char *found = window->bytes + fault->at;
	char where[160];

	snprintf(where, sizeof(where), "'%s', %s %llu, field '%s'", array->section, array->row,
		 (unsigned long long)(position / array->field_count),
		 array->fields[position % array->field_count]);
	return json_fault(where, window->offset + (uint64_t)fault->at, fault->expected, found,
			  (size_t)(window->bytes + window->length - found), error);
}

bool
number_window_finish(struct number_window *window, struct number_place *place,
		     const struct number_array *array, struct number_batch *batch,
		     struct error *error)
{
	struct number_fault fault;

	if (!window->is_read || !window_fits(window, place->state)) {
		window_clear(window);
		window->after = place->state;
		if (!number_scan_exact(&window->numbers, window->bytes, window->length,
				       &window->after, &window->used, &fault))
			return window_fault(window, place, array, &fault, error);
	}
	place->state = window->after;
	place_prepend(place, &window->numbers);
	place_take_part(place, &window->numbers, array->field_count);
	*batch = (struct number_batch){
		.first_row = place->row_count,
		.row_count = window->numbers.count / array->field_count,
		.numbers = window->numbers,
	};
	place->row_count += batch->row_count;
	return true;
}

bool
number_array_ends_early(struct number_array *array, const struct number_place *place,
			uint64_t offset, bool salvage, struct error *error)
{
	array->row_count = place->row_count;
	array->is_cut = salvage;
	if (salvage)
		return error->kind == ERROR_NONE;
	if (array->expected_rows > 0)
		return error_set(error, ERROR_FORMAT, "file ends inside '%s' at byte %llu "
				 "(expected %llu %ss, read %llu)", array->section,
				 (unsigned long long)offset,
				 (unsigned long long)array->expected_rows, array->row,
				 (unsigned long long)place->row_count);
	return error_set(error, ERROR_FORMAT, "file ends inside '%s' at byte %llu (%llu %ss read)",
			 array->section, (unsigned long long)offset,
			 (unsigned long long)place->row_count, array->row);
}

bool
number_array_complete(struct number_array *array, const struct number_place *place,
		      uint64_t offset, struct error *error)
{
	array->row_count = place->row_count;
	if (place->part_count == 0)
		return true;
	return error_set(error, ERROR_FORMAT, "'%s' ends inside a row at byte %llu: %s %llu has "
			 "%zu of %u fields", array->section, (unsigned long long)offset, array->row,
			 (unsigned long long)place->row_count, place->part_count,
			 array->field_count);
}
