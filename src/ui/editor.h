/*
 * The user's editor, opened at a line of a file.
 */

#pragma once

#include <stdbool.h>

/* What the environment says it is. */
const char *editor_wanted(void);
/* Lends it the terminal until it ends.  False if it could not be run. */
bool editor_run(const char *file, long line);
