/*
 * What memory.c and column.c share.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Counts an allocation; true if it is the one that memory_fail_at() wants to fail. */
bool memory_fails_now(void);

enum { MEMORY_SHORTAGE_LENGTH = 256 };

/* "out of memory: 24.0 MB more needed, 231 MB in use of 256 MB allowed" */
const char *memory_shortage(char out[MEMORY_SHORTAGE_LENGTH], uint64_t needed);
