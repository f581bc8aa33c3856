/*
 * The fast ways to read numbers, for text as V8 writes it: whole numbers below 2^32 - 1, one
 * comma before each but the first, white space only behind numbers.  What they do not
 * understand they leave to number_scan_exact(), which is always right.
 *
 * They differ in how many bytes a processor looks at in one go, and in nothing else.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "heap/number_scan.h"

/*
 * Reads a window like number_scan_exact(), as if the state before it were what the byte before
 * it says: behind a comma, an opening bracket or a digit a number is due or going on, behind
 * white space there has been one; no window is read behind anything else.  False if the window has
 * something unusual, or something wrong; then `numbers` holds nothing of use.
 */
typedef bool number_kernel(struct numbers *numbers, const char *bytes, size_t length,
			   enum number_state *state, size_t *used);

struct number_kernel_kind {
	const char *name;
	bool (*is_usable)(void); /* on this processor */
	number_kernel *scan;
};

/* Fastest first; the last one is plain C and always usable.  Ends with a null name. */
extern const struct number_kernel_kind number_kernels[];

/* The fastest one here. */
number_kernel *number_kernel_best(void);
