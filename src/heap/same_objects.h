/*
 * Which objects of one heap stand in another one, too: by the same id, or by any other number
 * that tells objects apart (identity.h), and of the same group.
 */

#pragma once

#include "base/progress.h"
#include "heap/heap.h"

/* Objects of one side. */
struct same_side {
	const struct heap *heap;
	const uint32_t *identity; /* by node; 0: none */
	const uint32_t *group;    /* by class */
	const class_ix *class_of; /* by node */
	bitset_word *same;        /* out, a column: those that stand on the other side */
};

/* Finds both sides' `same`; objects of size 0 never are. */
bool same_objects_find(struct same_side *a, struct same_side *b, struct progress *progress,
		       struct error *error);
