#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "heap/number_array.h"
#include "unit/random.h"
#include "unit/suites.h"

static const struct {
	const char *text;
	bool negative;
	uint64_t magnitude;
} whole_numbers[] = {
	{ "0", false, 0 },
	{ "-0", false, 0 },
	{ "7", false, 7 },
	{ "-28", true, 28 },
	{ "4294967295", false, UINT32_MAX },
	{ "4294967296", false, UINT64_C(1) << 32 },
	{ "18446744073709551615", false, UINT64_MAX },
	{ "28.0", false, 28 },
	{ "28.000", false, 28 },
	{ "2.80e1", false, 28 },
	{ "280e-1", false, 28 },
	{ "0.00028E+5", false, 28 },
	{ "0e999999999999", false, 0 },
	{ "1000000000000000000000e-20", false, 10 },
	{ "1844674407370955161.5e1", false, UINT64_MAX },
};

START_TEST(a_whole_number_is_read_however_it_is_written)
{
	struct number_wide number;
	const char *text = whole_numbers[_i].text;

	ck_assert_ptr_null(number_parse(text, strlen(text), &number));
	ck_assert_int_eq(number.negative, whole_numbers[_i].negative);
	ck_assert_uint_eq(number.magnitude, whole_numbers[_i].magnitude);
}
END_TEST

static const char *const no_numbers[] = {
	"", "-", "+1", "01", "-01", "00", ".5", "5.", "1.e1", "1e", "1e+", "e1", "1.5", "0.1",
	"1e-1",
	"5e-324", "18446744073709551616", "1e20", "1e999999999999", "0x10", "1-", "--1", "1.2.3",
	"1e1e1", "9999999999999999999999999999999999999999999999999999999999999999",
};

START_TEST(what_is_no_whole_number_is_not_read_as_another)
{
	struct number_wide number;

	ck_assert_ptr_nonnull(number_parse(no_numbers[_i], strlen(no_numbers[_i]), &number));
}
END_TEST

/* What became of an array: every value and the message, as one text. */
struct outcome {
	struct buffer text;
	struct number_array array;
	uint64_t *values;
	bool *is_negative;
	size_t capacity;
};

static bool
outcome_reserve(void *context, uint64_t rows, struct error *error)
{
	struct outcome *outcome = context;
	size_t count = (size_t)rows * outcome->array.field_count;

	(void)error;
	if (count > outcome->capacity) {
		outcome->values = xreallocarray(outcome->values, count, sizeof(uint64_t));
		outcome->is_negative = xreallocarray(outcome->is_negative, count, sizeof(bool));
		outcome->capacity = count;
	}
	return true;
}

static bool
outcome_take(void *context, const struct number_batch *batch, unsigned worker,
	     struct error *error)
{
	struct outcome *outcome = context;
	unsigned fields = outcome->array.field_count;

	(void)worker;
	(void)error;
	for (size_t i = 0; i < batch->row_count * fields; i++) {
		struct number_wide number = { .magnitude = batch->numbers.value[i] };

		if (number.magnitude == NUMBER_WIDE)
			number = numbers_wide(&batch->numbers, i);
		outcome->values[batch->first_row * fields + i] = number.magnitude;
		outcome->is_negative[batch->first_row * fields + i] = number.negative;
	}
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

struct way {
	number_kernel *kernel;
	size_t window;
	unsigned threads;
	bool as_stream;
};

static void
outcome_read(struct outcome *outcome, struct text text, unsigned fields, struct way way)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g" };
	struct input *input = input_of_memory(text.at, text.length);
	struct error error = { .kind = ERROR_NONE };
	struct json_reader reader;

	*outcome = (struct outcome){
		.array = {
			.section = "numbers",
			.row = "row",
			.fields = names,
			.field_count = fields,
			.expected_rows = UINT64_MAX,
			.threads = way.threads,
			.kernel = way.kernel,
			.window = way.window,
			.take = outcome_take,
			.reserve = outcome_reserve,
			.context = outcome,
		},
	};
	if (way.as_stream)
		input_make_stream(input);
	ck_assert(json_reader_init(&reader, input, NULL, &error));
	if (number_array_read(&outcome->array, &reader, &error)) {
		for (size_t i = 0; i < outcome->array.row_count * fields; i++)
			buffer_printf(&outcome->text, "%s%" PRIu64 ",",
				      outcome->is_negative[i] ? "-" : "", outcome->values[i]);
		buffer_printf(&outcome->text, " up to %" PRIu64, json_offset(&reader));
	} else {
		buffer_printf(&outcome->text, "%s", error.message);
	}
	buffer_add_char(&outcome->text, '\0');
	json_reader_release(&reader);
	input_close(input);
	free(outcome->values);
	free(outcome->is_negative);
}

/* A message shows what was found as far as the window goes. */
static size_t
comparable_length(const char *outcome)
{
	const char *found = strstr(outcome, ", found ");

	return found != NULL ? (size_t)(found - outcome) : strlen(outcome) + 1;
}

