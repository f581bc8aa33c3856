/*
 * A stable sort with a context, and one by a number.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* less than, equal to or greater than 0 */
typedef int sort_compare(const void *a, const void *b, void *context);

/* Stable merge sort of count elements of `size` bytes.  Needs memory for half of them, and ends the
 * program if there is none. */
void sort_stable(void *elements, size_t count, size_t size, sort_compare *compare, void *context);
/* The same of a list that grows with the snapshot: false, and nothing is moved, if there is no
 * memory. */
bool sort_column(void *elements, size_t count, size_t size, sort_compare *compare, void *context,
		 struct error *error);

/* Stable radix sort of count elements of `size` bytes that begin with their key, a uint32_t.  Needs
 * memory for as many again: false if there is none. */
bool sort_by_number(void *elements, size_t count, size_t size, struct error *error);

/* Where the number stands in an ascending list, first if it does several times, or would stand. */
size_t sorted_place(const uint32_t *sorted, size_t count, uint32_t number);
/* Whether it is there. */
bool sorted_has(const uint32_t *sorted, size_t count, uint32_t number);
