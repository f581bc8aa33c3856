#include "config.h"

#include "base/units.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t
units_size(double bytes)
{
	if (!(bytes > 0))
		return 0;
	return bytes < 0x1p64 ? (uint64_t)bytes : UINT64_MAX;
}

/* Writes a number with commas between thousands; returns where its NUL is. */
static char *
units_grouped(char *out, uint64_t number)
{
	char grouped[27];
	size_t at = sizeof(grouped), length = 0;

	do {
		if (length > 0 && length % 3 == 0)
			grouped[--at] = ',';
		grouped[--at] = (char)('0' + number % 10);
		length++;
	} while ((number /= 10) > 0);
	memcpy(out, grouped + at, sizeof(grouped) - at);
	out += sizeof(grouped) - at;
	*out = '\0';
	return out;
}

/* bytes / unit, half rounded up, without overflow; `scale` 10 for tenths. */
static uint64_t
units_divide(uint64_t bytes, uint64_t unit, unsigned scale)
{
	uint64_t whole = bytes / unit * scale;
	uint64_t rest = bytes % unit * scale;

	return whole + rest / unit + (rest % unit * 2 >= unit);
}

/* Limits are tested before rounding, as in DevTools: 99,950 bytes are 100.0 kB. */
static void
units_bytes_at(char *out, uint64_t bytes, enum units units)
{
	static const char *const kilo_names[] = { " kB", " KiB" };
	static const char *const mega_names[] = { " MB", " MiB" };
	const uint64_t kilo = units == UNITS_BINARY ? 1024 : 1000;
	const uint64_t mega = kilo * kilo;
	bool small = bytes < mega;
	uint64_t unit = small ? kilo : mega;
	char *end;

	if (bytes < kilo) {
		end = units_grouped(out, bytes);
		memcpy(end, " B", sizeof(" B"));
		return;
	}
	if (bytes < 100 * unit) {
		uint64_t tenths = units_divide(bytes, unit, 10);

		end = units_grouped(out, tenths / 10);
		*end++ = '.';
		*end++ = (char)('0' + tenths % 10);
	} else {
		end = units_grouped(out, units_divide(bytes, unit, 1));
	}
	strcpy(end, small ? kilo_names[units] : mega_names[units]);
}

/* The sign of a delta; returns where its magnitude goes. */
static char *
units_sign(char *out, int64_t delta)
{
	if (delta != 0)
		*out++ = delta < 0 ? '-' : '+';
	return out;
}

static uint64_t
units_magnitude(int64_t delta)
{
	return delta < 0 ? 0 - (uint64_t)delta : (uint64_t)delta;
}

const char *
units_bytes(char out[UNITS_LENGTH], uint64_t bytes, enum units units)
{
	units_bytes_at(out, bytes, units);
	return out;
}

const char *
units_bytes_delta(char out[UNITS_LENGTH], int64_t bytes, enum units units)
{
	units_bytes_at(units_sign(out, bytes), units_magnitude(bytes), units);
	return out;
}

/* The fewest digits that are read as the number again, and zeros up to 21 places. */
const char *
units_whole(char out[UNITS_LENGTH], double number)
{
	char shortest[40], *e;
	size_t length;
	int digits = 0, exponent;

	if (!isfinite(number)) {
		strcpy(out, isnan(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity");
		return out;
	}
	do
		snprintf(shortest, sizeof(shortest), "%.*e", digits++, number);
	while (strtod(shortest, NULL) != number);
	e = strchr(shortest, 'e');
	assert(e != NULL); /* that is what %e writes */
	exponent = atoi(e + 1);
	*e = '\0';
	if (exponent >= 21) {
		snprintf(out, UNITS_LENGTH, "%.24se+%d", shortest, exponent);
		return out;
	}
	length = strspn(shortest, "-");
	memcpy(out, shortest, length);
	for (const char *c = shortest + length; *c != '\0'; c++)
		if (*c != '.')
			out[length++] = *c;
	while (digits++ <= exponent)
		out[length++] = '0';
	out[length] = '\0';
	return out;
}

const char *
units_count(char out[UNITS_LENGTH], uint64_t count)
{
	units_grouped(out, count);
	return out;
}

const char *
units_count_delta(char out[UNITS_LENGTH], int64_t count)
{
	units_grouped(units_sign(out, count), units_magnitude(count));
	return out;
}

const char *
units_percent(char out[UNITS_LENGTH], uint64_t part, uint64_t whole)
{
	double percent = whole > 0 ? round((double)part / (double)whole * 100) : 0;

	snprintf(out, UNITS_LENGTH, "%.0f%%", percent);
	return out;
}
