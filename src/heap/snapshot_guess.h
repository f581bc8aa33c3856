/*
 * Whether a file is a snapshot at all; and what one that is none may be, so that the message helps.
 */

#pragma once

#include "heap/json_read.h"

/* Goes to the beginning of the object that a snapshot is.  Asked before anything else is read: a
 * file that can be told by its first bytes to be something else is not read further. */
bool snapshot_begin(struct json_reader *reader, struct error *error);
