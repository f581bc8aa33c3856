#include "config.h"

#include "live/output.h"

#include <string.h>

bool
output_open(struct output *output, const char *path, struct error *error)
{
	memset(output, 0, sizeof(*output));
	output->file = packed_file_open(path, error);
	return output->file != NULL;
}

bool
output_write(struct output *output, const char *bytes, size_t length, struct error *error)
{
	output->taken += length;
	if (!json_end_feed(&output->end, bytes, length))
		return error_set(error, ERROR_FORMAT, "what the target sent is no snapshot "
				 "(before byte %llu)", (unsigned long long)output->taken);
	if (!packed_file_write(output->file, bytes, length, error))
		return false;
	output->written = packed_file_written(output->file);
	return true;
}

bool
output_finish(struct output *output, struct error *error)
{
	struct packed_file *file;

	if (!json_end_is_whole(&output->end))
		return error_set(error, ERROR_FORMAT, "the snapshot is cut off after %llu bytes",
				 (unsigned long long)output->taken);
	if (!packed_file_finish(output->file, error))
		return false;
	output->written = packed_file_written(output->file);
	file = output->file;
	output->file = NULL;
	return packed_file_commit(file, error);
}

void
output_close(struct output *output)
{
	packed_file_abandon(output->file);
	memset(output, 0, sizeof(*output));
}
