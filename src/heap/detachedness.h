/*
 * Which DOM nodes are detached (spec 8.1, 8.2).
 */

#pragma once

#include "base/progress.h"
#include "heap/snapshot.h"

/*
 * Spreads the recorded states through native nodes, attached before detached, and puts
 * "Detached " before the names of the detached ones; a file without the field is read
 * by its names instead.  Changes detachedness, names and strings of the snapshot, so it comes
 * before anything that reads them.
 */
bool detachedness_build(struct snapshot *snapshot, struct progress *progress,
			struct error *error);
