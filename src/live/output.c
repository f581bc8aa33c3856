#include "config.h"

#include "live/output.h"

#include <string.h>

#include "live/compressor.h"

bool
output_open(struct output *output, const char *path, struct error *error)
{
	memset(output, 0, sizeof(*output));
	output->is_open = atomic_file_open(&output->file, path, error);
	if (output->is_open)
		output->compressor = compressor_open(&output->file, path, error);
	if (output->compressor != NULL)
		return true;
	output_close(output);
	return false;
}

bool
output_write(struct output *output, const char *bytes, size_t length, struct error *error)
{
	output->taken += length;
	if (!json_end_feed(&output->end, bytes, length))
		return error_set(error, ERROR_FORMAT, "what the target sent is no snapshot "
				 "(before byte %llu)", (unsigned long long)output->taken);
	if (!compressor_write(output->compressor, bytes, length, error))
		return false;
	output->written = compressor_written(output->compressor);
	return true;
}

bool
output_finish(struct output *output, struct error *error)
{
	if (!json_end_is_whole(&output->end))
		return error_set(error, ERROR_FORMAT, "the snapshot is cut off after %llu bytes",
				 (unsigned long long)output->taken);
	if (!compressor_finish(output->compressor, error))
		return false;
	output->written = compressor_written(output->compressor);
	output->is_open = false;
	return atomic_file_commit(&output->file, error);
}

void
output_close(struct output *output)
{
	compressor_free(output->compressor);
	if (output->is_open)
		atomic_file_abandon(&output->file);
	memset(output, 0, sizeof(*output));
}
