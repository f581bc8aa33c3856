/*
 * The collection beside the one that grows: a cache and the list of its keys belong to one
 * object and are filled together, and if only one of them is cleared, the other leaks.
 */

#pragma once

#include "heap/suspects_internal.h"

/* The collection filled together with the suspect's holder that did not grow with it, or
 * NODE_NONE.  Needs the suspect's path. */
node_ix suspect_beside(const struct suspects_work *work, const struct suspect *suspect);
