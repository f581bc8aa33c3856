/*
 * The options of a command that is not a view: a table, from which they are read and its
 * help is printed.
 */

#pragma once

#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

enum argument_kind {
	ARGUMENT_FLAG,    /* bool */
	ARGUMENT_TEXT,    /* const char * */
	ARGUMENT_SECONDS, /* double: 90, 500ms, 60s, 10m, 2h */
	ARGUMENT_COUNT,   /* unsigned long */
	ARGUMENT_PERCENT, /* double: 20% or 20 is 0.2 */
};

struct argument {
	const char *name;   /* without the dashes; one letter takes one dash */
	const char *value;  /* what help calls its value; null for a flag */
	const char *help;
	enum argument_kind kind;
	size_t offset;      /* in the struct it goes to */
};

struct command {
	const char *name, *title, *usage, *summary;
	const struct argument *arguments; /* up to one without a name */
	/* argv[0] is the command; gives the exit status. */
	int (*run)(int argc, char **argv);
};

extern const struct command capture_command, watch_command, trend_command;

/* Reads options into the struct at `into`, moves the words that are none to the front of
 * argv and returns how many there are; -1 with ERROR_USAGE. */
int arguments_parse(const struct argument *table, void *into, int argc, char **argv,
		    struct error *error);
void arguments_help(const struct command *command, FILE *out);
