/*
 * Which functions of which scopes are still there, and which contexts each can see: its own
 * and those around it (spec 11.9).
 */

#pragma once

#include "heap/heap.h"
#include "heap/scope_tables.h"

struct live_functions {
	const struct heap *heap;
	uint64_t *seen;     /* a hash set of scope << 32 | context, plus 1; 0: empty */
	size_t slots, used;
	uint32_t *script_of; /* column: by scope description: 2 + its script; 1: unknown */
};

bool live_functions_build(struct live_functions *live, const struct heap *heap,
			  const struct scope_tables *tables, struct progress *progress,
			  struct error *error);
void live_functions_release(struct live_functions *live);

/* Whether a live function of the scope can see the context. */
bool live_functions_has(const struct live_functions *live, uint32_t scope, node_ix context);
/* The script of a scope description (system / ScopeInfo), or NODE_NONE. */
node_ix live_functions_script(struct live_functions *live, node_ix scope_info);
