#include "config.h"

#include "heap/interfaces.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/text_map.h"
#include "heap/name_kinds.h"
#include "heap/property_name.h"

/* DevTools' limits. */
enum {
	INTERFACE_NAME_LENGTH = 120,  /* UTF-16 units */
	INTERFACE_OBJECTS_MIN = 2,
	INTERFACE_ONE_IN = 1000,      /* of all plain objects, at least this share */
};

struct inference {
	const struct snapshot *snapshot;
	const uint8_t *name_kinds;
	struct interfaces *interfaces;
	struct text_map names;          /* candidate by name */
	struct interface_definition *candidates;
	size_t capacity;
	struct buffer name;
	struct text *properties;        /* of the shape at hand */
	size_t property_count, property_capacity;
	struct arena scratch;
};

static void
inference_add_property(struct inference *in, struct text property)
{
	if (in->property_count == in->property_capacity) {
		in->property_capacity = in->property_capacity * 2 + 32;
		in->properties = xreallocarray(in->properties, in->property_capacity,
					       sizeof *in->properties);
	}
	in->properties[in->property_count++] = property;
}

/* Makes the name of a shape, and the list of properties in it. */
static void
inference_name_shape(struct inference *in, node_ix object)
{
	const struct snapshot *snapshot = in->snapshot;
	struct buffer formatted = { 0 };
	size_t units = 1; /* of in->name, in UTF-16 */

	buffer_clear(&in->name);
	buffer_add_char(&in->name, '{');
	in->property_count = 0;
	for (edge_ix edge = snapshot->first_edge[object]; edge < snapshot->first_edge[object + 1];
	     edge++) {
		struct text property;
		size_t property_units;

		if (edge_word_type(snapshot->edge_word[edge]) != EDGE_PROPERTY
		    || in->name_kinds[snapshot->edge_name[edge]] == NAME_PROTO)
			continue;
		property = strings_text(&snapshot->strings, snapshot->edge_name[edge],
					&in->scratch);
		buffer_clear(&formatted);
		property_name_add(&formatted, property);
		property_units = text_utf16_length(buffer_text(&formatted));
		if (units > 1 && units + property_units > INTERFACE_NAME_LENGTH)
			break;
		if (units != 1) {
			buffer_add_text(&in->name, TEXT(", "));
			units += 2;
		}
		buffer_add_text(&in->name, buffer_text(&formatted));
		units += property_units;
		inference_add_property(in, property);
	}
	buffer_add_char(&in->name, '}');
	buffer_release(&formatted);
}

/* Keeps the properties of the shape that came with the name first. */
static void
inference_add_candidate(struct inference *in, uint32_t count)
{
	struct arena *arena = &in->interfaces->arena;
	struct text *properties;
	uint32_t number = text_map_find(&in->names, buffer_text(&in->name));

	if (number != TEXT_MAP_NONE) {
		in->candidates[number].count += count;
		return;
	}
	number = text_map_add(&in->names, arena_text(arena, buffer_text(&in->name)));
	if (number == in->capacity) {
		in->capacity = in->capacity * 2 + 64;
		in->candidates = xreallocarray(in->candidates, in->capacity,
					       sizeof *in->candidates);
	}
	properties = arena_alloc(arena, in->property_count * sizeof *properties);
	for (size_t i = 0; i < in->property_count; i++)
		properties[i] = arena_text(arena, in->properties[i]);
	in->candidates[number] = (struct interface_definition){
		.name = in->names.at[number],
		.properties = properties,
		.property_count = in->property_count,
		.count = count,
	};
}

static int
interfaces_compare(const void *a, const void *b, void *context)
{
	const struct interface_definition *x = a, *y = b;

	(void)context;
	return (x->count < y->count) - (x->count > y->count);
}

/* The frequent candidates, most frequent first, the first met first among equals. */
static void
inference_choose(struct inference *in, uint32_t object_count)
{
	size_t count = in->names.count;

	sort_stable(in->candidates, count, sizeof *in->candidates, interfaces_compare, NULL);
	while (count > 0
	       && (in->candidates[count - 1].count < INTERFACE_OBJECTS_MIN
		   || (uint64_t)in->candidates[count - 1].count * INTERFACE_ONE_IN < object_count))
		count--;
	in->interfaces->at = in->candidates;
	in->interfaces->count = count;
}

bool
interfaces_infer(struct interfaces *interfaces, const struct shapes *shapes,
		 const struct snapshot *snapshot, const uint8_t *name_kinds,
		 struct progress *progress, struct error *error)
{
	struct inference in = {
		.snapshot = snapshot,
		.name_kinds = name_kinds,
		.interfaces = interfaces,
	};
	bool done = true;

	for (uint32_t shape = 0; done && shape < shapes->count; shape++) {
		inference_name_shape(&in, shapes->at[shape].first);
		if (in.property_count > 0)
			inference_add_candidate(&in, shapes->at[shape].count);
		arena_reset(&in.scratch);
		if (shape % 1024 == 0)
			done = progress_advance(progress, shape, error);
	}
	inference_choose(&in, shapes->object_count);
	text_map_release(&in.names);
	buffer_release(&in.name);
	arena_release(&in.scratch);
	free(in.properties);
	return done;
}

void
interfaces_release(struct interfaces *interfaces)
{
	free(interfaces->at);
	arena_release(&interfaces->arena);
	*interfaces = (struct interfaces){ 0 };
}
