/*
 * Random numbers for tests: the same from the same seed everywhere (splitmix64).
 */

#pragma once

#include <stdint.h>

static inline uint64_t
random_next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* From 0 up to 1, which it never is. */
static inline double
random_fraction(uint64_t *state)
{
	return (double)(random_next(state) >> 11) / (double)(UINT64_C(1) << 53);
}

/* 0 ... below - 1 */
static inline uint32_t
random_below(uint64_t *state, uint32_t below)
{
	return (uint32_t)(random_next(state) % below);
}
