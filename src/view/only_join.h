/*
 * Words for --only (node_filter.h) put together: what several rows count.
 */

#pragma once

#include "base/arena.h"

/* Accepts what either accepts: stretches of time that touch or overlap, allocations at either
 * stack.  Empty where no words say that. */
struct text only_join(struct text a, struct text b, struct arena *scratch);
