#include "config.h"

#include "heap/class_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/name_kinds.h"

enum { LOCATED_FIRST_SLOTS = 256 };

static class_ix
class_table_add(struct class_table *t, struct heap_class class)
{
	struct classes *classes = t->classes;

	if (classes->count == t->capacity) {
		t->capacity = t->capacity * 2 + 256;
		classes->at = xreallocarray(classes->at, t->capacity, sizeof *classes->at);
	}
	classes->at[classes->count] = class;
	return classes->count++;
}

/* The class of a generated name; copies the name if it is new. */
class_ix
class_table_generated(struct class_table *t, struct text name)
{
	uint32_t number = text_map_find(&t->generated, name);

	if (number != TEXT_MAP_NONE)
		return t->by_generated[number];
	name = arena_text(&t->classes->arena, name);
	number = text_map_add(&t->generated, name);
	if (number >= t->by_generated_capacity) {
		t->by_generated_capacity = t->by_generated_capacity * 2 + 64;
		t->by_generated = xreallocarray(t->by_generated, t->by_generated_capacity,
						sizeof *t->by_generated);
	}
	return t->by_generated[number] =
		       class_table_add(t, (struct heap_class){ .name = name, .is_generated = true });
}

/* Elements with attributes are classed without them: <div id="a"> is a <div>. */
static class_ix
class_table_tag(struct class_table *t, string_ix name, size_t search_from)
{
	struct text text = strings_text(&t->snapshot->strings, name, &t->scratch);
	const char *space = text.length > search_from
				    ? memchr(text.at + search_from, ' ', text.length - search_from)
				    : NULL;
	class_ix class;

	if (space != NULL)
		text = ARENA_JOIN(&t->scratch, { text.at, (size_t)(space - text.at) }, TEXT(">"));
	class = class_table_generated(t, text);
	arena_reset(&t->scratch);
	return class;
}

/* The class of an object or a native node by its recorded name. */
static class_ix
class_table_named(struct class_table *t, string_ix name)
{
	class_ix class;

	if (t->by_name[name] != 0)
		return t->by_name[name] - 1;
	switch (t->name_kinds[name]) {
	case NAME_TAG:
		class = class_table_tag(t, name, 0);
		break;
	case NAME_DETACHED_TAG:
		class = class_table_tag(t, name, sizeof "Detached <" - 1);
		break;
	default:
		class = class_table_add(
			t, (struct heap_class){
				   .name = arena_text(&t->classes->arena,
						      strings_text(&t->snapshot->strings, name,
								   &t->scratch)),
			   });
		arena_reset(&t->scratch);
	}
	t->by_name[name] = class + 1;
	return class;
}

/* The class of all other nodes of this node's type. */
static class_ix
class_table_typed(struct class_table *t, node_ix node)
{
	unsigned type = t->snapshot->node_type[node];

	if (t->by_type[type] == 0) {
		struct text name;

		switch (type) {
		case NODE_HIDDEN:
			name = TEXT("(system)");
			break;
		case NODE_CODE:
			name = TEXT("(compiled code)");
			break;
		case NODE_CLOSURE:
			name = TEXT("Function");
			break;
		case NODE_REGEXP:
			name = TEXT("RegExp");
			break;
		default:
			name = arena_printf(&t->scratch, "(%s)",
					    snapshot_node_type_name(t->snapshot, node));
		}
		t->by_type[type] = class_table_generated(t, name) + 1;
		arena_reset(&t->scratch);
	}
	return t->by_type[type] - 1;
}

class_ix
class_table_plain(struct class_table *t, node_ix node)
{
	unsigned type = t->snapshot->node_type[node];

	return type == NODE_OBJECT || type == NODE_NATIVE
		       ? class_table_named(t, t->snapshot->node_name[node])
		       : class_table_typed(t, node);
}

/* With a location the key is text: there a generated name and a recorded one that reads the
 * same are one class, where without they are two (spec 3.5).  A name is read once for each class:
 * it may be long, and that of many objects. */
static uint32_t
class_table_name(struct class_table *t, class_ix class)
{
	if (class >= t->name_of_capacity) {
		size_t old = t->name_of_capacity;

		t->name_of_capacity = t->capacity;
		t->name_of = xreallocarray(t->name_of, t->capacity, sizeof *t->name_of);
		memset(t->name_of + old, 0, (t->capacity - old) * sizeof *t->name_of);
	}
	if (t->name_of[class] == 0)
		t->name_of[class] = text_map_add(&t->names, t->classes->at[class].name) + 1;
	return t->name_of[class] - 1;
}

static uint32_t
located_hash(const struct class_table *t, const struct location *location, uint32_t name)
{
	uint32_t key[] = { location->script_id, location->line, location->column, name };

	return (uint32_t)text_hash_keyed(t->names.key, (struct text){ (char *)key, sizeof key });
}

static struct located *
class_table_free_located(struct class_table *t, uint32_t hash)
{
	while (t->located[hash & (t->located_slots - 1)].is_used)
		hash++;
	return &t->located[hash & (t->located_slots - 1)];
}

static void
class_table_grow_located(struct class_table *t)
{
	struct located *old = t->located;
	uint32_t old_slots = t->located_slots;

	t->located_slots = old_slots == 0 ? LOCATED_FIRST_SLOTS : old_slots * 2;
	t->located = xcalloc(t->located_slots, sizeof *t->located);
	for (uint32_t i = 0; i < old_slots; i++)
		if (old[i].is_used)
			*class_table_free_located(t, old[i].hash) = old[i];
	free(old);
}

static bool
class_table_is_at(const struct class_table *t, const struct located *slot, uint32_t name,
		  const struct location *location)
{
	const struct heap_class *at = &t->classes->at[slot->class];

	return slot->name == name && at->script_id == location->script_id
	       && at->line == location->line && at->column == location->column;
}

class_ix
class_table_located(struct class_table *t, class_ix unlocated, const struct location *location)
{
	uint32_t name = class_table_name(t, unlocated);
	uint32_t hash = located_hash(t, location, name);
	struct heap_class class;

	if (t->located_count >= t->located_slots / 2)
		class_table_grow_located(t);
	for (uint32_t place = hash;; place++) {
		const struct located *slot = &t->located[place & (t->located_slots - 1)];

		if (!slot->is_used)
			break;
		if (slot->hash == hash && class_table_is_at(t, slot, name, location))
			return slot->class;
	}
	class = t->classes->at[unlocated];
	class.is_generated = false;
	class.has_location = true;
	class.script_id = location->script_id;
	class.line = location->line;
	class.column = location->column;
	t->located_count++;
	*class_table_free_located(t, hash) = (struct located){
		.is_used = true,
		.hash = hash,
		.name = name,
		.class = class_table_add(t, class),
	};
	return t->classes->count - 1;
}

bool
class_table_init(struct class_table *t, struct classes *classes, const struct snapshot *snapshot,
		 const uint8_t *name_kinds, struct error *error)
{
	*t = (struct class_table){
		.classes = classes,
		.snapshot = snapshot,
		.name_kinds = name_kinds,
	};
	t->by_type = xcalloc(UINT8_MAX + 1, sizeof *t->by_type);
	t->by_name = column_alloc(snapshot->strings.count, sizeof *t->by_name, error);
	return t->by_name != NULL;
}

void
class_table_release(struct class_table *t)
{
	column_free(t->by_name);
	free(t->by_type);
	free(t->by_generated);
	free(t->located);
	free(t->name_of);
	text_map_release(&t->names);
	text_map_release(&t->generated);
	arena_release(&t->scratch);
}
