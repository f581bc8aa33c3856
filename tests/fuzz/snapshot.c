/*
 * Any bytes as a snapshot: loaded as a plain file by two threads, as a stream, to be salvaged.
 * The first two say the same.
 */

#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "heap/first_look.h"
#include "heap/snapshot_load.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void
walk(const struct snapshot *snapshot)
{
	struct arena scratch = { .blocks = NULL };

	for (node_ix node = 0; node < snapshot->node_count; node++)
		snapshot_node_name(snapshot, node, &scratch);
	for (edge_ix edge = 0; edge < snapshot->edge_count; edge++)
		if (snapshot_edge_name(snapshot, edge, &scratch).length == SIZE_MAX
		    || snapshot_edge_target(snapshot, edge) >= snapshot->node_count)
			abort();
	if (snapshot->first_edge[snapshot->node_count] != snapshot->edge_count)
		abort();
	arena_release(&scratch);
}

static bool
load(struct snapshot *snapshot, const uint8_t *bytes, size_t length, bool as_stream,
     struct load_options options, struct error *error)
{
	struct input *input = input_of_memory(bytes, length);
	bool good;

	if (as_stream)
		input_make_stream(input);
	good = snapshot_load(snapshot, input, &options, NULL, error);
	input_close(input);
	if (good)
		walk(snapshot);
	else if (error->kind == ERROR_NONE || *error->message == '\0')
		abort();
	return good;
}

/* Of a file strings are read before their turn if names are asked for; of a stream never. */
static void
on_names(void *context, const struct snapshot *snapshot)
{
	(void)context;
	first_look_free(first_look_new(snapshot, NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct error error = { .kind = ERROR_NONE }, other_error = error, ignored = error;
	struct snapshot snapshot, other, salvaged;
	bool good = load(&snapshot, bytes, length, false,
			 (struct load_options){ .threads = 2, .on_names = on_names }, &error);
	bool other_good = load(&other, bytes, length, true, (struct load_options){ .threads = 1 },
			       &other_error);
	bool salvages = load(&salvaged, bytes, length, false,
			     (struct load_options){ .threads = 1, .salvage = true }, &ignored);

	if (good != other_good || strcmp(error.message, other_error.message) != 0
	    || (good && !salvages))
		abort();
	if (good && (snapshot.node_count != other.node_count
		     || snapshot.edge_count != other.edge_count
		     || memcmp(snapshot.edge_word, other.edge_word,
			       snapshot.edge_count * sizeof(uint32_t)) != 0))
		abort();
	if (good) {
		snapshot_release(&snapshot);
		snapshot_release(&other);
	}
	if (salvages)
		snapshot_release(&salvaged);
	return 0;
}
