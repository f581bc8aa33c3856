/*
 * Where a user's files are: the XDG base directories.
 */

#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/buffer.h"

enum directory { DIRECTORY_CONFIG, DIRECTORY_STATE, DIRECTORY_CACHE };

/* The path of our file of that name, NUL-terminated, into `path`.  False if there is no home
 * to put it in. */
bool directory_find(enum directory directory, const char *name, struct buffer *path);
/* Makes the directories that lead to the file, for the user alone. */
bool directory_make_parents(const char *path);
/* Whether the folder the file is in is the user's own, where nobody else may write, and no link:
 * another could exchange what is in it, or lead it elsewhere. */
bool directory_is_own(const char *path);
/* Opens a file of these directories to read its lines.  Null if there is none, and for what nobody
 * typed: a pipe or a device, which would be waited for or never end, and more than 16 MiB. */
FILE *directory_file_open(const char *path);
