/*
 * The answers of a test, one below the other, as TAP.
 */

#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned tap_count, tap_failed;

static inline void
check(bool right, const char *name)
{
	tap_count++;
	tap_failed += !right;
	printf("%sok %u - %s\n", right ? "" : "not ", tap_count, name);
	fflush(stdout);
}

/* What cannot be done here, and why. */
static inline void
check_skip(const char *name, const char *why)
{
	printf("ok %u - %s # SKIP %s\n", ++tap_count, name, why);
}

/* The same of what was done so many times. */
static inline void
check_times(bool right, const char *name, unsigned times)
{
	char counted[200];

	snprintf(counted, sizeof(counted), "%s (%u)", name, times);
	check(right, counted);
}

/* Ends the test, which cannot go on: what failed, for the reason in errno. */
static inline _Noreturn void
tap_bail(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

/* A text of several lines, such as a screen, that tells why something is wrong. */
static inline void
tap_show(const char *title, const char *text)
{
	printf("# %s\n", title);
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		printf("# |%.*s\n", (int)length, text);
		text += length + (text[length] == '\n');
	}
}

/* Where this build cannot unpack the samples, there is nothing to test. */
static inline void
tap_needs_zstd(void)
{
#ifndef HAVE_ZSTD
	printf("1..0 # SKIP built without zstd, in which the samples are packed\n");
	exit(0);
#endif
}

/* Says how many there were.  Returns what the test ends with. */
static inline int
tap_end(void)
{
	printf("1..%u\n", tap_count);
	return tap_failed > 0;
}
