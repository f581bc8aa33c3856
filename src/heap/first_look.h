/*
 * What there is to show of a snapshot as soon as its nodes and strings are read: how many objects
 * of each constructor, and how large.
 *
 * The rows of the Summary (constructors.h) tell more apart, and charge hidden parts to their
 * owners; both needs edges.
 */

#pragma once

#include "heap/classes.h"

struct first_look_row {
	struct text name;
	uint32_t count;
	uint64_t size; /* bytes, of the objects themselves, as recorded */
};

struct first_look {
	struct first_look_row *at; /* largest first, as many as a screen can show */
	size_t count;
	uint64_t object_count, size; /* of all */
	struct arena arena;          /* of names */
};

/* Objects of size 0 do not count.  Null: it was cancelled, there is no memory, or a node has a name
 * that is no string of the table. */
struct first_look *first_look_new(const struct snapshot *snapshot, struct progress *progress);
void first_look_free(struct first_look *look);
