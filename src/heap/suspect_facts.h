/*
 * What the graph says of a suspect: names on the way to the holder, names inside an entry,
 * and facts that are not names (patterns.h).
 */

#pragma once

#include "heap/patterns.h"
#include "heap/suspects.h"

/* Fills *facts; texts live in `scratch` or with the heap.  Needs the suspect's path. */
void suspect_facts(struct pattern_subject *facts, const struct heap *heap,
		   const struct suspect *suspect, struct arena *scratch);
