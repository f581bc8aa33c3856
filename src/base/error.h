/*
 * What went wrong, in one line.
 *
 * A function that can fail returns bool (or a pointer) and takes a struct error
 * last.  error_set() returns false, so a failure is one line of code.  The
 * message is lower case, without a full stop, says what and where, and leaves out
 * what the caller knows; main puts "heaptui: FILE: " before it.  The first message
 * stays: setting an error that is already set changes nothing.
 */

#pragma once

#include <stdbool.h>

enum error_kind {
	ERROR_NONE,
	ERROR_FILE,      /* the system said no: open, read, write, rename */
	ERROR_FORMAT,    /* the input is not what it should be */
	ERROR_LIMIT,     /* well-formed, but larger than we can hold */
	ERROR_MEMORY,    /* no memory left */
	ERROR_ABSENT,    /* an object that was asked for is not there */
	ERROR_CANCELLED, /* the user said stop */
	ERROR_USAGE,     /* a command, option or pattern that makes no sense */
};

struct error {
	enum error_kind kind;
	char message[512]; /* may hold bytes of a snapshot: escape before showing */
};

/* Sets kind and message unless an error is set already.  Always returns false.
 * A null error is fine: then only the return value tells. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
