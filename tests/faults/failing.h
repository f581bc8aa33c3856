/*
 * Calls into the system and the C library that can be made to fail: a program that links this has
 * these instead of the library's.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

enum call { ALLOCATION, READ, WRITE, FSYNC, CLOSE, RENAME, OPENING, CALLS };

/* Counts calls of one kind in *made from now on; the n-th fails (0: none does). */
void failing_begin(enum call call, size_t nth, size_t *made);

/* Instead of failing, the n-th does this first; a null pointer: it fails again. */
void failing_does(void (*instead)(void));

/* From here on nothing fails or counts. */
void failing_end(void);

/* Whether allocations of libraries can fail, too: not under a sanitizer, which has its own. */
extern const bool failing_reaches_libraries;
