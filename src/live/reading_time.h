/*
 * Moments as readings write them.
 */

#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "base/buffer.h"

/* Now, in seconds since 1970. */
double reading_clock(void);
/* 2026-11-22T23:54:22.125Z */
void time_write(double seconds, struct buffer *out);
/* The same back; also with a blank for the T, and without the fraction and the zone. */
bool time_parse(const char *text, double *seconds);
/* "time" or "timestamp" of an object: a text like that, or seconds or milliseconds since
 * 1970.  False if there is none. */
bool time_read(const json_t *object, double *seconds);
