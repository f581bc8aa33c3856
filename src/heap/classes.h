/*
 * Which constructor an object counts under (spec 3.4 to 3.6).
 *
 * A class is what one row of the Summary groups by: the constructor's name, and for
 * objects with a location that as well, so that two classes of one name from different
 * places stay two rows.  Plain objects get the interface "{a, b}" inferred for them.
 */

#pragma once

#include "base/arena.h"
#include "base/progress.h"
#include "heap/snapshot.h"

typedef uint32_t class_ix;

struct heap_class {
	struct text name; /* WTF-8, the classes' own */
	bool is_generated; /* a name DevTools makes, such as (string), <div> or {a, b}: never the
	                    * same row as an object that happens to be called so (spec 9.2) */
	bool has_location;
	uint32_t script_id, line, column;
};

/* A shape that plain objects share: its name and its properties, in recorded order. */
struct interface_definition {
	struct text name;
	const struct text *properties;
	size_t property_count;
	uint32_t count; /* objects of exactly these properties */
};

struct interfaces {
	struct interface_definition *at; /* most frequent first */
	size_t count;
	struct arena arena;
};

struct classes {
	class_ix *of;          /* column: class of each node */
	struct heap_class *at;
	class_ix count;
	struct interfaces interfaces; /* inferred from this snapshot */
	struct arena arena;
};

/* name_kinds is the heap's (name_kinds.h).  With `definitions` null the snapshot's own interfaces
 * are inferred and applied; otherwise those of another one (a comparison, spec 10), and
 * classes->interfaces stays empty. */
bool classes_build(struct classes *classes, const struct snapshot *snapshot,
		   const uint8_t *name_kinds, const struct interfaces *definitions,
		   struct progress *progress, struct error *error);
void classes_release(struct classes *classes);

/* Less than, equal to or greater than 0: an order of keys, equal only if two rows, perhaps of
 * two snapshots, stand for the same class (name, and location if there is one). */
int heap_class_compare(const struct heap_class *a, const struct heap_class *b);
