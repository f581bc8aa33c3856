/*
 * WeakRefs: references that keep nothing alive, and what is left when their object has gone.
 */

#pragma once

#include "heap/heap.h"

struct weak_refs {
	uint32_t count; /* WeakRef objects */
	uint32_t empty; /* of them, those whose object has gone */
};

/* Whether the node is a WeakRef. */
bool weak_ref_is(const struct heap *heap, node_ix node);
/* Whether a WeakRef's object has gone: it has no target any more. */
bool weak_ref_is_empty(const struct heap *heap, node_ix node);

struct weak_refs weak_refs_count(const struct heap *heap);
