/*
 * A snapshot on its way to disk: compressed if its name ends in .zst or .gz, and given that
 * name only when all of it is there and the JSON is whole.
 */

#pragma once

#include "base/error.h"
#include "base/packed_file.h"
#include "live/json_end.h"

struct output {
	struct packed_file *file; /* null: closed */
	struct json_end end;
	uint64_t taken;   /* bytes of JSON */
	uint64_t written; /* bytes on disk */
};

/* On failure there is nothing to close. */
bool output_open(struct output *output, const char *path, struct error *error);
bool output_write(struct output *output, const char *bytes, size_t length, struct error *error);
/* Checks that it is whole and gives it its name. */
bool output_finish(struct output *output, struct error *error);
/* Removes what has not got its name, and releases everything. */
void output_close(struct output *output);
