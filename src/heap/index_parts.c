#include "config.h"

#include "heap/index_parts.h"

#include <stddef.h>

#include "base/memory.h"
#include "heap/constructor_rows.h"

/* A function that reads a count from the heap. */
#define COUNT_FROM(name, field)                                                               \
	static uint64_t name(const struct heap *heap)                                         \
	{                                                                                     \
		return heap->field;                                                           \
	}

COUNT_FROM(count_nodes, snapshot.node_count)
COUNT_FROM(count_edges, snapshot.edge_count)
COUNT_FROM(count_recorded_strings, snapshot.strings.recorded)
COUNT_FROM(count_strings, snapshot.strings.count)
COUNT_FROM(count_string_bytes, snapshot.strings.length)
COUNT_FROM(count_carries, snapshot.strings.carry_count)
COUNT_FROM(count_wide_sizes, snapshot.size.wide_count)
COUNT_FROM(count_pairs, snapshot.ephemerons.pair_count)
COUNT_FROM(count_locations, snapshot.location_count)
COUNT_FROM(count_samples, snapshot.samples.count)
COUNT_FROM(count_wide_times, snapshot.samples.timestamp_us.wide_count)
COUNT_FROM(count_trace_functions, snapshot.trace_function_count)
COUNT_FROM(count_trace_nodes, snapshot.trace_node_count)
COUNT_FROM(count_scopes, snapshot.scope_count)
COUNT_FROM(count_scope_variables, snapshot.scope_variable_count)
COUNT_FROM(count_scope_uses, snapshot.scope_use_count)
COUNT_FROM(count_source_slots, sources.slot_count)
COUNT_FROM(count_classes, classes.count)
COUNT_FROM(count_rows, constructors.count)

static uint64_t
count_nodes_and_one(const struct heap *heap)
{
	return (uint64_t)heap->snapshot.node_count + 1;
}

static uint64_t
count_retained(const struct heap *heap)
{
	return heap->dominators.is_wide ? 0 : count_nodes_and_one(heap);
}

static uint64_t
count_retained_wide(const struct heap *heap)
{
	return heap->dominators.is_wide ? count_nodes_and_one(heap) : 0;
}

static uint64_t
count_row_sizes(const struct heap *heap)
{
	return heap->constructors.is_wide ? 0 : heap->constructors.count;
}

static uint64_t
count_row_sizes_wide(const struct heap *heap)
{
	return heap->constructors.is_wide ? heap->constructors.count : 0;
}

static uint64_t
count_node_words(const struct heap *heap)
{
	return ((uint64_t)heap->snapshot.node_count + 63) / 64;
}

#define COLUMN(field, count)                                                                  \
	{ offsetof(struct heap, field), sizeof *((struct heap *)0)->field, count, false }
#define OPTIONAL(field, count)                                                                \
	{ offsetof(struct heap, field), sizeof *((struct heap *)0)->field, count, true }

