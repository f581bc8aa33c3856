/*
 * One bit a node (or an edge).  A column of words: made by bitset_alloc, freed by
 * column_free.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

typedef uint64_t bitset_word;

static inline bitset_word *
bitset_alloc(uint64_t bits, struct error *error)
{
	return column_alloc((bits + 63) / 64, sizeof(bitset_word), error);
}

static inline bool
bitset_has(const bitset_word *set, size_t bit)
{
	return set[bit / 64] >> (bit % 64) & 1;
}

static inline void
bitset_add(bitset_word *set, size_t bit)
{
	set[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static inline void
bitset_remove(bitset_word *set, size_t bit)
{
	set[bit / 64] &= ~(UINT64_C(1) << (bit % 64));
}
