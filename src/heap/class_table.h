/*
 * The classes found so far, by what makes them: a type, a recorded name, a generated name, a
 * location (spec 3.4, 3.5).  Used while classes are built, and not after.
 *
 * As there may be a class for each object, tables hold no more than numbers of classes: what these
 * stand under is looked up where the class has it from.
 */

#pragma once

#include "heap/classes.h"

#define CLASS_NONE UINT32_MAX

/* A hash table of classes: number + 1, or 0; a power of two of them. */
struct class_set {
	class_ix *slots; /* a column */
	uint32_t slot_count, count;
};

struct class_table {
	struct classes *classes;
	const struct snapshot *snapshot;
	const uint8_t *name_kinds;
	size_t capacity, text_capacity; /* of classes->at, classes->texts */
	class_ix *by_name;           /* column, by string: class of that recorded name, + 1 */
	class_ix *by_type;           /* by node type: class + 1 */
	uint64_t key;                /* of the hashes */
	struct class_set generated;  /* by name: (string), <div>, {a, b} */
	struct class_set names;      /* those without a location, one of each name */
	class_ix *name_of;           /* column, by class: the one of them with its name, + 1 */
	size_t name_of_capacity;
	struct class_set located;    /* by name and location */
	struct arena scratch;
	struct error *error;         /* the caller's */
};

/* What takes a class from the table fails for want of memory, with CLASS_NONE: `error` says so. */
bool class_table_init(struct class_table *table, struct classes *classes,
		      const struct snapshot *snapshot, const uint8_t *name_kinds,
		      struct error *error);
void class_table_release(struct class_table *table);

/* The class of a generated name; copies the name if it is new. */
class_ix class_table_generated(struct class_table *table, struct text name);
/* The class of a node by its type and name alone, whatever its properties and its location are. */
class_ix class_table_plain(struct class_table *table, node_ix node);
/* The class of the same name for objects whose constructor stands there, in snapshot->locations. */
class_ix class_table_located(struct class_table *table, class_ix unlocated,
			     const struct location *location);
