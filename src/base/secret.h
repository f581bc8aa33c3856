/*
 * A number nobody can guess, for hashes: of texts whose hash is known whoever wrote a snapshot can
 * choose thousands that meet in one place of a table.
 */

#pragma once

#include <stdint.h>

uint64_t secret_number(void);
