/*
 * What memory.c and column.c share.
 */

#pragma once

#include <stdbool.h>

/* Counts an allocation; true if it is the one that memory_fail_at() wants to fail. */
bool memory_fails_now(void);
