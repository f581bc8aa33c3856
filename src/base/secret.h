/*
 * A number nobody can guess, for hashes: of texts whose hash is known whoever wrote a snapshot can
 * choose thousands that meet in one place of a table.
 */

#pragma once

#include <stdint.h>

uint64_t secret_number(void);
/* An odd one: what it multiplies a number of 32 bits to has, from bit 32 on, a place in a table
 * that two numbers share by chance only (Dietzfelbinger and others, "A reliable randomized
 * algorithm for the closest-pair problem", 1997). */
uint64_t secret_multiplier(void);
