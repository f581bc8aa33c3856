/*
 * The name DevTools shows for an object (spec 3.2, 3.3).
 */

#include "config.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "heap/heap.h"
#include "heap/property_name.h"

enum {
	PLAIN_OBJECT_LENGTH = 100,   /* UTF-16 units of properties, about */
	WINDOW_URL_LENGTH = 40,
};

static bool
plain_object_has(const struct snapshot *snapshot, edge_ix edge)
{
	return edge_word_type(snapshot->edge_word[edge]) == EDGE_PROPERTY
	       && !strings_equal(&snapshot->strings, snapshot->edge_name[edge],
				 TEXT("__proto__"));
}

/* The parts of a plain object's name: the left one grows to the right, the right one to the
 * left, so its pieces are kept and put down backwards. */
struct plain_object_name {
	struct buffer left;
	size_t left_units, right_units;
	struct text *right;
	size_t right_count, right_capacity;
};

static void
plain_object_add_right(struct plain_object_name *name, struct text property, size_t units,
		       struct arena *scratch)
{
	if (name->right_count == name->right_capacity) {
		name->right_capacity = name->right_capacity * 2 + 16;
		name->right = xreallocarray(name->right, name->right_capacity,
					    sizeof *name->right);
	}
	if (name->right_units > 1) {
		property = ARENA_JOIN(scratch, property, TEXT(", "));
		name->right_units += 2;
	}
	name->right_units += units;
	name->right[name->right_count++] = property;
}

static void
plain_object_add_left(struct plain_object_name *name, struct text property, size_t units)
{
	if (name->left_units > 1) {
		buffer_add_text(&name->left, TEXT(", "));
		name->left_units += 2;
	}
	buffer_add_text(&name->left, property);
	name->left_units += units;
}

/* Bytes of a property's name in the file; 0 if it is not there. */
static size_t
property_raw_length(const struct snapshot *snapshot, edge_ix edge)
{
	string_ix name = snapshot->edge_name[edge];

	return name < snapshot->strings.recorded ? strings_raw(&snapshot->strings, name).length : 0;
}

/* UTF-16 units that a property's name has at least: none takes more than six bytes. */
static size_t
least_units(const struct snapshot *snapshot, edge_ix edge)
{
	return property_raw_length(snapshot, edge) / 6;
}

/* Takes properties from both ends in turn until they fill the name. */
static void
plain_object_collect(struct plain_object_name *name, const struct snapshot *snapshot, node_ix node,
		     struct arena *scratch)
{
	int64_t first = snapshot->first_edge[node],
		last = (int64_t)snapshot->first_edge[node + 1] - 1;
	struct buffer formatted = { 0 };
	bool at_end = false;

	while (first <= last) {
		edge_ix edge = (edge_ix)(at_end ? last : first);
		size_t units;

		if (!plain_object_has(snapshot, edge)) {
			if (at_end)
				last--;
			else
				first++;
			continue;
		}
		if (name->left_units > 1 && least_units(snapshot, edge) > PLAIN_OBJECT_LENGTH)
			break;
		buffer_clear(&formatted);
		property_name_add(&formatted, snapshot_edge_name(snapshot, edge, scratch));
		units = text_utf16_length(buffer_text(&formatted));
		if (name->left_units > 1
		    && name->left_units + name->right_units + units > PLAIN_OBJECT_LENGTH)
			break;
		if (at_end) {
			plain_object_add_right(name, arena_text(scratch, buffer_text(&formatted)),
					       units, scratch);
			last--;
		} else {
			plain_object_add_left(name, buffer_text(&formatted), units);
			first++;
		}
		at_end = !at_end;
	}
	if (first <= last)
		buffer_add_text(&name->left, TEXT(", …"));
	buffer_release(&formatted);
}

static struct text
plain_object_name(const struct snapshot *snapshot, node_ix node, struct arena *scratch)
{
	struct plain_object_name name = { .left_units = 1, .right_units = 1 };
	struct text text;

	buffer_add_char(&name.left, '{');
	plain_object_collect(&name, snapshot, node, scratch);
	if (name.right_units > 1)
		buffer_add_text(&name.left, TEXT(", "));
	while (name.right_count > 0)
		buffer_add_text(&name.left, name.right[--name.right_count]);
	buffer_add_char(&name.left, '}');
	text = arena_text(scratch, buffer_text(&name.left));
	buffer_release(&name.left);
	free(name.right);
	return text;
}

/*
 * If an object's first property is so long that nothing of the others stands beside it, its name
 * is that of all objects with this one first, alone or not: *key tells it from others.
 */
static bool
plain_object_is_long(const struct snapshot *snapshot, node_ix node, uint32_t *key)
{
	edge_ix edge = snapshot->first_edge[node], stop = snapshot->first_edge[node + 1];

	while (edge < stop && !plain_object_has(snapshot, edge))
		edge++;
	if (edge == stop || property_raw_length(snapshot, edge) < KEPT_NAME_LONG
	    || snapshot->edge_name[edge] > UINT32_MAX / 2)
		return false;
	*key = snapshot->edge_name[edge] * 2;
	for (edge++; edge < stop; edge++)
		if (plain_object_has(snapshot, edge)) {
			*key += 1;
			break;
		}
	return true;
}

static struct text
plain_object_kept_name(const struct heap *heap, node_ix node, struct arena *scratch)
{
	struct text name;
	uint32_t key;

	if (!plain_object_is_long(&heap->snapshot, node, &key))
		return plain_object_name(&heap->snapshot, node, scratch);
	if (!kept_names_find(heap->long_objects, key, &name)) {
		name = plain_object_name(&heap->snapshot, node, scratch);
		kept_names_add(heap->long_objects, key, name);
	}
	return name;
}

