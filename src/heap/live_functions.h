/*
 * Which functions of which scopes are still there, and which contexts each can see: its own
 * and those around it (spec 11.9).
 */

#pragma once

#include "heap/context_tree.h"
#include "heap/heap.h"
#include "heap/scope_tables.h"

struct live_function {
	uint32_t scope, place; /* of its context in the tree */
};

struct live_functions {
	const struct heap *heap;
	const struct context_tree *tree;
	struct live_function *seen; /* a column: by scope and place */
	size_t seen_count, seen_capacity;
	uint32_t *script_of; /* column: by scope description: 2 + its script; 1: unknown */
};

bool live_functions_build(struct live_functions *live, const struct heap *heap,
			  const struct scope_tables *tables, const struct context_tree *tree,
			  struct progress *progress, struct error *error);
void live_functions_release(struct live_functions *live);

/* Whether a live function of the scope can see the context, which is one of the tree, or any. */
bool live_functions_has(const struct live_functions *live, uint32_t scope, uint32_t context);
bool live_functions_has_any(const struct live_functions *live, uint32_t scope);
/* The script of a scope description (system / ScopeInfo), or NODE_NONE. */
node_ix live_functions_script(struct live_functions *live, node_ix scope_info);
