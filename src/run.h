/*
 * Runs a view's command: loads the snapshots, opens the view, prints it.
 */

#pragma once

#include "options.h"

/* What main() needs to say of a failure: the file it was with, or null. */
struct failure {
	const char *path;
	struct error error;
};

/* The exit status; `failure` says why if it is 1 or 2. */
int run_view(const struct options *options, struct failure *failure);
/* Writes the rows of an outline to a file, in the format of its name. */
bool run_write(struct outline *outline, const char *path, struct progress *progress,
	       struct error *error);
/* What run_view() would print of the subject's heaps, on its object unless the request names
 * one, into the request's file. */
bool run_print_into(const struct subject *subject, const struct request *request,
		    const char *path, struct progress *progress, struct error *error);
