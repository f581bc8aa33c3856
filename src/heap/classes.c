#include "config.h"

#include "heap/classes.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/class_table.h"
#include "heap/interfaces.h"
#include "heap/name_kinds.h"

/* What the interfaces say of plain objects; on the way classes->of holds their shapes. */
struct plain_objects {
	struct shapes shapes;
	uint32_t *matched;           /* column: interface of each shape */
	class_ix *class_of_interface;
};

static bool
plain_objects_build(struct plain_objects *plain, struct class_table *table,
		    const struct interfaces *definitions, struct progress *progress,
		    struct error *error)
{
	struct classes *classes = table->classes;
	const struct snapshot *snapshot = table->snapshot;

	if (!shapes_build(&plain->shapes, classes->of, snapshot, table->name_kinds, progress,
			  error))
		return false;
	if (definitions == NULL) {
		definitions = &classes->interfaces;
		if (!interfaces_infer(&classes->interfaces, &plain->shapes, snapshot,
				      table->name_kinds, progress, error))
			return false;
	}
	plain->matched = interfaces_match(definitions, &plain->shapes, snapshot, progress, error);
	if (plain->matched == NULL)
		return false;
	plain->class_of_interface = xcalloc(definitions->count, sizeof *plain->class_of_interface);
	for (size_t i = 0; i < definitions->count; i++) {
		plain->class_of_interface[i] =
			class_table_generated(table, definitions->at[i].name);
		if (plain->class_of_interface[i] == CLASS_NONE)
			return false;
	}
	return true;
}

static void
plain_objects_release(struct plain_objects *plain)
{
	shapes_release(&plain->shapes);
	column_free(plain->matched);
	free(plain->class_of_interface);
}

static inline class_ix
classes_of_node(const struct plain_objects *plain, struct class_table *table, node_ix node)
{
	uint32_t shape = table->classes->of[node];

	if (shape != SHAPE_NONE && plain->matched[shape] != INTERFACE_NONE)
		return plain->class_of_interface[plain->matched[shape]];
	return class_table_plain(table, node);
}

static bool
classes_assign(struct classes *classes, const struct plain_objects *plain,
	       struct class_table *table, struct progress *progress, struct error *error)
{
	const struct snapshot *snapshot = table->snapshot;
	const struct location *locations = snapshot->locations;
	size_t next = 0; /* of the locations, which stand in the order of their nodes */

	for (node_ix node = 0; node < snapshot->node_count; node++) {
		class_ix class = classes_of_node(plain, table, node);

		while (next < snapshot->location_count && locations[next].node < node)
			next++;
		if (class != CLASS_NONE && next < snapshot->location_count
		    && locations[next].node == node && snapshot->node_type[node] == NODE_OBJECT)
			class = class_table_located(table, class, &locations[next]);
		if (class == CLASS_NONE)
			return false;
		classes->of[node] = class;
		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
	}
	return true;
}

bool
classes_build(struct classes *classes, const struct snapshot *snapshot,
	      const uint8_t *name_kinds, const struct interfaces *definitions,
	      struct progress *progress, struct error *error)
{
	struct class_table table;
	struct plain_objects plain = { 0 };
	bool done;

	classes->of = column_alloc(snapshot->node_count, sizeof *classes->of, error);
	done = class_table_init(&table, classes, snapshot, name_kinds, error)
	       && classes->of != NULL
	       && plain_objects_build(&plain, &table, definitions, progress, error)
	       && classes_assign(classes, &plain, &table, progress, error);
	plain_objects_release(&plain);
	class_table_release(&table);
	return done;
}

void
classes_release(struct classes *classes)
{
	column_free(classes->of);
	column_free(classes->at);
	column_free(classes->texts);
	interfaces_release(&classes->interfaces);
	arena_release(&classes->arena);
	*classes = (struct classes){ 0 };
}

struct text
classes_name(const struct classes *classes, class_ix class)
{
	const struct heap_class *at = &classes->at[class];

	return at->in_texts ? classes->texts[at->name]
			    : strings_raw(&classes->snapshot->strings, at->name);
}

const struct location *
classes_location(const struct classes *classes, class_ix class)
{
	uint32_t location = classes->at[class].location;

	return location != 0 ? &classes->snapshot->locations[location - 1] : NULL;
}

static int
compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int
compare_locations(const struct location *a, const struct location *b)
{
	int order = compare_numbers(a->script_id, b->script_id);

	if (order == 0)
		order = compare_numbers(a->line, b->line);
	return order == 0 ? compare_numbers(a->column, b->column) : order;
}

int
classes_compare(const struct classes *classes, class_ix a, const struct classes *others, class_ix b)
{
	const struct location *x = classes_location(classes, a);
	const struct location *y = classes_location(others, b);
	int order = text_compare(classes_name(classes, a), classes_name(others, b));

	if (order == 0)
		order = compare_numbers(classes->at[a].is_generated, others->at[b].is_generated);
	if (order == 0)
		order = compare_numbers(x != NULL, y != NULL);
	return order == 0 && x != NULL && y != NULL ? compare_locations(x, y) : order;
}
