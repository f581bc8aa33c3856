/*
 * Reading from a file descriptor, with a way to make it fail.
 */

#pragma once

#include <stdint.h>
#include <sys/types.h>

/* Where the descriptor stands, instead of a place. */
#define DESCRIPTOR_NEXT UINT64_MAX

/* read() or, with a place, pread(). */
ssize_t descriptor_read(int descriptor, void *bytes, size_t length, uint64_t at);

/* For tests: the n-th read from now on fails (0: none does). */
void descriptor_fail_at(size_t nth);
