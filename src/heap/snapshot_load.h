/*
 * .heapsnapshot -> struct snapshot.  The only file that knows the format (spec 1, 2).
 *
 * One pass over the input; the number arrays go through the scanner (number_scan.h) straight
 * into their columns, the "snapshot" object through jansson, strings stay as they are.  Every
 * number is checked where it is read.  Counts in the header are claims: memory grows
 * only with what was read.
 */

#pragma once

#include "base/progress.h"
#include "heap/input.h"
#include "heap/snapshot.h"

struct load_options {
	unsigned threads; /* 1 or more */
	bool salvage;     /* open what is whole of a cut file */
	/* Called, unless null, as soon as there are nodes and strings: of a plain file before its
	 * edges are read; of others perhaps never.  Names of nodes are not checked yet. */
	void (*on_names)(void *context, const struct snapshot *snapshot);
	void *context;
};

/* Reads all of `input`.  On failure `snapshot` is empty and error says what, where,
 * expected and found. */
bool snapshot_load(struct snapshot *snapshot, struct input *input,
		   const struct load_options *options, struct progress *progress,
		   struct error *error);
