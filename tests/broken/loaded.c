/*
 * Says of each snapshot in a row of them whether it loads, and what it holds then.
 *
 *	loaded FILE           one, by its name; status 1 if it does not load
 *	loaded --salvage FILE
 *	loaded < BUNDLE       a bundle is, for each file, its length on a line and its bytes
 *
 * Each of a bundle is loaded in three ways: as a plain file, by two threads; as a stream, by one;
 *to be salvaged.  The first two must agree to the letter, and what loads must not need to be
 * salvaged.
 */

#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/first_look.h"
#include "heap/kept_names.h"
#include "heap/snapshot_load.h"

enum { SUMMARY_LENGTH = 1024 };

/* Touches everything a snapshot has, so that what is out of bounds is noticed.  What is long and
 * escaped is decoded once, not for each that is named so. */
static uint64_t
walk(const struct snapshot *snapshot)
{
	struct arena scratch = { .blocks = NULL };
	struct kept_names *names = kept_names_new();
	uint64_t sum = 0;

	for (node_ix node = 0; node < snapshot->node_count; node++) {
		sum += kept_names_string(names, &snapshot->strings, snapshot->node_name[node],
					 &scratch).length
		       + strlen(snapshot_node_type_name(snapshot, node))
		       + sizes_get(&snapshot->size, node);
		for (edge_ix edge = snapshot->first_edge[node];
		     edge < snapshot->first_edge[node + 1]; edge++) {
			if (!edge_word_is_numbered(snapshot->edge_word[edge]))
				sum += kept_names_string(names, &snapshot->strings,
							 snapshot->edge_name[edge],
							 &scratch).length;
			sum += snapshot->node_id[snapshot_edge_target(snapshot, edge)]
			       + strlen(snapshot_edge_type_name(snapshot, edge));
			arena_reset(&scratch);
		}
		arena_reset(&scratch);
	}
	for (size_t i = 0; i < snapshot->location_count; i++)
		sum += snapshot->node_id[snapshot->locations[i].node];
	for (size_t i = 0; i < snapshot->trace_function_count; i++)
		sum += strings_text(&snapshot->strings, snapshot->trace_functions[i].name,
				    &scratch).length;
	for (size_t i = 0; i < snapshot->trace_node_count; i++)
		sum += snapshot->trace_nodes[snapshot->trace_nodes[i].parent].id;
	for (size_t i = 0; i < snapshot->scope_variable_count; i++)
		sum += strings_text(&snapshot->strings, snapshot->scope_variables[i],
				    &scratch).length;
	kept_names_free(names);
	arena_release(&scratch);
	return sum;
}

static uint64_t
total_size(const struct snapshot *snapshot)
{
	uint64_t sum = 0;

	for (node_ix node = 0; node < snapshot->node_count; node++)
		sum = size_add(sum, sizes_get(&snapshot->size, node));
	return sum;
}

/* Asked for names early, so that strings are read before their turn: what is loaded, or what is
 * complained of, is to be the same as without, which is how a stream is read. */
static void
on_names(void *context, const struct snapshot *snapshot)
{
	(void)context;
	first_look_free(first_look_new(snapshot, NULL));
}

/* Loads it and closes the input, which may be null: then the error says why. */
static bool
summarize(char summary[SUMMARY_LENGTH], struct input *input, struct load_options options,
	  struct error error)
{
	struct snapshot snapshot;
	bool good = input != NULL && snapshot_load(&snapshot, input, &options, NULL, &error);

	if (good) {
		uint64_t sum = walk(&snapshot);

		snprintf(summary, SUMMARY_LENGTH,
			 "ok nodes=%" PRIu32 " edges=%" PRIu32 " strings=%" PRIu32
			 " locations=%zu samples=%zu functions=%zu stacks=%zu scopes=%zu size=%"
			 PRIu64 "%s", snapshot.node_count, snapshot.edge_count,
			 snapshot.strings.recorded, snapshot.location_count, snapshot.samples.count,
			 snapshot.trace_function_count, snapshot.trace_node_count,
			 snapshot.scope_count, total_size(&snapshot), sum == UINT64_MAX ? " " : "");
		snapshot_release(&snapshot);
	} else {
		snprintf(summary, SUMMARY_LENGTH, "refused: %s", error.message);
	}
	input_close(input);
	return good;
}

static void
say(const char *bytes, size_t length)
{
	const struct error none = { .kind = ERROR_NONE };
	char plain[SUMMARY_LENGTH], stream[SUMMARY_LENGTH], salvaged[SUMMARY_LENGTH];
	struct input *input = input_of_memory(bytes, length);
	bool loads, salvages;

	input_make_stream(input);
	summarize(stream, input, (struct load_options){ .threads = 1 }, none);
	loads = summarize(plain, input_of_memory(bytes, length),
			  (struct load_options){ .threads = 2, .on_names = on_names }, none);
	salvages = summarize(salvaged, input_of_memory(bytes, length),
			     (struct load_options){ .threads = 2, .salvage = true,
						    .on_names = on_names }, none);
	if (strcmp(plain, stream) != 0)
		printf("disagreement: as a file '%s', as a stream '%s'\n", plain, stream);
	else if (loads && (!salvages || strcmp(plain, salvaged) != 0))
		printf("disagreement: loads, but salvaged '%s'\n", salvaged);
	else
		printf("%s\n", plain);
}

static int
say_of_file(const char *path, bool salvage)
{
	struct error error = { .kind = ERROR_NONE };
	struct input *input = input_open(path, 2, NULL, &error);
	char summary[SUMMARY_LENGTH];
	bool good = summarize(summary, input,
			      (struct load_options){ .threads = 2, .salvage = salvage }, error);

	printf("%s\n", summary);
	return good ? 0 : 1;
}

int
main(int argc, char **argv)
{
	size_t length;

	if (argc > 1)
		return say_of_file(argv[argc - 1], argc > 2);
	while (scanf("%zu", &length) == 1) {
		char *bytes;

		if (length > SIZE_MAX / 2 || getchar() != '\n')
			return 1;
		/* exactly as large as it is, so that a sanitizer sees what lies behind it */
		bytes = xmalloc(length);
		if (length > 0 && fread(bytes, length, 1, stdin) != 1)
			return 1;
		say(bytes, length);
		free(bytes);
	}
	return 0;
}
