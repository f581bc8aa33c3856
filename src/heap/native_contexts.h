/*
 * Which native context (realm, frame) an object belongs to (spec 11.5).
 *
 * An object whose map tells its context is certain; the rest belongs to whoever of those
 * reaches it: to one context, to several (shared), or to none.
 */

#pragma once

#include "heap/heap.h"

struct native_context {
	node_ix node;
	uint64_t size; /* bytes attributed to it */
};

/* Values of native_contexts.of beside the index of a context, which is less. */
#define CONTEXT_OF_NONE UINT32_MAX
#define CONTEXT_OF_SEVERAL (UINT32_MAX - 1)

struct native_contexts {
	uint32_t *of;              /* column: index into at, for each node */
	struct native_context *at; /* column: by size, largest first; equal ones in file order */
	size_t count;
	uint64_t shared_size, none_size;
};

bool native_contexts_build(struct native_contexts *contexts, const struct heap *heap,
			   struct progress *progress, struct error *error);
void native_contexts_release(struct native_contexts *contexts);
