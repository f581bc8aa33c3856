/*
 * What can be said of one object in a line, beside the views: for status lines and the
 * clipboard.  All of it is raw text, in memory of `scratch` or the heap's.
 */

#pragma once

#include "view/view.h"

/* How a program would write it: globalThis.cache.get("a"); empty where it could not. */
struct text object_expression(struct object object, struct arena *scratch);
/* "file:line:column", from 1; empty if unknown. */
struct text object_source(struct object object, struct arena *scratch);
/* Constructor or title with the id, as rows show it: "Map @1234". */
struct text object_title(struct object object, struct arena *scratch);