struct text
heap_node_name(const struct heap *heap, node_ix node, struct arena *scratch)
{
	const struct snapshot *snapshot = &heap->snapshot;
	enum node_type type = heap_node_type(heap, node);

	if (type == NODE_CONCATENATED_STRING)
		return ropes_text(heap->ropes, snapshot, node, scratch);
	if (type == NODE_OBJECT
	    && strings_equal(&snapshot->strings, snapshot->node_name[node], TEXT("Object")))
		return plain_object_kept_name(heap, node, scratch);
	return kept_names_string(heap->long_strings, &snapshot->strings, snapshot->node_name[node],
				 scratch);
}

struct text
heap_edge_name(const struct heap *heap, edge_ix edge, struct arena *scratch)
{
	const struct snapshot *snapshot = &heap->snapshot;
	uint32_t word = snapshot->edge_word[edge];

	/* a shortcut's may be a number, written otherwise */
	if (edge_word_is_numbered(word) || edge_word_type(word) == EDGE_SHORTCUT)
		return snapshot_edge_name(snapshot, edge, scratch);
	return kept_names_string(heap->long_strings, &snapshot->strings, snapshot->edge_name[edge],
				 scratch);
}

struct whole_text
heap_node_whole_text(const struct heap *heap, node_ix node, struct arena *scratch)
{
	const struct snapshot *snapshot = &heap->snapshot;
	struct whole_text whole = { .end_string = STRING_NONE };
	struct text name = heap_node_name(heap, node, scratch);
	node_ix last = node;
	uint32_t before = 0;

	if (heap_node_type(heap, node) == NODE_CONCATENATED_STRING)
		last = name.length < ROPE_LENGTH
			       ? NODE_NONE
			       : ropes_end(heap->ropes, snapshot, node, &before, scratch);
	if (last != NODE_NONE)
		whole.end = kept_names_string(heap->long_strings, &snapshot->strings,
					      snapshot->node_name[last], scratch);
	if (before > 0 && whole.end.length <= name.length - before)
		last = NODE_NONE; /* it is all shown */
	if (last == NODE_NONE) {
		whole.begin = name;
		whole.end = TEXT("");
	} else {
		whole.begin = (struct text){ name.at, before };
		whole.end_string = snapshot->node_name[last];
	}
	return whole;
}

/* The end of the text that takes `units` UTF-16 units or characters from the right. */
static struct text
text_last(struct text text, size_t characters)
{
	size_t at = text.length;

	while (at > 0 && characters > 0) {
		do
			at--;
		while (at > 0 && ((unsigned char)text.at[at] & 0xc0) == 0x80);
		characters--;
	}
	return text_from(text, at);
}

static struct text
text_first(struct text text, size_t characters)
{
	size_t at = 0;

	while (at < text.length && characters > 0) {
		size_t bytes;

		text_next(text_from(text, at), &bytes);
		at += bytes;
		characters--;
	}
	return (struct text){ text.at, at };
}

static size_t
text_characters(struct text text)
{
	size_t count = 0;

	for (size_t at = 0, bytes; at < text.length; at += bytes, count++)
		text_next(text_from(text, at), &bytes);
	return count;
}

/* A window is called by its address, which can be long: its scheme goes, and its middle. */
static struct text
window_title(struct text name, struct arena *scratch)
{
	static const struct text schemes[] = {
		{ "http://", 7 }, { "https://", 8 }, { "file://", 7 },
	};
	const char *slash = memchr(name.at, '/', name.length);
	struct text url, left, right;
	size_t start;

	if (slash == NULL)
		return name;
	start = (size_t)(slash - name.at) + 1;
	url = text_from(name, start);
	while (url.length > 0 && (url.at[0] == ' ' || url.at[0] == '\t' || url.at[0] == '\n')) {
		url.at++;
		url.length--;
	}
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (text_starts_with(url, schemes[i])) {
			url = text_from(url, schemes[i].length);
			break;
		}
	if (text_characters(url) <= WINDOW_URL_LENGTH)
		return ARENA_JOIN(scratch, { name.at, start }, TEXT(" "), url);
	left = text_first(url, WINDOW_URL_LENGTH / 2);
	right = text_last(url, WINDOW_URL_LENGTH / 2 - 1);
	return ARENA_JOIN(scratch, { name.at, start }, TEXT(" "), left, TEXT("…"), right);
}

struct text
heap_node_title(const struct heap *heap, node_ix node, struct arena *scratch)
{
	struct text name = heap_node_name(heap, node, scratch);

	/* V8 gives it no name. */
	if (node == 0 && name.length == 0)
		return TEXT("(root)");
	switch (heap_node_type(heap, node)) {
	case NODE_STRING:
	case NODE_CONCATENATED_STRING:
		return ARENA_JOIN(scratch, TEXT("\""), name, TEXT("\""));
	case NODE_REGEXP:
		return ARENA_JOIN(scratch, TEXT("/"), name, TEXT("/"));
	case NODE_CLOSURE:
		return ARENA_JOIN(scratch, name, TEXT("()"));
	case NODE_ARRAY:
		return name.length == 0 ? TEXT("(internal array)[]")
					: ARENA_JOIN(scratch, name, TEXT("[]"));
	case NODE_OBJECT:
		return text_starts_with(name, TEXT("Window")) ? window_title(name, scratch) : name;
	default:
		return name;
	}
}

bool
heap_is_context(const struct heap *heap, node_ix node)
{
	string_ix name = heap->snapshot.node_name[node];

	return strings_equal(&heap->snapshot.strings, name, TEXT("system / Context"))
	       || strings_start_with(&heap->snapshot.strings, name,
				     TEXT("system / Context / "));
}
