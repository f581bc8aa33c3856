/*
 * heaptui anonymize: a snapshot that can be shown to a stranger.
 */

#include "config.h"

#include <stdbool.h>
#include <sys/random.h>

#include "arguments.h"
#include "heap/anonymize.h"

struct anonymize_options {
	bool help;
};

static const struct argument anonymize_arguments[] = {
	{ "help", NULL, "print this", ARGUMENT_FLAG, offsetof(struct anonymize_options, help) },
	{ NULL, NULL, NULL, ARGUMENT_FLAG, 0 },
};

static bool
anonymize_files(const char *from, const char *to, const char **at_fault, struct error *error)
{
	struct input *input;
	struct packed_file *file;
	uint64_t seed;
	bool good;

	*at_fault = NULL;
	if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
		return error_set(error, ERROR_FILE, "no random numbers to be had");
	*at_fault = from;
	input = input_open(from, 2, NULL, error);
	if (input == NULL)
		return false;
	*at_fault = NULL; /* what is said of the other file names it */
	file = packed_file_open(to, error);
	good = file != NULL;
	if (good) {
		*at_fault = from;
		good = anonymize(input, file, seed, NULL, error);
		if (good) {
			*at_fault = NULL;
			good = packed_file_commit(file, error);
		} else {
			packed_file_abandon(file);
		}
	}
	input_close(input);
	return good;
}

static int
anonymize_run(int argc, char **argv)
{
	struct anonymize_options options = { 0 };
	struct error error = { 0 };
	const char *at_fault = NULL;
	int words = arguments_parse(anonymize_arguments, &options, argc, argv, &error);

	if (options.help)
		return program_help(&anonymize_command);
	if (error.kind == ERROR_NONE && words != 3)
		error_set(&error, ERROR_USAGE, "anonymize takes two files: what to read, and where "
			  "to write");
	if (error.kind == ERROR_NONE)
		anonymize_files(argv[1], argv[2], &at_fault, &error);
	return error.kind == ERROR_NONE ? 0 : program_fail(at_fault, &error);
}

const struct command anonymize_command = {
	.name = "anonymize",
	.title = "Anonymize",
	.usage = "anonymize SNAPSHOT OUT",
	.summary = "the same graph and sizes with other words, to be shown to strangers",
	.arguments = anonymize_arguments,
	.run = anonymize_run,
};
