/*
 * The function whose variables a context holds, and where things are held in the source.
 */

#pragma once

#include "heap/paths.h"

/* A context's function: "handler, server.js:12", or as much of it as is known; empty if
 * nothing is. */
struct text scope_name(const struct heap *heap, node_ix context, struct arena *scratch);
/* A function's own place: "server.js:12", or as much of it as is known. */
struct text place_of_function(const struct heap *heap, node_ix closure, struct arena *scratch);

/*
 * The line to look at for why the path's object lives: file:line:column of the object itself or
 * of what is nearest to it on the path and has one: a function, an instance's class, the function
 * whose variable holds it.  The program's own rather than Node's; empty if there is none.
 */
struct text source_of_holder(const struct heap *heap, const struct path *path,
			     struct arena *scratch);

/* The program's own function that the object is, or runs or calls back: a listener, a timer's;
 * NODE_NONE if there is none near. */
node_ix function_inside(const struct heap *heap, node_ix node);
