#include "config.h"

#include "view/node_columns.h"

/* How far ahead of the loop memory is asked for. */
enum { AHEAD = 24, AHEAD_SECOND = 12 };

struct cell
node_cell_id(struct object object)
{
	return cell_of_id(heap_node_id(object.heap, object.node));
}

struct cell
node_cell_type(struct object object)
{
	return cell_of_text(
		text_of(snapshot_node_type_name(&object.heap->snapshot, object.node)));
}

struct cell
node_cell_name(struct object object, struct arena *scratch)
{
	return cell_of_text(heap_node_name(object.heap, object.node, scratch));
}

struct cell
node_cell_constructor(struct object object)
{
	if (!heap_has(object.heap, HEAP_CLASSES))
		return cell_of_pending();
	return cell_of_text(heap_class_name(object.heap, object.node));
}

struct cell
node_cell_distance(struct object object)
{
	if (!heap_has(object.heap, HEAP_DISTANCES))
		return cell_of_pending();
	return cell_of_distance(heap_distance(object.heap, object.node));
}

struct cell
node_cell_shallow(struct object object)
{
	return cell_of_bytes(heap_shallow_size(object.heap, object.node));
}

struct cell
node_cell_retained(struct object object)
{
	if (!heap_has(object.heap, HEAP_DOMINATORS))
		return cell_of_pending();
	return cell_of_bytes(heap_retained_size(object.heap, object.node));
}

struct cell
node_cell_dominator(struct object object)
{
	if (!heap_has(object.heap, HEAP_DOMINATORS))
		return cell_of_pending();
	return cell_of_id(heap_node_id(object.heap, heap_dominator(object.heap, object.node)));
}

struct cell
node_cell_detachedness(struct object object)
{
	return cell_of_count(heap_detachedness(object.heap, object.node));
}

struct cell
node_cell_source(struct object object, struct arena *scratch)
{
	return cell_of_any_text(heap_source(object.heap, object.node, scratch));
}

struct text
node_text(struct object object, struct arena *scratch)
{
	struct text title = heap_node_title(object.heap, object.node, scratch);

	struct text id = arena_printf(scratch, "%s@%u", title.length > 0 ? " " : "",
				      heap_node_id(object.heap, object.node));

	return ARENA_JOIN(scratch, title, id);
}

struct cell
node_cell_behind(struct text lead, struct text word, struct object object, struct arena *scratch)
{
	struct text name = node_text(object, scratch);

	return (struct cell){
		.kind = CELL_TEXT,
		.text = ARENA_JOIN(scratch, lead, word, name),
		.lead = (unsigned)lead.length,
		.tail = cell_tail(name),
	};
}

struct cell
node_cell_object(struct object object, struct arena *scratch)
{
	return cell_of_name(node_text(object, scratch));
}

struct cell
node_cell_class(struct object object, struct arena *scratch)
{
	/* Of roots the class is one, and their names say which. */
	struct text name = heap_node_type(object.heap, object.node) == NODE_SYNTHETIC
				   ? heap_node_title(object.heap, object.node, scratch)
				   : heap_class_name(object.heap, object.node);

	return cell_of_name(arena_printf(scratch, "%.*s @%u", (int)name.length, name.at,
					 heap_node_id(object.heap, object.node)));
}

enum tone
node_tone(struct object object)
{
	enum node_type type = heap_node_type(object.heap, object.node);

	if (type == NODE_NATIVE && heap_detachedness(object.heap, object.node) == 2)
		return TONE_DETACHED;
	return type == NODE_HIDDEN || type == NODE_SYNTHETIC || type == NODE_CODE
			       || type == NODE_OBJECT_SHAPE
		       ? TONE_DIM
		       : TONE_PLAIN;
}

void
node_keys_id(const struct heap *heap, const struct row *rows, size_t count, uint64_t *keys)
{
	for (size_t i = 0; i < count; i++)
		keys[i] = cell_number_key(heap_node_id(heap, rows[i].item));
}

