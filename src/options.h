/*
 * The command line of a view: heaptui COMMAND [OPTION...] SNAPSHOT... [@ID|PATTERN].
 *
 * One table (option_table) says what options there are; parsing, help and completion come from
 * it and from the table of views.  The browser's own command line is read by the same
 * functions, without the names of files.
 */

#pragma once

#include <limits.h>

#include "arguments.h"
#include "report/report.h"
#include "view/request.h"

/* Words as they were given; checked and made into what they mean by options_parse(). */
struct options {
	const char *format, *columns, *sort, *filter, *only, *ignore, *constructor, *units;
	const char *index_limit, *output;
	unsigned long limit, depth, threads; /* OPTION_NOT_GIVEN: not given */
	bool match_case, ascii, verbose, salvage, no_index, fail, version, help;

	struct request request;          /* view: null to browse */
	const char *const *paths;
	size_t path_count;
	const struct report_format *report_format;
	struct heap_options heap;
	struct cell_format cells;
	const char *help_on;             /* the command that help was asked for, or null */
};

#define OPTION_NOT_GIVEN ULONG_MAX

extern const struct argument option_table[];
/* Commands that are no views; ends with a null. */
extern const struct command *const program_commands[];
const struct command *command_find(const char *name);
/* The command that a word may have been meant for, which is none; null: nothing is like it. */
const char *command_nearest(const char *word);
/* "no such command", and which may have been meant.  Returns false. */
bool command_unknown(const char *word, struct error *error);

/* Reads a command line without the program's name; reorders argv.  The strings stay the
 * caller's. */
bool options_parse(struct options *options, int argc, char **argv, struct error *error);
/* The same without files, for the browser: words[0] is the view's name. */
bool options_parse_request(struct request *request, size_t word_count, char **words,
			   struct error *error);
/* The n-th completion of the last word of such a line; false if there are not so many. */
bool options_complete(size_t word_count, char **words, size_t n, struct buffer *out);

/* What there is, in all: commands and options; or one command.  As text or as JSON.
 * ERROR_USAGE for a command there is not. */
bool help_print(const char *command, bool as_json, struct buffer *out, struct error *error);
/* The names of all commands, separated by commas. */
void help_add_commands(struct buffer *out);
