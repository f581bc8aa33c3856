/*
 * Bytes in, bytes to a file out: as they are, as gzip or as Zstandard.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/atomic_file.h"
#include "base/error.h"

struct compressor;

/* By the end of the file's name; ERROR_USAGE when it asks for what this build cannot do. */
struct compressor *compressor_open(struct atomic_file *file, const char *path, struct error *error);
bool compressor_write(struct compressor *compressor, const char *bytes, size_t length,
		      struct error *error);
/* Writes what is left. */
bool compressor_finish(struct compressor *compressor, struct error *error);
/* Bytes that went to the file. */
uint64_t compressor_written(const struct compressor *compressor);
/* Null is fine. */
void compressor_free(struct compressor *compressor);
