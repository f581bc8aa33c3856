/*
 * Where things stand in the source.
 *
 * A location says script id, line and column, but a saved snapshot does not say which file a
 * script id is; DevTools then shows nothing.  The graph knows: every function refers to its
 * script, whose name is the path, and has a location of its own.  One function a script is
 * enough, and then all objects constructed by functions of that script are found as well:
 *
 *	closure --shared--> SharedFunctionInfo --script--> Script "/srv/app.js"
 *	location of the closure: script 84, 12:5
 */

#pragma once

#include "base/progress.h"
#include "heap/found_nodes.h"
#include "heap/snapshot.h"

struct source_script {
	uint32_t script_id;
	node_ix node; /* the Script object; NODE_NONE: an empty slot */
};

struct sources {
	struct source_script *at; /* by hash of the script id; slot_count is a power of two or 0 */
	size_t slot_count, count;
};

bool sources_build(struct sources *sources, const struct snapshot *snapshot,
		   struct found_nodes *found, struct progress *progress, struct error *error);
void sources_release(struct sources *sources);

/* The Script object of a function, by what all closures of it share (both may be NODE_NONE). */
node_ix source_script_of_shared(const struct snapshot *snapshot, struct found_nodes *found,
				node_ix shared);

/* Path or URL of a Script object as people write it: without "system / Script / " and
 * file://.  Empty if it has none. */
struct text source_path(const struct snapshot *snapshot, node_ix script,
			struct arena *scratch);
/* file:///srv/my%20app.mjs is /srv/my app.mjs; what is no such URL stays as it is. */
struct text source_path_of_url(struct text url, struct arena *scratch);
