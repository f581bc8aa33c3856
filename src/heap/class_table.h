/*
 * The classes found so far, by what makes them: a type, a recorded name, a generated name, a
 * location (spec 3.4, 3.5).  Used while classes are built, and not after.
 */

#pragma once

#include "base/text_map.h"
#include "heap/classes.h"

/* A class with a location, found by hash. */
struct located {
	bool is_used;
	uint32_t hash;
	uint32_t name;      /* number of the name in the map */
	class_ix class;
};

struct class_table {
	struct classes *classes;
	const struct snapshot *snapshot;
	const uint8_t *name_kinds;
	size_t capacity;            /* of classes->at */
	class_ix *by_name;          /* column, by string: class of that recorded name, + 1 */
	class_ix *by_type;          /* by node type: class + 1 */
	struct text_map generated;  /* names DevTools makes: (string), <div>, {a, b} */
	class_ix *by_generated;     /* by number in the map */
	size_t by_generated_capacity;
	struct text_map names;      /* of classes that have one with a location */
	uint32_t *name_of;          /* by class: number in the map + 1 */
	size_t name_of_capacity;
	struct located *located;    /* hash table */
	uint32_t located_count, located_slots;
	struct arena scratch;
};

bool class_table_init(struct class_table *table, struct classes *classes,
		      const struct snapshot *snapshot, const uint8_t *name_kinds,
		      struct error *error);
void class_table_release(struct class_table *table);

/* The class of a generated name; copies the name if it is new. */
class_ix class_table_generated(struct class_table *table, struct text name);
/* The class of a node by its type and name alone, whatever its properties and its location are. */
class_ix class_table_plain(struct class_table *table, node_ix node);
/* The class of the same name for objects whose constructor stands there. */
class_ix class_table_located(struct class_table *table, class_ix unlocated,
			     const struct location *location);
