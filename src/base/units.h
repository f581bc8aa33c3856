/*
 * Numbers as people read them.  Sizes follow DevTools (decimal kB, spec 13.2), with a
 * plain space where DevTools has U+00A0; or binary (KiB, MiB) if the user asks.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* A size that was computed: 0 if it is negative or no number, and as large as they get if it is
 * larger. */
uint64_t units_size(double bytes);

enum units { UNITS_DECIMAL, UNITS_BINARY };

/* Enough for anything below, NUL included. */
enum { UNITS_LENGTH = 48 };

/* 999 B, 12.3 kB, 123 kB, 12.3 MB, 1,234 MB (spec 13.2 "bytes"); "-" before it if negative. */
const char *units_bytes(char out[UNITS_LENGTH], uint64_t bytes, enum units units);
/* The same with a sign: +1.2 kB, -3 B, 0 B. */
const char *units_bytes_delta(char out[UNITS_LENGTH], int64_t bytes, enum units units);
/* A whole number as JavaScript writes it: 42, -9223372036854776000, 1e+21, Infinity. */
const char *units_whole(char out[UNITS_LENGTH], double number);
/* 1,234,567 */
const char *units_count(char out[UNITS_LENGTH], uint64_t count);
/* +1,234, -5, 0 */
const char *units_count_delta(char out[UNITS_LENGTH], int64_t count);
/* part of whole in percent, half rounded away from zero: "12%"; whole 0: "0%". */
const char *units_percent(char out[UNITS_LENGTH], uint64_t part, uint64_t whole);
