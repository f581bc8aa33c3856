/*
 * Readings of a target, one after the other.
 *
 * Nothing is installed in it: Node is asked through an object that the inspector session
 * holds and that is garbage when the session ends, whoever ends it; V8's own record of
 * collections (v8.GCProfiler) hangs on that object.  What is no Node tells of its heap
 * what the protocol tells.
 */

#pragma once

#include "live/inspector.h"
#include "live/reading.h"

struct reader {
	struct inspector *inspector;
	char object[128]; /* its id in the session; "" without one */
};

bool reader_open(struct reader *reader, struct inspector *inspector, struct patience patience,
		 struct error *error);
bool reader_read(struct reader *reader, struct reading *reading, struct patience patience,
		 struct error *error);
/* Gives the object back, as far as the target still answers. */
void reader_close(struct reader *reader);
