/*
 * The answers of a test, one below the other, as TAP.
 */

#pragma once

#include <stdbool.h>
#include <stdio.h>

static unsigned tap_count, tap_failed;

static inline void
check(bool right, const char *name)
{
	tap_count++;
	tap_failed += !right;
	printf("%sok %u - %s\n", right ? "" : "not ", tap_count, name);
	fflush(stdout);
}

/* Says how many there were.  Returns what the test ends with. */
static inline int
tap_end(void)
{
	printf("1..%u\n", tap_count);
	return tap_failed > 0;
}