static void
check_same(const char *expected, struct text text, unsigned fields, struct way way,
	   const char *kernel)
{
	struct outcome outcome;

	outcome_read(&outcome, text, fields, way);
	if (comparable_length(outcome.text.at) != comparable_length(expected)
	    || strncmp(outcome.text.at, expected, comparable_length(expected)) != 0)
		ck_abort_msg("%s, window %zu, threads %u, stream %d, of '%.*s':\n%.100s\nexpected\n"
			     "%.100s", kernel, way.window, way.threads, way.as_stream,
			     text.length > 800 ? 800 : (int)text.length, text.at,
			     outcome.text.at, expected);
	buffer_release(&outcome.text);
}

static const size_t windows[] = { 1, 64, 128, 4096, 2, 7, 63, 65, 200 };
enum { FEW_WINDOWS = 1, ALL_WINDOWS = sizeof(windows) / sizeof(*windows) };

/* Every kernel, window size and number of threads against the exact scanner on all at once. */
static void
check_all_ways(struct text text, unsigned fields, size_t window_count)
{
	struct outcome exact;

	outcome_read(&exact, text, fields, (struct way){ never, 0, 1, false });
	for (const struct number_kernel_kind *kind = number_kernels; kind->name != NULL; kind++) {
		if (!kind->is_usable())
			continue;
		for (size_t i = 0; i < window_count; i++)
			for (unsigned threads = 1; threads <= 2; threads++)
				check_same(exact.text.at, text, fields,
					   (struct way){ kind->scan, windows[i], threads, false },
					   kind->name);
		check_same(exact.text.at, text, fields, (struct way){ kind->scan, 0, 1, true },
			   kind->name);
	}
	buffer_release(&exact.text);
}

static void
add_number(struct buffer *text, uint64_t *seed)
{
	static const unsigned bits[] = { 1, 4, 8, 12, 16, 20, 24, 27, 30, 32 };

	buffer_printf(text, "%" PRIu64, random_next(seed) >> (64 - bits[random_below(seed, 10)]));
}

/* As V8 writes: nothing but numbers, commas and perhaps newlines before them. */
static void
add_plain_array(struct buffer *text, uint64_t *seed, unsigned fields)
{
	uint32_t rows = random_below(seed, 200);
	bool lines = random_below(seed, 2);

	buffer_add_char(text, '[');
	for (uint32_t i = 0; i < rows * fields; i++) {
		if (i > 0 && lines && i % fields == 0)
			buffer_add_char(text, '\n');
		if (i > 0)
			buffer_add_char(text, ',');
		add_number(text, seed);
	}
	buffer_add(text, "\n],\"rest\":[5,6]}", 16);
}

/* Puts something somewhere that need not belong there. */
static void
disturb(struct buffer *text, uint64_t *seed)
{
	static const char *const things[] = {
		" ", "\n", "\t\r\n   ", ",", "]", "-", "0", ".", "e", "\"", "\0", "{", "]]", ", ",
		"-5,", "28.0,", "4294967295,", "4294967296,", "99999999999999999999999,", "1e2,",
		"                                                                        ",
		"12345678901234567,", "00000000000000000000000000000000000000001,", "1.5,", ",,",
	};
	const char *thing = things[random_below(seed, sizeof(things) / sizeof(*things))];
	size_t length = *thing ? strlen(thing) : 1;
	size_t at = (size_t)(1 + random_next(seed) % text->length);
	struct buffer mixed = { .at = NULL };

	buffer_add(&mixed, text->at, at);
	buffer_add(&mixed, thing, length);
	buffer_add(&mixed, text->at + at, text->length - at);
	buffer_release(text);
	*text = mixed;
}

START_TEST(all_kernels_windows_and_threads_read_the_same)
{
	uint64_t seed = (uint64_t)_i;

	for (int round = 0; round < 4; round++) {
		unsigned fields = 1 + random_below(&seed, 7);
		struct buffer text = { .at = NULL };

		add_plain_array(&text, &seed, fields);
		for (uint32_t i = random_below(&seed, 4); i > 0; i--)
			disturb(&text, &seed);
		check_all_ways(buffer_text(&text), fields, ALL_WINDOWS);
		buffer_release(&text);
	}
}
END_TEST

/* All texts of up to four of these characters. */
START_TEST(short_arrays_are_read_the_same_without_exception)
{
	static const char alphabet[] = "01, -]";
	char text[8] = "[";

	for (unsigned length = 0; length <= 4; length++) {
		unsigned total = 1;

		for (unsigned i = 0; i < length; i++)
			total *= sizeof(alphabet) - 1;
		for (unsigned number = (unsigned)_i; number < total; number += 8) {
			unsigned rest = number;

			for (unsigned i = 0; i < length; i++) {
				text[1 + i] = alphabet[rest % (sizeof(alphabet) - 1)];
				rest /= sizeof(alphabet) - 1;
			}
			check_all_ways((struct text){ text, 1 + length }, 1, FEW_WINDOWS);
		}
	}
}
END_TEST