const struct index_column index_columns[] = {
	COLUMN(snapshot.node_type, count_nodes),
	COLUMN(snapshot.node_name, count_nodes),
	COLUMN(snapshot.node_id, count_nodes),
	COLUMN(snapshot.size.at, count_nodes),
	COLUMN(snapshot.size.wide, count_wide_sizes),
	COLUMN(snapshot.first_edge, count_nodes_and_one),
	COLUMN(snapshot.edge_word, count_edges),
	COLUMN(snapshot.edge_name, count_edges),
	OPTIONAL(snapshot.detachedness, count_nodes),
	OPTIONAL(snapshot.trace_node_id, count_nodes),
	OPTIONAL(snapshot.edge_odd_type, count_edges),
	COLUMN(snapshot.strings.bytes, count_string_bytes),
	COLUMN(snapshot.strings.start, count_recorded_strings),
	COLUMN(snapshot.strings.carry, count_carries),
	OPTIONAL(snapshot.ephemerons.pair, count_recorded_strings),
	COLUMN(snapshot.ephemerons.table_id, count_pairs),
	COLUMN(snapshot.locations, count_locations),
	COLUMN(snapshot.samples.timestamp_us.at, count_samples),
	COLUMN(snapshot.samples.timestamp_us.wide, count_wide_times),
	COLUMN(snapshot.samples.last_id, count_samples),
	COLUMN(snapshot.trace_functions, count_trace_functions),
	COLUMN(snapshot.trace_nodes, count_trace_nodes),
	COLUMN(snapshot.scopes, count_scopes),
	COLUMN(snapshot.scope_variables, count_scope_variables),
	COLUMN(snapshot.scope_uses, count_scope_uses),
	COLUMN(name_kinds, count_strings),
	COLUMN(sources.at, count_source_slots),
	COLUMN(classes.of, count_nodes),
	COLUMN(classes.at, count_classes),
	COLUMN(constructors.at, count_rows),
	COLUMN(constructors.shallow, count_row_sizes),
	COLUMN(constructors.retained, count_row_sizes),
	COLUMN(constructors.shallow_wide, count_row_sizes_wide),
	COLUMN(constructors.retained_wide, count_row_sizes_wide),
	COLUMN(retainers.first, count_nodes_and_one),
	COLUMN(retainers.words, count_edges),
	COLUMN(dominators.number, count_nodes),
	COLUMN(dominators.node, count_nodes_and_one),
	COLUMN(dominators.dominator, count_nodes_and_one),
	COLUMN(dominators.dominated, count_nodes_and_one),
	COLUMN(dominators.retained, count_retained),
	COLUMN(dominators.retained_wide, count_retained_wide),
	OPTIONAL(dominators.pages, count_node_words),
	COLUMN(distance, count_nodes),
};
const size_t index_column_count = sizeof index_columns / sizeof *index_columns;

static void
write_text(struct buffer *out, struct text text)
{
	uint64_t length = text.length;

	buffer_add(out, &length, sizeof length);
	buffer_add_text(out, text);
}

static bool
read_bytes(struct text *texts, void *bytes, size_t length)
{
	if (texts->length < length)
		return false;
	memcpy(bytes, texts->at, length);
	*texts = text_from(*texts, length);
	return true;
}

/* The next text, where it stands. */
static bool
read_text_there(struct text *texts, struct text *text)
{
	uint64_t length;

	if (!read_bytes(texts, &length, sizeof length) || length > texts->length)
		return false;
	*text = (struct text){ texts->at, (size_t)length };
	*texts = text_from(*texts, (size_t)length);
	return true;
}

/* The next text, in the arena. */
static bool
read_text(struct text *texts, struct arena *arena, struct text *text)
{
	if (!read_text_there(texts, text))
		return false;
	*text = arena_text(arena, *text);
	return true;
}

static void
write_interfaces(struct buffer *out, const struct interfaces *interfaces)
{
	for (size_t i = 0; i < interfaces->count; i++) {
		const struct interface_definition *definition = &interfaces->at[i];
		uint64_t count = definition->property_count;

		buffer_add(out, &definition->count, sizeof definition->count);
		buffer_add(out, &count, sizeof count);
		write_text(out, definition->name);
		for (size_t p = 0; p < definition->property_count; p++)
			write_text(out, definition->properties[p]);
	}
}

static bool
read_interfaces(struct text *texts, struct interfaces *interfaces, size_t count)
{
	/* Each takes at least the bytes of its fields. */
	if (count > texts->length)
		return false;
	interfaces->at = xcalloc(count, sizeof *interfaces->at);
	for (; interfaces->count < count; interfaces->count++) {
		struct interface_definition *definition = &interfaces->at[interfaces->count];
		struct text *properties;
		uint64_t property_count;

		if (!read_bytes(texts, &definition->count, sizeof definition->count)
		    || !read_bytes(texts, &property_count, sizeof property_count)
		    || property_count > texts->length / sizeof property_count
		    || !read_text(texts, &interfaces->arena, &definition->name))
			return false;
		properties = arena_alloc(&interfaces->arena,
					 (size_t)property_count * sizeof *properties);
		for (uint64_t p = 0; p < property_count; p++)
			if (!read_text(texts, &interfaces->arena, &properties[p]))
				return false;
		definition->properties = properties;
		definition->property_count = (size_t)property_count;
	}
	return true;
}

