/*
 * Huge pages of freed columns, kept for the next ones.
 *
 * A page from the system has to be cleared, and on a virtual machine often to be fetched from
 * the host first: ten times what it costs to write to one that is there.  The stages of a load
 * free and take gigabytes, and unfolding millions of rows has to be done before a finger is off
 * the key, so pages go from column to column.  They are moved (mremap), not copied, one by one;
 * what they held is not cleared.
 *
 * Without mremap nothing is kept, and all comes from the system.  Any thread may call.
 */

#pragma once

#include <stddef.h>

enum { HUGE_PAGE = 1 << 21 };

/* Unmaps what is mapped at `at`, `length` bytes, but keeps its whole huge pages. */
void spare_pages_keep(char *at, size_t length);
/* Puts spare pages in place of what is mapped at `into`, on a huge page's boundary, as far as
 * they reach; returns how many bytes of it they are.  Behind them all is as it was. */
size_t spare_pages_take(char *into, size_t length);
/* Gives back to the system what is more than `limit` bytes, and from now on all that would be. */
void spare_pages_limit(size_t limit);
