/*
 * Any bytes as an array of numbers, read by every kernel in windows of a size that the first
 * byte says: what the exact scanner reads in one go.
 */

#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "heap/number_array.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

struct result {
	struct number_array array;
	uint64_t checksum, end;
	struct error error;
};

static bool
result_take(void *context, const struct number_batch *batch, unsigned worker,
	    struct error *error)
{
	struct result *result = context;
	uint64_t sum = 0;

	(void)worker;
	(void)error;
	for (size_t i = 0; i < batch->row_count * 3; i++) {
		struct number_wide number = { .magnitude = batch->numbers.value[i] };

		if (number.magnitude == NUMBER_WIDE)
			number = numbers_wide(&batch->numbers, i);
		/* by position, and summed up, as batches come in any order */
		sum += (number.magnitude + number.negative + 1) * (batch->first_row * 3 + i + 1);
	}
	__atomic_fetch_add(&result->checksum, sum, __ATOMIC_RELAXED);
	return true;
}

static bool
never(struct numbers *numbers, const char *bytes, size_t length, enum number_state *state,
      size_t *used)
{
	(void)numbers;
	(void)bytes;
	(void)length;
	(void)state;
	(void)used;
	return false;
}

static void
result_read(struct result *result, const uint8_t *bytes, size_t length, number_kernel *kernel,
	    size_t window)
{
	static const char *const fields[] = { "a", "b", "c" };
	struct input *input = input_of_memory(bytes, length);
	struct json_reader reader;

	*result = (struct result){
		.array = {
			.section = "numbers",
			.row = "row",
			.fields = fields,
			.field_count = 3,
			.threads = 2,
			.kernel = kernel,
			.window = window,
			.take = result_take,
			.context = result,
		},
	};
	if (json_reader_init(&reader, input, NULL, &result->error)) {
		if (number_array_read(&result->array, &reader, &result->error))
			result->end = json_offset(&reader);
		json_reader_release(&reader);
	}
	input_close(input);
}

/* A message shows what was found as far as its window goes. */
static size_t
comparable_length(const struct error *error)
{
	const char *found = strstr(error->message, ", found ");

	return found != NULL ? (size_t)(found - error->message) : strlen(error->message);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct result exact, other;

	if (length == 0)
		return 0;
	result_read(&exact, bytes + 1, length - 1, never, 0);
	for (const struct number_kernel_kind *kind = number_kernels; kind->name != NULL; kind++) {
		if (!kind->is_usable())
			continue;
		result_read(&other, bytes + 1, length - 1, kind->scan, *bytes + 1u);
		if (exact.error.kind != other.error.kind
		    || comparable_length(&exact.error) != comparable_length(&other.error)
		    || memcmp(exact.error.message, other.error.message,
			      comparable_length(&exact.error)) != 0)
			abort();
		if (exact.error.kind == ERROR_NONE
		    && (exact.checksum != other.checksum || exact.end != other.end
			|| exact.array.row_count != other.array.row_count))
			abort();
	}
	return 0;
}
