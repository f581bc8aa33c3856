/*
 * Variables that closures keep alive.
 *
 * Functions made in one call share one context object with all variables that any of them
 * uses; a variable lives as long as any of them does, even one that does not use it.  Where
 * the file has scope tables (new V8), the variables no live function can read are known:
 * they are dead, and only the context keeps them (spec 11.9).
 */

#pragma once

#include "heap/heap.h"

struct unscoped_script {
	node_ix script;
	uint32_t count; /* context objects of its functions */
};

struct closure_contexts {
	node_ix *contexts;        /* column: all context objects, in file order */
	size_t count;
	edge_ix *dead;            /* column: dead variables, in file order */
	size_t dead_count;
	struct unscoped_script *unscoped; /* column: scripts that nothing can be said of, in
	                                   * file order */
	size_t unscoped_count;
};

bool closure_contexts_build(struct closure_contexts *contexts, const struct heap *heap,
			    struct progress *progress, struct error *error);
void closure_contexts_release(struct closure_contexts *contexts);
/* Whether the variable is dead for certain. */
bool closure_contexts_is_dead(const struct closure_contexts *contexts, edge_ix edge);
