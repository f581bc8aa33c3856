/*
 * Object, id, type ... retained size: what views of objects have in common.
 *
 * The cells are for any object of any heap; the columns are for views whose rows' item is
 * a node of the subject's heap.  What is not computed yet is pending.
 */

#pragma once

#include "view/view.h"

struct cell node_cell_id(struct object object);
struct cell node_cell_type(struct object object);
struct cell node_cell_name(struct object object, struct arena *scratch);
struct cell node_cell_constructor(struct object object);
struct cell node_cell_distance(struct object object);
struct cell node_cell_shallow(struct object object);
struct cell node_cell_retained(struct object object);
struct cell node_cell_dominator(struct object object);
struct cell node_cell_detachedness(struct object object);
struct cell node_cell_source(struct object object, struct arena *scratch);
/* As DevTools prints it: title @id. */
struct text node_text(struct object object, struct arena *scratch);
struct cell node_cell_object(struct object object, struct arena *scratch);
/* The same behind what leads to it, a reference, and a word between them. */
struct cell node_cell_behind(struct text lead, struct text word, struct object object,
			     struct arena *scratch);
/* "Map @1234": its constructor for its name. */
struct cell node_cell_class(struct object object, struct arena *scratch);
/* Detached, V8's own, or plain. */
enum tone node_tone(struct object object);
static inline struct object
object_none(void)
{
	return (struct object){ NULL, NODE_NONE };
}

/* Keys of whole columns of nodes, with the memory behind them fetched ahead. */
void node_keys_id(const struct heap *heap, const struct row *rows, size_t count,
		  uint64_t *keys);
void node_keys_distance(const struct heap *heap, const struct row *rows, size_t count,
			uint64_t *keys);
void node_keys_shallow(const struct heap *heap, const struct row *rows, size_t count,
		       uint64_t *keys);
void node_keys_retained(const struct heap *heap, const struct row *rows, size_t count,
			uint64_t *keys);
/* The larger ones first. */
void node_keys_most_retained(const struct heap *heap, const struct row *rows, size_t count,
			     uint64_t *keys);

#define NODE_VALUE(name) \
	struct cell node_##name(const struct subject *on, const void *state, struct row row, \
				struct arena *scratch);
#define NODE_KEYS(name) \
	void node_##name##_keys(const struct subject *on, const void *state, \
				const struct row *rows, size_t count, uint64_t *keys);
NODE_VALUE(object)
NODE_VALUE(id)
NODE_VALUE(type)
NODE_VALUE(name)
NODE_VALUE(constructor)
NODE_VALUE(distance)
NODE_VALUE(shallow)
NODE_VALUE(retained)
NODE_VALUE(dominator)
NODE_VALUE(detachedness)
NODE_VALUE(source)
NODE_KEYS(id)
NODE_KEYS(distance)
NODE_KEYS(shallow)
NODE_KEYS(retained)
#undef NODE_VALUE
#undef NODE_KEYS
struct object node_of_row(const struct subject *on, const void *state, struct row row);
enum tone node_tone_of_row(const struct subject *on, const void *state, struct row row);

/* The columns themselves, in the order of the promise to scripts. */
#define NODE_COLUMN_OBJECT(object_value) \
	{ .name = "object", .title = "Object", .key = 'c', .value = object_value, \
	  .flags = COLUMN_PEOPLE | COLUMN_TREE | COLUMN_ASCENDING }
#define NODE_COLUMN_ID \
	{ .name = "id", .title = "Id", .width = 10, .flags = COLUMN_RIGHT | COLUMN_SCRIPT \
	  | COLUMN_ASCENDING, .value = node_id, .keys = node_id_keys }
#define NODE_COLUMN_TYPE \
	{ .name = "type", .title = "Type", .width = 12, \
	  .flags = COLUMN_SCRIPT | COLUMN_ASCENDING, .value = node_type }
#define NODE_COLUMN_NAME \
	{ .name = "name", .title = "Name", .flags = COLUMN_SCRIPT | COLUMN_ASCENDING, \
	  .value = node_name }
#define NODE_COLUMN_CONSTRUCTOR \
	{ .name = "constructor", .title = "Constructor", .width = 24, \
	  .flags = COLUMN_SCRIPT | COLUMN_ASCENDING, .value = node_constructor }
#define NODE_COLUMN_DISTANCE \
	{ .name = "distance", .title = "Distance", .width = 8, .rank = 3, .key = 'd', \
	  .flags = COLUMN_RIGHT | COLUMN_ASCENDING, .value = node_distance, \
	  .keys = node_distance_keys }
#define NODE_COLUMN_SHALLOW \
	{ .name = "shallow_size", .title = "Shallow size", .width = 12, .rank = 2, .key = 's', \
	  .flags = COLUMN_RIGHT | COLUMN_SHARE, .value = node_shallow, \
	  .keys = node_shallow_keys }
#define NODE_COLUMN_RETAINED \
	{ .name = "retained_size", .title = "Retained size", .width = 13, .rank = 1, \
	  .key = 'r', .flags = COLUMN_RIGHT | COLUMN_SHARE, .value = node_retained, \
	  .keys = node_retained_keys }
#define NODE_COLUMN_DOMINATOR \
	{ .name = "dominator", .title = "Dominator", .width = 10, \
	  .flags = COLUMN_RIGHT | COLUMN_SCRIPT | COLUMN_ASCENDING, .value = node_dominator }
#define NODE_COLUMN_DETACHEDNESS \
	{ .name = "detachedness", .title = "Detached", .width = 8, \
	  .flags = COLUMN_RIGHT | COLUMN_SCRIPT, .value = node_detachedness }
#define NODE_COLUMN_SOURCE \
	{ .name = "source", .title = "Source", .width = 40, .rank = 4, \
	  .flags = COLUMN_SCRIPT | COLUMN_WIDE | COLUMN_TAIL | COLUMN_ASCENDING, \
	  .value = node_source }

enum node_column {
	NODES_OBJECT,
	NODES_ID,
	NODES_TYPE,
	NODES_NAME,
	NODES_CONSTRUCTOR,
	NODES_DISTANCE,
	NODES_SHALLOW,
	NODES_RETAINED,
	NODES_DOMINATOR,
	NODES_DETACHEDNESS,
	NODES_SOURCE,
};

/* All of them, for a table of objects. */
extern const struct column node_columns[];
