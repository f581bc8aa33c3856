#include "config.h"

#include "heap/class_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/secret.h"
#include "base/text_map.h"
#include "heap/name_kinds.h"

enum {
	SET_FIRST_SLOTS = 256,
	LOCATION_MASK = (1 << 30) - 1, /* there is one a node at most: all fit */
	/* A longer name is not looked for in the file each time somebody asks: where it ends may be
	 * far (strings_raw()). */
	NAME_SHORT = 256,
};

static uint32_t
text_key(const struct class_table *t, struct text text)
{
	return (uint32_t)text_hash_keyed(t->key, text);
}

/* A located class has its name from the one in t->names. */
static uint32_t
location_key(const struct class_table *t, struct heap_class name, const struct location *location)
{
	uint32_t key[] = { location->script_id, location->line, location->column, name.name,
			   name.in_texts };

	return text_key(t, (struct text){ (char *)key, sizeof key });
}

static uint32_t
class_table_key(const struct class_table *t, class_ix class)
{
	const struct location *location = classes_location(t->classes, class);

	return location != NULL ? location_key(t, t->classes->at[class], location)
				: text_key(t, classes_name(t->classes, class));
}

static uint32_t
class_set_free_place(const struct class_set *set, uint32_t place)
{
	while (set->slots[place & (set->slot_count - 1)] != 0)
		place++;
	return place & (set->slot_count - 1);
}

/* Room for one more.  Half of the slots stay free: whatever is met on the way to one has to be
 * looked up, as slots have no hashes. */
static bool
class_table_make_room(const struct class_table *t, struct class_set *set)
{
	struct class_set grown = { .count = set->count };

	if (set->count < set->slot_count / 2)
		return true;
	grown.slot_count = set->slot_count == 0 ? SET_FIRST_SLOTS : set->slot_count * 2;
	grown.slots = column_alloc(grown.slot_count, sizeof *grown.slots, t->error);
	if (grown.slots == NULL)
		return false;
	for (uint32_t i = 0; i < set->slot_count; i++)
		if (set->slots[i] != 0)
			grown.slots[class_set_free_place(
				&grown, class_table_key(t, set->slots[i] - 1))] = set->slots[i];
	column_free(set->slots);
	*set = grown;
	return true;
}

/* The slot of the class with this name, or the free one where it belongs; null for want of
 * memory. */
static class_ix *
class_table_by_text(const struct class_table *t, struct class_set *set, struct text name)
{
	uint32_t place = text_key(t, name);

	if (!class_table_make_room(t, set))
		return NULL;
	for (;; place++) {
		class_ix *slot = &set->slots[place & (set->slot_count - 1)];

		if (*slot == 0 || text_equal(classes_name(t->classes, *slot - 1), name))
			return slot;
	}
}

static class_ix
class_table_add(struct class_table *t, struct heap_class class)
{
	struct classes *classes = t->classes;

	if (!column_reserve(&classes->at, &t->capacity, (size_t)classes->count + 1,
			    sizeof *classes->at, t->error))
		return CLASS_NONE;
	classes->at[classes->count] = class;
	return classes->count++;
}

/* One with a name that lives as long as the classes. */
static class_ix
class_table_add_text(struct class_table *t, struct text name, bool is_generated)
{
	struct classes *classes = t->classes;

	if (!column_reserve(&classes->texts, &t->text_capacity, (size_t)classes->text_count + 1,
			    sizeof *classes->texts, t->error))
		return CLASS_NONE;
	classes->texts[classes->text_count] = name;
	return class_table_add(t, (struct heap_class){ .name = classes->text_count++,
						       .in_texts = true,
						       .is_generated = is_generated });
}

/* One with the name of a string.  Uses the scratch arena. */
static class_ix
class_table_add_string(struct class_table *t, string_ix name, bool is_generated)
{
	const struct strings *strings = &t->snapshot->strings;
	struct text text;

	if (name < strings->recorded) {
		struct text raw = strings_raw(strings, name);

		if (raw.length <= NAME_SHORT && memchr(raw.at, '\\', raw.length) == NULL)
			return class_table_add(t, (struct heap_class){
							  .name = name,
							  .is_generated = is_generated });
	}
	text = strings_text(strings, name, &t->scratch);
	if (arena_holds(&t->scratch, text.at))
		text = arena_text(&t->classes->arena, text);
	arena_reset(&t->scratch);
	return class_table_add_text(t, text, is_generated);
}

