/*
 * Words for --only (node_filter.h): put together, what several rows count; and as people say it.
 */

#pragma once

#include "base/arena.h"
#include "view/view.h"

/* Accepts what either accepts: stretches of time that touch or overlap, allocations at either
 * stack.  Empty where no words say that. */
struct text only_join(struct text a, struct text b, struct arena *scratch);
/* What the subject's words select, for titles: ids between samples of a recording are a time,
 * stacks that end in one function that. */
struct text only_title(const struct subject *on, struct arena *scratch);
