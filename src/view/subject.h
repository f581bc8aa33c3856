/*
 * What a view is opened on, made from what somebody asked for in words.
 */

#pragma once

#include "view/request.h"

/*
 * Puts the request's object, text and case into the subject, whose heaps are set already, and
 * checks that the view has what it needs.  The texts are the request's.  ERROR_USAGE if an
 * object, a pattern or an earlier snapshot is missing, ERROR_ABSENT for an id that the
 * snapshot has not.
 */
bool subject_take(struct subject *subject, const struct request *request, struct error *error);

/* The objects that the request's words name (--only), as a bitset column, the caller's to free;
 * null on failure. */
bitset_word *subject_accept(const struct subject *subject, struct text only,
			    struct progress *progress, struct error *error);

/* The objects that the words name (--ignore: "@12,@34"), likewise. */
bitset_word *subject_ignore(const struct heap *heap, struct text ids, struct error *error);

/* Distances of the heap when no path may enter these nodes: a column, the caller's to free;
 * null on failure. */
int32_t *subject_distances(const struct heap *heap, const bitset_word *ignored,
			   struct progress *progress, struct error *error);