void
node_keys_distance(const struct heap *heap, const struct row *rows, size_t count,
		   uint64_t *keys)
{
	if (!heap_has(heap, HEAP_DISTANCES)) {
		memset(keys, 0, count * sizeof *keys);
		return;
	}
	for (size_t i = 0; i < count; i++)
		keys[i] = cell_signed_key(heap_distance(heap, rows[i].item));
}

void
node_keys_shallow(const struct heap *heap, const struct row *rows, size_t count,
		  uint64_t *keys)
{
	for (size_t i = 0; i < count; i++)
		keys[i] = cell_number_key(heap_shallow_size(heap, rows[i].item));
}

void
node_keys_retained(const struct heap *heap, const struct row *rows, size_t count,
		   uint64_t *keys)
{
	const struct dominators *dominators = &heap->dominators;

	if (!heap_has(heap, HEAP_DOMINATORS)) {
		memset(keys, 0, count * sizeof *keys);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (i + AHEAD < count)
			__builtin_prefetch(&dominators->number[rows[i + AHEAD].item]);
		if (i + AHEAD_SECOND < count)
			dominators_prefetch_retained(
				dominators, dominators->number[rows[i + AHEAD_SECOND].item]);
		keys[i] = cell_number_key(heap_retained_size(heap, rows[i].item));
	}
}

void
node_keys_most_retained(const struct heap *heap, const struct row *rows, size_t count,
			uint64_t *keys)
{
	node_keys_retained(heap, rows, count, keys);
	for (size_t i = 0; i < count; i++)
		keys[i] = ~keys[i];
}

struct object
node_of_row(const struct subject *on, const void *state, struct row row)
{
	(void)state;
	return (struct object){ on->heap, row.item };
}

enum tone
node_tone_of_row(const struct subject *on, const void *state, struct row row)
{
	return node_tone(node_of_row(on, state, row));
}

struct cell
node_object(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	return node_cell_object(node_of_row(on, state, row), scratch);
}

#define NODE_VALUE(name) \
	struct cell \
	node_##name(const struct subject *on, const void *state, struct row row, \
		    struct arena *scratch) \
	{ \
		(void)scratch; \
		return node_cell_##name(node_of_row(on, state, row)); \
	}
#define NODE_VALUE_IN(name) \
	struct cell \
	node_##name(const struct subject *on, const void *state, struct row row, \
		    struct arena *scratch) \
	{ \
		return node_cell_##name(node_of_row(on, state, row), scratch); \
	}
#define NODE_KEYS(name) \
	void \
	node_##name##_keys(const struct subject *on, const void *state, const struct row *rows, \
			   size_t count, uint64_t *keys) \
	{ \
		(void)state; \
		node_keys_##name(on->heap, rows, count, keys); \
	}

NODE_VALUE(id)
NODE_VALUE(type)
NODE_VALUE_IN(name)
NODE_VALUE(constructor)
NODE_VALUE(distance)
NODE_VALUE(shallow)
NODE_VALUE(retained)
NODE_VALUE(dominator)
NODE_VALUE(detachedness)
NODE_VALUE_IN(source)
NODE_KEYS(id)
NODE_KEYS(distance)
NODE_KEYS(shallow)
NODE_KEYS(retained)

const struct column node_columns[] = {
	[NODES_OBJECT] = NODE_COLUMN_OBJECT(node_object),
	[NODES_ID] = NODE_COLUMN_ID,
	[NODES_TYPE] = NODE_COLUMN_TYPE,
	[NODES_NAME] = NODE_COLUMN_NAME,
	[NODES_CONSTRUCTOR] = NODE_COLUMN_CONSTRUCTOR,
	[NODES_DISTANCE] = NODE_COLUMN_DISTANCE,
	[NODES_SHALLOW] = NODE_COLUMN_SHALLOW,
	[NODES_RETAINED] = NODE_COLUMN_RETAINED,
	[NODES_DOMINATOR] = NODE_COLUMN_DOMINATOR,
	[NODES_DETACHEDNESS] = NODE_COLUMN_DETACHEDNESS,
	[NODES_SOURCE] = NODE_COLUMN_SOURCE,
	{ .name = NULL },
};
