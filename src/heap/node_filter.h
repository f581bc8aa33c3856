/*
 * DevTools' named filters: which objects a Summary counts (spec 9.4).
 */

#pragma once

#include "heap/heap.h"

/*
 * What `--only=WHICH` takes: duplicated-strings, detached-dom, contexts, console,
 * event-handlers, shared-native-context, no-native-context, native-context=@ID,
 * ids=MIN..MAX (MIN < id <= MAX), allocation=ID[,ID...] (trace nodes).
 *
 * The accepted nodes as a bitset column, the caller's to free; null on failure (ERROR_USAGE
 * for a word that is none of these, ERROR_ABSENT for an object that is not there).
 */
bitset_word *node_filter_build(const struct heap *heap, struct text which,
			       struct progress *progress, struct error *error);

/* The words above with a line of explanation each, for help, menu and completion; ends with
 * a null name. */
struct node_filter_kind {
	const char *name;        /* "detached-dom" */
	const char *title;       /* DevTools' words: "Objects retained by detached DOM nodes" */
	bool takes_value;
	bitset_word *(*build)(const struct heap *heap, struct text value,
			      struct progress *progress, struct error *error);
};
extern const struct node_filter_kind node_filter_kinds[];
