/*
 * What can be said of one object in a line, beside the views: for status lines and the
 * clipboard.  All of it is raw text, in memory of `scratch` or the heap's.
 */

#pragma once

#include "view/outline.h"

/* How a program would write it: globalThis.cache.get("a"); empty where it could not. */
struct text object_expression(struct object object, struct arena *scratch);
/* "file:line:column", from 1; empty if unknown. */
struct text object_source(struct object object, struct arena *scratch);
/* The same of the object, or of what is nearest on its way to the roots and has a line. */
struct text object_source_near(struct object object, struct arena *scratch);
/* Its constructor with the id: "Map @1234". */
struct text object_title(struct object object, struct arena *scratch);
/* What stands in a row, in a sentence or two: its object, the reference that leads to it, or the
 * constructor it counts.  Empty if there is nothing to say. */
struct text row_explanation(struct outline *outline, size_t index, struct arena *scratch);
/* Of a row that counts the objects of a constructor, also of the program's; or empty. */
struct text row_class_explanation(struct outline *outline, size_t index, struct arena *scratch);