static void
write_class_texts(struct buffer *out, const struct classes *classes)
{
	for (uint32_t i = 0; i < classes->text_count; i++)
		write_text(out, classes->texts[i]);
}

static bool
read_class_texts(struct text *texts, struct classes *classes)
{
	uint32_t count = classes->text_count;

	if (count > texts->length)
		return false;
	classes->texts = column_alloc(count, sizeof *classes->texts, NULL);
	for (uint32_t i = 0; classes->texts != NULL && i < count; i++)
		if (!read_text_there(texts, &classes->texts[i]))
			return false;
	return classes->texts != NULL;
}

/* Whether each class leads to a name, and to a location if it has one. */
static bool
classes_are_good(const struct classes *classes)
{
	const struct snapshot *snapshot = classes->snapshot;

	for (class_ix class = 0; class < classes->count; class++) {
		const struct heap_class *at = &classes->at[class];

		if (at->name >= (at->in_texts ? classes->text_count : snapshot->strings.recorded)
		    || at->location > snapshot->location_count)
			return false;
	}
	return true;
}

static void
write_names(struct buffer *out, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		write_text(out, text_of(names[i]));
}

/* Names that end in a NUL, in the arena with the list of them. */
static bool
read_names(struct text *texts, struct arena *arena, const char *const **names, size_t count)
{
	const char **list;

	*names = NULL;
	if (count > texts->length)
		return count == 0;
	list = arena_alloc(arena, count * sizeof *list);
	for (size_t i = 0; i < count; i++) {
		struct arena scratch = { 0 };
		struct text name;
		bool done = read_text(texts, &scratch, &name);

		if (done)
			list[i] = ARENA_JOIN(arena, name, { "", 1 }).at;
		arena_release(&scratch);
		if (!done)
			return false;
	}
	*names = list;
	return true;
}

void
index_texts_write(struct buffer *out, const struct heap *heap)
{
	const struct snapshot *snapshot = &heap->snapshot;

	write_class_texts(out, &heap->classes);
	write_interfaces(out, &heap->classes.interfaces);
	for (string_ix i = snapshot->strings.recorded; i < snapshot->strings.count; i++)
		write_text(out, snapshot->strings.added[i - snapshot->strings.recorded]);
	write_names(out, snapshot->extra_node_types, snapshot->extra_node_type_count);
	write_names(out, snapshot->edge_types, snapshot->edge_type_count);
}

bool
index_texts_read(struct heap *heap, struct text texts)
{
	struct snapshot *snapshot = &heap->snapshot;
	struct classes *classes = &heap->classes;
	size_t interface_count = classes->interfaces.count;
	string_ix string_count = snapshot->strings.count;
	struct arena *arena = xcalloc(1, sizeof *arena);

	snapshot->storage = arena;
	classes->snapshot = snapshot;
	classes->interfaces.count = 0;
	snapshot->strings.count = snapshot->strings.recorded;
	if (string_count < snapshot->strings.recorded
	    || !read_class_texts(&texts, classes) || !classes_are_good(classes)
	    || !read_interfaces(&texts, &classes->interfaces, interface_count))
		return false;
	while (snapshot->strings.count < string_count) {
		struct arena scratch = { 0 };
		struct text added;
		bool done = read_text(&texts, &scratch, &added);

		if (done)
			strings_add(&snapshot->strings, added);
		arena_release(&scratch);
		if (!done)
			return false;
	}
	return read_names(&texts, arena, &snapshot->extra_node_types,
			  snapshot->extra_node_type_count)
	       && read_names(&texts, arena, &snapshot->edge_types, snapshot->edge_type_count)
	       && texts.length == 0;
}
