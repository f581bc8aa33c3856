#include "config.h"

#include "base/sort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { SORT_RUN = 12 };
enum { RADIX_BITS = 11, RADIX_SIZE = 1 << RADIX_BITS };

struct sort {
	char *at;
	size_t count;
	sort_compare *compare;
	void *context;
	char *spare; /* half of the elements; one element at least */
};

/*
 * The steps take the size of an element as an argument and are inlined below for the
 * usual sizes, so that moving an element is one instruction, not a call.
 */
#define SORT_STEP static inline __attribute__((always_inline)) void

SORT_STEP
sort_insert_run(const struct sort *sort, size_t from, size_t to, const size_t size)
{
	for (size_t i = from + 1; i < to; i++) {
		char *element = sort->at + i * size;
		size_t place = i;

		while (place > from
		       && sort->compare(sort->at + (place - 1) * size, element, sort->context) > 0)
			place--;
		if (place == i)
			continue;
		memcpy(sort->spare, element, size);
		memmove(sort->at + (place + 1) * size, sort->at + place * size, (i - place) * size);
		memcpy(sort->at + place * size, sort->spare, size);
	}
}

/* The left run is the shorter one: it moves out of the way, the merge goes upwards. */
SORT_STEP
sort_merge_up(const struct sort *sort, char *left, char *right, char *end, const size_t size)
{
	size_t bytes = (size_t)(right - left);
	const char *spare = sort->spare, *spare_end = sort->spare + bytes;
	char *out = left;

	memcpy(sort->spare, left, bytes);
	while (spare < spare_end && right < end) {
		if (sort->compare(spare, right, sort->context) <= 0) {
			memcpy(out, spare, size);
			spare += size;
		} else {
			memcpy(out, right, size);
			right += size;
		}
		out += size;
	}
	memcpy(out, spare, (size_t)(spare_end - spare));
}

/* The right run is the shorter one: the merge goes downwards. */
SORT_STEP
sort_merge_down(const struct sort *sort, char *left, char *right, char *end, const size_t size)
{
	size_t bytes = (size_t)(end - right);
	const char *spare_end = sort->spare + bytes;
	char *left_end = right, *out = end;

	memcpy(sort->spare, right, bytes);
	while (spare_end > sort->spare && left_end > left) {
		out -= size;
		if (sort->compare(left_end - size, spare_end - size, sort->context) > 0) {
			left_end -= size;
			memcpy(out, left_end, size);
		} else {
			spare_end -= size;
			memcpy(out, spare_end, size);
		}
	}
	bytes = (size_t)(spare_end - sort->spare);
	memcpy(out - bytes, sort->spare, bytes);
}

SORT_STEP
sort_merge(const struct sort *sort, size_t from, size_t middle, size_t to, const size_t size)
{
	char *left = sort->at + from * size;
	char *right = sort->at + middle * size;
	char *end = sort->at + to * size;

	if (sort->compare(right - size, right, sort->context) <= 0)
		return;
	if (middle - from <= to - middle)
		sort_merge_up(sort, left, right, end, size);
	else
		sort_merge_down(sort, left, right, end, size);
}

SORT_STEP
sort_all(const struct sort *sort, const size_t size)
{
	for (size_t from = 0; from < sort->count; from += SORT_RUN) {
		size_t rest = sort->count - from;

		sort_insert_run(sort, from, from + (rest < SORT_RUN ? rest : SORT_RUN), size);
	}
	for (size_t width = SORT_RUN; width < sort->count; width *= 2) {
		for (size_t from = 0; sort->count - from > width; from += 2 * width) {
			size_t rest = sort->count - from - width;
			size_t to = from + width + (rest < width ? rest : width);

			sort_merge(sort, from, from + width, to, size);
			if (to == sort->count)
				break;
		}
	}
}

static void
sort_by_size(const struct sort *sort, size_t size)
{
	switch (size) {
	case 4:
		sort_all(sort, 4);
		break;
	case 8:
		sort_all(sort, 8);
		break;
	case 16:
		sort_all(sort, 16);
		break;
	default:
		sort_all(sort, size);
	}
}

void
sort_stable(void *elements, size_t count, size_t size, sort_compare *compare, void *context)
{
	struct sort sort = { elements, count, compare, context,
			     xreallocarray(NULL, count / 2 + 1, size) };

	sort_by_size(&sort, size);
	free(sort.spare);
}

bool
sort_column(void *elements, size_t count, size_t size, sort_compare *compare, void *context,
	    struct error *error)
{
	struct sort sort = { elements, count, compare, context,
			     column_alloc_unset(count / 2 + 1, size, error) };

	if (sort.spare == NULL)
		return false;
	sort_by_size(&sort, size);
	column_free(sort.spare);
	return true;
}

static inline uint32_t
number_at(const char *element)
{
	uint32_t number;

	memcpy(&number, element, sizeof number);
	return number;
}

/* One pass: from `in` to `out`, by the digit `shift` bits up. */
SORT_STEP
sort_by_digit(const char *in, char *out, size_t count, const size_t size, unsigned shift)
{
	size_t place[RADIX_SIZE] = { 0 }, next = 0;

	for (size_t i = 0; i < count; i++)
		place[number_at(in + i * size) >> shift & (RADIX_SIZE - 1)]++;
	for (size_t digit = 0; digit < RADIX_SIZE; digit++) {
		size_t some = place[digit];

		place[digit] = next;
		next += some * size;
	}
	for (size_t i = 0; i < count; i++, in += size) {
		size_t *to = &place[number_at(in) >> shift & (RADIX_SIZE - 1)];

		memcpy(out + *to, in, size);
		*to += size;
	}
}

bool
sort_by_number(void *elements, size_t count, size_t size, struct error *error)
{
	char *in = elements, *out, *spare;
	uint32_t highest = 0;

	for (size_t i = 0; i < count; i++)
		highest = number_at(in + i * size) > highest ? number_at(in + i * size) : highest;
	spare = out = column_alloc_unset(count, size, error);
	if (spare == NULL)
		return false;
	for (unsigned shift = 0; shift < 32 && highest >> shift != 0; shift += RADIX_BITS) {
		char *other = in;

		if (size == 16)
			sort_by_digit(in, out, count, 16, shift);
		else
			sort_by_digit(in, out, count, size, shift);
		in = out;
		out = other;
	}
	if (in != elements)
		memcpy(elements, in, count * size);
	column_free(spare);
	return true;
}

size_t
sorted_place(const uint32_t *sorted, size_t count, uint32_t number)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sorted[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
sorted_has(const uint32_t *sorted, size_t count, uint32_t number)
{
	size_t place = sorted_place(sorted, count, number);

	return place < count && sorted[place] == number;
}
