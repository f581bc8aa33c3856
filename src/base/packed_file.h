/*
 * A file written whole or not at all (atomic_file.h): as gzip or as Zstandard if its name ends in
 * .gz or .zst, or else as it is.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct packed_file;

/* ERROR_USAGE when the name asks for what this build cannot do. */
struct packed_file *packed_file_open(const char *path, struct error *error);
bool packed_file_write(struct packed_file *packed, const void *bytes, size_t length,
		       struct error *error);
/* Writes what is left inside; nothing comes after it. */
bool packed_file_finish(struct packed_file *packed, struct error *error);
/* Bytes that went to the file. */
uint64_t packed_file_written(const struct packed_file *packed);
/* Finishes it, and puts it on disk under its name.  Frees either way. */
bool packed_file_commit(struct packed_file *packed, struct error *error);
/* The old file is as it was.  Null is fine. */
void packed_file_abandon(struct packed_file *packed);
