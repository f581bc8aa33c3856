/*
 * Numbers and booleans that new V8 writes as nodes of their own (spec 1.11):
 *
 *	string --length--> "int" --value--> "70000"
 */

#pragma once

#include "heap/heap.h"

/* The number behind the node's internal edge `name`; false if there is none. */
bool boxed_integer(const struct heap *heap, node_ix node, struct text name,
		   int64_t *number);
/* Whether the boolean behind the node's internal edge `name` is true. */
bool boxed_is_true(const struct heap *heap, node_ix node, struct text name);
