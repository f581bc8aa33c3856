/*
 * The path to an object in the words of its program:
 *
 *	globalThis.app.sessions.get("k1")
 *	cache.byName["a b"][3]  (cache in handler, server.js:12)
 */

#pragma once

#include "heap/heap.h"
#include "heap/paths.h"

/* The path as an expression of JavaScript, in memory of `scratch`; empty if it is none.  It
 * starts at the global object or at the last variable of a function on the way. */
struct text expression_of_path(const struct heap *heap, const struct path *path,
			       struct arena *scratch);
/* The same as far as it goes: *count steps of the path, root included, are in it; 0 if none
 * can be written. */
struct text expression_of_beginning(const struct heap *heap, const struct path *path,
				    size_t *count, struct arena *scratch);
/* That of the object's best path. */
struct text expression_of_node(const struct heap *heap, node_ix node, struct arena *scratch);
