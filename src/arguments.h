/*
 * What commands have alike: exit statuses, what is said of a failure, and of those that are no
 * views the options, a table from which they are read and their help is made.
 */

#pragma once

#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

enum exit_status {
	STATUS_DONE = 0,
	STATUS_FAILED = 1,
	STATUS_WRONG = 2,
	STATUS_ALARM = 3,
};

enum argument_kind {
	ARGUMENT_FLAG,    /* bool */
	ARGUMENT_TEXT,    /* const char * */
	ARGUMENT_SECONDS, /* double: 90, 500ms, 60s, 10m, 2h */
	ARGUMENT_COUNT,   /* unsigned long */
	ARGUMENT_PERCENT, /* double: 20% or 20 is 0.2 */
	ARGUMENT_CHOICE,  /* unsigned: which of the words of `value`, "a|b", from 1 */
};

/* The formats of what goes on: a watch, a history. */
#define LOG_FORMATS "text|ndjson"
enum log_format { LOG_UNSAID, LOG_TEXT, LOG_NDJSON };

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

extern const struct command anonymize_command, capture_command, index_command, trend_command,
	watch_command;

/* Reads options into the struct at `into`, moves the words that are none to the front of
 * argv and returns how many there are; -1 with ERROR_USAGE. */
int arguments_parse(const struct argument *table, void *into, int argc, char **argv,
		    struct error *error);

/* One line on standard error, whatever bytes are in it; `about` (may be null) is the file or the
 * address it is about.  The exit status. */
int program_fail(const char *about, const struct error *error);
/* Writes to standard output, with what was printed before.  The exit status: that of a failure,
 * which is told, if not all of it could be written. */
int program_print(struct text out);
/* Prints the command's help (help.c).  The exit status. */
int program_help(const struct command *command);
