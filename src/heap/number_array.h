/*
 * A JSON array of numbers in rows of so many fields, read from where a reader stands.
 *
 * Rows come in batches, whole ones only: a row that crosses the border of two windows is
 * put together before anybody sees it.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heap/json_read.h"
#include "heap/number_kernel.h"
#include "heap/number_scan.h"

enum { NUMBER_FIELDS_MAX = 64 };

struct number_batch {
	uint64_t first_row;
	size_t row_count;
	struct numbers numbers; /* row after row */
};

struct number_array {
	const char *section; /* "nodes": for messages */
	const char *row;     /* "node" */
	const char *const *fields;
	unsigned field_count; /* 1 ... NUMBER_FIELDS_MAX */
	uint64_t expected_rows; /* as the header says, if it does: believed as far as the size of
	                         * the file allows */
	unsigned threads;
	number_kernel *kernel; /* null: the fastest */
	size_t window;         /* bytes read at a time; 0: as many as is best */
	/* Takes a batch, and may be called for two batches at once, in any order: then
	 * `worker` is 0 for the one and 1 for the other. */
	bool (*take)(void *context, const struct number_batch *batch, unsigned worker,
		     struct error *error);
	/* Called before take(): there may be, or are, so many rows.  It
	 * may move what take() writes to only the first time and for a stream.  May
	 * be null. */
	bool (*reserve)(void *context, uint64_t rows, struct error *error);
	void *context;

	uint64_t row_count; /* the result; there is room for them, even after a failure */
	bool is_cut;        /* the file ends inside the array, and the reader salvages */
};

bool number_array_read(struct number_array *array, struct json_reader *reader,
		       struct error *error);

/* The value of a field, sign and all. */
static inline struct number_wide
number_batch_wide(const struct number_batch *batch, size_t row, unsigned field_count,
		  unsigned field)
{
	return numbers_wide(&batch->numbers, row * field_count + field);
}

/* Complains about a field of a row: "'nodes', node 12, field 'name': expected ..., found 17".
 * Always returns false. */
bool number_array_fault(const struct number_array *array, uint64_t row, unsigned field,
			struct number_wide found, struct error *error, const char *format, ...)
	__attribute__((format(printf, 6, 7)));
