/*
 * A file written whole or not at all.
 *
 * What is written goes to a temporary file beside it, mode 0600, which takes the file's name
 * once all of it is on disk: whoever looks, at any moment, sees the old file or the new
 * one.  Where the system can, the temporary file has no name until then, so that it goes with a
 * program that is killed.
 */

#pragma once

#include <stddef.h>

#include "base/error.h"

struct atomic_file {
	int descriptor;
	bool is_special; /* written as it is */
	char *path;
	char *temporary; /* null while it has no name */
};

/* Opens the temporary file.  A path that is a link is followed: the file it names is replaced,
 * not the link.  What is no regular file (/dev/null, a pipe) is written as it is. */
bool atomic_file_open(struct atomic_file *file, const char *path, struct error *error);
bool atomic_file_write(struct atomic_file *file, const void *bytes, size_t length,
		       struct error *error);
/* Puts it on disk under its name.  On failure the old file is as it was.  Closes either way. */
bool atomic_file_commit(struct atomic_file *file, struct error *error);
/* Removes the temporary file; the old one is as it was. */
void atomic_file_abandon(struct atomic_file *file);

/* For tests: the n-th system call of those above fails from now on (0: none does). */
void atomic_file_fail_at(size_t nth);