static const struct {
	const char *text, *outcome;
} arrays[] = {
	{ "[]", " up to 2" },
	{ "[ \n]x", " up to 4" },
	{ "[1,2]", "1,2, up to 5" },
	{ "[ 1 ,\t2\r\n, 3 , 4 ]", "1,2,3,4, up to 18" },
	{ "[1,28.0]", "1,28, up to 8" },
	{ "[2E1,3e+1]", "20,30, up to 10" },
	{ "[1,-5]", "1,-5, up to 6" },
	{ "[1,18446744073709551615]", "1,18446744073709551615, up to 24" },
	{ "[1,2,3]", "'numbers' ends inside a row at byte 7: row 1 has 1 of 2 fields" },
	{ "[1,]", "'numbers', row 0, field 'b', byte 3: expected a number, found ]" },
	{ "[,1]", "'numbers', row 0, field 'a', byte 1: expected a number, found ," },
	{ "[1,2,1.5,4]",
	  "'numbers', row 1, field 'a', byte 5: expected a whole number of at most 64 "
	  "bits, found 1.5" },
	{ "[1,2,NaN]", "'numbers', row 1, field 'a', byte 5: expected a number, found NaN" },
	{ "[1,\"28\"]", "'numbers', row 0, field 'b', byte 3: expected a number, found \"28\"" },
	/* what stands behind a number belongs to it, and not to the one that is missing */
	{ "[1 2]", "'numbers', row 0, field 'a', byte 3: expected ',' or ']', found 2" },
	{ "[1,0x1c]", "'numbers', row 0, field 'b', byte 4: expected ',' or ']', found x1c" },
	{ "[1,2)", "'numbers', row 0, field 'b', byte 4: expected ',' or ']', found )" },
	{ "[1,007]", "'numbers', row 0, field 'b', byte 3: expected a number, found 007" },
	/* wherever windows end in it */
	{ "[1,12345678901234567890123456789012345678901234567890123456789012345678901234567890"
	  "12345678901234567890123456789012345678901234567890,3,4]",
	  "'numbers', row 0, field 'b', byte 3: expected a number of at most 63 characters, found "
	  "123456789012345678901234..." },
	{ "[1,2",
	  "file ends inside 'numbers' at byte 4 (expected 18446744073709551615 rows, read 0)" },
};

START_TEST(a_fault_is_told_with_its_place)
{
	struct text text = text_of(arrays[_i].text);
	struct outcome outcome;

	outcome_read(&outcome, text, 2, (struct way){ NULL, 0, 1, false });
	ck_assert_str_eq(outcome.text.at, arrays[_i].outcome);
	buffer_release(&outcome.text);
	check_all_ways(text, 2, ALL_WINDOWS);
}
END_TEST

static bool
cancelling_take(void *context, const struct number_batch *batch, unsigned worker,
		struct error *error)
{
	(void)batch;
	(void)worker;
	(void)error;
	progress_cancel(context);
	return true;
}

/* While it is read: as a stream, by one thread, by two. */
START_TEST(reading_an_array_can_be_cancelled)
{
	static const char *const fields[] = { "a" };
	struct progress progress = { .phase = NULL };
	struct number_array array = {
		.section = "numbers",
		.row = "row",
		.fields = fields,
		.field_count = 1,
		.threads = (unsigned)_i,
		.window = 4096,
		.take = cancelling_take,
		.context = &progress,
	};
	struct error error = { .kind = ERROR_NONE };
	struct buffer text = { .at = NULL };
	struct json_reader reader;
	struct input *input;

	buffer_add_char(&text, '[');
	for (int i = 0; i < 3 * JSON_FIRST_WINDOW; i++)
		buffer_add(&text, "1,", 2);
	buffer_add(&text, "1]", 2);
	input = input_of_memory(text.at, text.length);
	if (_i == 0)
		input_make_stream(input);
	ck_assert(json_reader_init(&reader, input, &progress, &error));
	ck_assert(!number_array_read(&array, &reader, &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	json_reader_release(&reader);
	input_close(input);
	buffer_release(&text);
}
END_TEST

Suite *
check_number_scan(void)
{
	Suite *suite = suite_create("number_scan");
	TCase *numbers = tcase_create("numbers"), *ways = tcase_create("ways");

	tcase_add_loop_test(numbers, a_whole_number_is_read_however_it_is_written, 0,
			    sizeof(whole_numbers) / sizeof(*whole_numbers));
	tcase_add_loop_test(numbers, what_is_no_whole_number_is_not_read_as_another, 0,
			    sizeof(no_numbers) / sizeof(*no_numbers));
	tcase_add_loop_test(numbers, a_fault_is_told_with_its_place, 0,
			    sizeof(arrays) / sizeof(*arrays));
	tcase_add_loop_test(numbers, reading_an_array_can_be_cancelled, 0, 3);
	tcase_set_timeout(ways, 600); /* sanitizers are slow */
	tcase_add_loop_test(ways, all_kernels_windows_and_threads_read_the_same, 0, 24);
	tcase_add_loop_test(ways, short_arrays_are_read_the_same_without_exception, 0, 8);
	suite_add_tcase(suite, numbers);
	suite_add_tcase(suite, ways);
	return suite;
}
