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

/* In eight bytes: a file can have one for each object. */
struct heap_class {
	uint32_t name;              /* a string_ix; with in_texts a place in classes->texts */
	uint32_t location : 30;     /* place in snapshot->locations, + 1; 0: it has none */
	uint32_t in_texts : 1;
	uint32_t is_generated : 1;  /* a name DevTools makes, such as (string), <div> or {a, b}:
	                             * never the same row as an object that happens to be called so
	                             * (spec 9.2) */
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
	struct heap_class *at; /* column */
	class_ix count;
	const struct snapshot *snapshot; /* has the names and locations; outlives the classes */
	/* Names that are no short string of the file as it stands there: made ones, decoded ones,
	 * and long ones, whose end is not looked for again; in the arena or the snapshot. */
	struct text *texts;    /* column */
	uint32_t text_count;
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

/* WTF-8; lives as long as the classes and their snapshot. */
struct text classes_name(const struct classes *classes, class_ix class);
/* Where the constructor of its objects stands, or null. */
const struct location *classes_location(const struct classes *classes, class_ix class);

/* Less than, equal to or greater than 0: an order of keys, equal only if two rows, perhaps of
 * two snapshots, stand for the same class (name, and location if there is one). */
int classes_compare(const struct classes *classes, class_ix a, const struct classes *others,
		    class_ix b);
