/*
 * The browser: views in two panes, one command line, keys.
 *
 * It stands on view/ only.  What needs the floors above (the program's command
 * language, the reports) is handed in by main as functions.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/units.h"
#include "view/outline.h"
#include "view/request.h"

struct browser_options {
	const char *const *paths; /* oldest first */
	size_t path_count;
	struct heap_options heap;
	enum units units;
	bool has_units;           /* said on the command line: the configuration does not count */
	bool ascii;
	bool has_id;              /* begin at the object with this id */
	uint64_t id;

	/* Parses the words of a command line as the program would, file names left out. */
	bool (*parse)(struct request *request, size_t word_count, char **words,
		      struct error *error);
	/* Whether the program has a command of that name that is no view. */
	bool (*is_for_shell)(const char *word);
	/* The n-th completion of a word of such a line; false if there are not so many. */
	bool (*complete)(size_t word_count, char **words, size_t n, struct buffer *out);
	/* Writes the rows of an outline to a file, in the format of its name. */
	bool (*write)(struct outline *outline, const char *path, struct progress *progress,
		      struct error *error);
	/* Writes what the program's command would print. */
	bool (*print)(const struct subject *subject, const struct request *request,
		      const char *path, struct progress *progress, struct error *error);
};

/* Browses until the user leaves.  False with the error set, and *failed the snapshot's path or
 * null, if nothing could be shown: ERROR_USAGE for a terminal that will not do. */
bool browser_run(const struct browser_options *options, const char **failed,
		 struct error *error);
