/*
 * Memory, of two kinds.
 *
 * Small things: xmalloc and friends never return null.  When there is no memory
 * left they call the handler set with memory_on_exhausted() (the browser's gives
 * the terminal back) and end the program with status 1 and one line that says how much was
 * asked for and how much there is.
 *
 * Things as large as the snapshot: column_alloc(), which can fail with the same
 * in the message.  Large columns are mapped on their own, aligned for huge pages; freed
 * ones leave those to the next (spare_pages.h).
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xreallocarray(void *old, size_t count, size_t size);
char *xstrdup(const char *string);

/* Bytes one may read (never write) behind the end of any column, all of them zero: loops that
 * look ahead, and vector loads, need not care about the last elements. */
enum { COLUMN_SLACK = 512 };

/* A zeroed array of count elements of `size` bytes, 64-byte aligned, with
 * COLUMN_SLACK readable bytes behind it; null with ERROR_MEMORY when it cannot be
 * had.  Pages are taken from the system when first touched.  count may be 0. */
void *column_alloc(uint64_t count, size_t size, struct error *error);
/* The same with nothing in it yet, for one that is to be filled whole: its elements are
 * anything, the slack behind them zero. */
void *column_alloc_unset(uint64_t count, size_t size, struct error *error);
/* The same for lists of which there may be a million: one below 1 MiB has no slack behind it, is
 * aligned as a pointer is, and takes a word more than its elements.  One that grows is a list no
 * more. */
void *column_alloc_list(uint64_t count, size_t size, struct error *error);
/* Gives the tail of a column back: afterwards it holds `count` elements of `size`
 * bytes.  Returns the column, which does not move unless it is such a list. */
void *column_shrink(void *column, size_t count, size_t size);
/* A column that grows: at least count elements of `size` bytes, old contents kept, new ones zero.
 * `column` is the address of the pointer to it, which is set anew; a null one becomes a new
 * column.  False with ERROR_MEMORY, the old column still there, on failure. */
bool column_grow(void *column, uint64_t count, size_t size, struct error *error);
/* Does what column_reserve() does where there is too little room. */
bool column_make_room(void *column, size_t *capacity, size_t count, size_t size,
		      struct error *error);
/* column_grow() for a list that grows one by one: afterwards it has room for `count` elements,
 * often for more.  *capacity is how many it has room for, 0 at first; it is kept up to date. */
static inline bool
column_reserve(void *column, size_t *capacity, size_t count, size_t size, struct error *error)
{
	return count <= *capacity || column_make_room(column, capacity, count, size, error);
}
/* Takes `bytes` from the system now and keeps them for columns to come (as far as
 * spare_pages_limit() lets them be kept). */
void column_make_spare(size_t bytes);
/* Frees a column; null is fine. */
void column_free(void *column);

/* What the system could give to everybody, in bytes; UINT64_MAX if unknown.  Takes no memory. */
uint64_t system_memory_free(void);
/* Says that the system has no memory for as many bytes, and how much there is.  Always false. */
bool memory_error(uint64_t needed, struct error *error);
/* Ends the program as those do, where the system has no memory for as many bytes. */
_Noreturn void memory_exhausted(size_t needed);
/* What to do before the program ends for want of memory. */
void memory_on_exhausted(void (*handler)(void));
/* For tests: the n-th allocation from now on fails (0: none does). */
void memory_fail_at(size_t nth);
/* Whether that one has been made. */
bool memory_has_failed(void);
/* Peak resident size of the process so far, in bytes. */
uint64_t memory_peak(void);