/* One of the name that DevTools makes, which may be `string`, too, or that is STRING_NONE. */
static class_ix
class_table_made(struct class_table *t, struct text name, string_ix string)
{
	class_ix *slot = class_table_by_text(t, &t->generated, name);
	class_ix class;

	if (slot == NULL || *slot != 0)
		return slot == NULL ? CLASS_NONE : *slot - 1;
	class = string == STRING_NONE
			? class_table_add_text(t, arena_text(&t->classes->arena, name), true)
			: class_table_add_string(t, string, true);
	if (class != CLASS_NONE) {
		*slot = class + 1;
		t->generated.count++;
	}
	return class;
}

class_ix
class_table_generated(struct class_table *t, struct text name)
{
	return class_table_made(t, name, STRING_NONE);
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
	class = class_table_made(t, text, space == NULL ? name : STRING_NONE);
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
		class = class_table_add_string(t, name, false);
	}
	t->by_name[name] = class + 1; /* 0 of none: asked for again */
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
		t->by_type[type] = class_table_generated(t, name) + 1; /* 0 of none */
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
static class_ix
class_table_name(struct class_table *t, class_ix class)
{
	class_ix *slot;

	if (!column_reserve(&t->name_of, &t->name_of_capacity, (size_t)class + 1,
			    sizeof *t->name_of, t->error))
		return CLASS_NONE;
	if (t->name_of[class] == 0) {
		slot = class_table_by_text(t, &t->names, classes_name(t->classes, class));
		if (slot == NULL)
			return CLASS_NONE;
		if (*slot == 0) {
			*slot = class + 1;
			t->names.count++;
		}
		t->name_of[class] = *slot;
	}
	return t->name_of[class] - 1;
}

static bool
class_table_is_at(const struct class_table *t, class_ix class, struct heap_class name,
		  const struct location *location)
{
	struct heap_class at = t->classes->at[class];
	const struct location *of = classes_location(t->classes, class);

	return at.name == name.name && at.in_texts == name.in_texts
	       && of->script_id == location->script_id && of->line == location->line
	       && of->column == location->column;
}

class_ix
class_table_located(struct class_table *t, class_ix unlocated, const struct location *location)
{
	class_ix name = class_table_name(t, unlocated), *slot;
	struct heap_class class;

	if (name == CLASS_NONE || !class_table_make_room(t, &t->located))
		return CLASS_NONE;
	class = t->classes->at[name];
	for (uint32_t place = location_key(t, class, location);; place++) {
		slot = &t->located.slots[place & (t->located.slot_count - 1)];
		if (*slot == 0)
			break;
		if (class_table_is_at(t, *slot - 1, class, location))
			return *slot - 1;
	}
	class.is_generated = false;
	class.location = (uint32_t)(location - t->snapshot->locations + 1) & LOCATION_MASK;
	name = class_table_add(t, class);
	if (name != CLASS_NONE) {
		*slot = name + 1;
		t->located.count++;
	}
	return name;
}

bool
class_table_init(struct class_table *t, struct classes *classes, const struct snapshot *snapshot,
		 const uint8_t *name_kinds, struct error *error)
{
	*t = (struct class_table){
		.classes = classes,
		.snapshot = snapshot,
		.name_kinds = name_kinds,
		.key = secret_number(),
		.error = error,
	};
	classes->snapshot = snapshot;
	t->by_type = xcalloc(UINT8_MAX + 1, sizeof *t->by_type);
	t->by_name = column_alloc(snapshot->strings.count, sizeof *t->by_name, error);
	return t->by_name != NULL;
}

void
class_table_release(struct class_table *t)
{
	column_free(t->by_name);
	free(t->by_type);
	column_free(t->generated.slots);
	column_free(t->names.slots);
	column_free(t->name_of);
	column_free(t->located.slots);
	arena_release(&t->scratch);
}
