/*
 * What V8's own things are, in plain words.
 */

#pragma once

#include "heap/heap.h"

/* One or two sentences on what the object is; never null. */
const char *explain_object(const struct heap *heap, node_ix node);
/* The same for a row of the Summary; null if the constructor is the program's own. */
const char *explain_constructor(struct text name);
/* The same for a constructor that is; never null. */
const char *explain_class(struct text name);
/* What the reference is, if it is one of V8's own; null if it is plainly the program's. */
const char *explain_edge(const struct heap *heap, edge_ix edge);
