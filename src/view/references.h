/*
 * References between objects, as DevTools lists them below an object: shared by the views
 * whose rows are references (containment) or unfold to them (the objects of a Summary).
 *
 * A row's item is the object at the far end, its via the edge.
 */

#pragma once

#include "view/node_columns.h"

/* Adds what the node refers to: all but "invisible" edges, in file order (spec 4.5). */
bool references_add(const struct heap *heap, node_ix node, bool hide_internals, uint32_t kind,
		    struct rows *rows);
bool references_any(const struct heap *heap, node_ix node, bool hide_internals);
/* Whether references_add_retainers() would add any. */
bool references_any_retainers(const struct heap *heap, node_ix node, bool hide_internals);
/* Adds who refers to the node: all but weak and "invisible" edges and those of the root, the last
 * in the file first (spec 4.6, 4.7).  A row's item is the object that holds. */
bool references_add_retainers(const struct heap *heap, node_ix node, bool hide_internals,
			      uint32_t kind, struct rows *rows, struct error *error);
/* Whether an edge belongs to V8 rather than to the program. */
bool reference_is_internal(const struct heap *heap, edge_ix edge);

/* "name::title @id", as DevTools prints the row of a reference. */
struct cell reference_cell(struct object object, edge_ix via, struct arena *scratch);
/* How the reference is called in such a row: "[0]", "(empty)", "name". */
struct text reference_label(const struct heap *heap, edge_ix via, struct arena *scratch);
/* Cells `edge` and `edge_type`; nothing without an edge. */
struct cell reference_cell_edge(const struct heap *heap, edge_ix via, struct arena *scratch);
struct cell reference_cell_type(const struct heap *heap, edge_ix via);
/* DevTools' order of edge names (spec 11.1): `__proto__` last whatever the direction, then names
 * before numbers, each as text. */
int reference_compare_names(const struct heap *heap, edge_ix a, edge_ix b, bool descending);
/* Which of two nodes' names comes first. */
int reference_compare_targets(const struct heap *heap, node_ix a, node_ix b);
/* Dim for V8's own references, else as the object. */
enum tone reference_tone(struct object object, edge_ix via);

/* Columns for rows whose edge is one of the subject's heap. */
enum reference_column {
	REFERENCE_OBJECT,
	REFERENCE_EDGE,
	REFERENCE_EDGE_TYPE,
	REFERENCE_ID,
	REFERENCE_TYPE,
	REFERENCE_NAME,
	REFERENCE_CONSTRUCTOR,
	REFERENCE_DISTANCE,
	REFERENCE_SHALLOW,
	REFERENCE_RETAINED,
	REFERENCE_DOMINATOR,
	REFERENCE_DETACHEDNESS,
	REFERENCE_SOURCE,
};

#define REFERENCE_COLUMN_OBJECT(object_value) \
	{ .name = "object", .title = "Object", .key = 'c', .value = object_value, \
	  .flags = COLUMN_PEOPLE | COLUMN_TREE | COLUMN_ASCENDING, .compare = reference_order }
#define REFERENCE_COLUMN_EDGE(edge_value) \
	{ .name = "edge", .title = "Reference", .width = 20, .value = edge_value, \
	  .flags = COLUMN_SCRIPT | COLUMN_ASCENDING, .compare = reference_order }
#define REFERENCE_COLUMN_TYPE(type_value) \
	{ .name = "edge_type", .title = "Kind", .width = 10, .value = type_value, \
	  .flags = COLUMN_SCRIPT | COLUMN_ASCENDING }

/* What a reference leads to. */
extern const struct column reference_columns[];

struct cell reference_edge(const struct subject *on, const void *state, struct row row,
			   struct arena *scratch);
struct cell reference_type(const struct subject *on, const void *state, struct row row,
			   struct arena *scratch);
int reference_order(const struct subject *on, const void *state, struct row a, struct row b,
		    bool descending);
/* DevTools' second keys under those columns (spec 11.1). */
int reference_tie(const struct subject *on, const void *state, unsigned column, struct row a,
		  struct row b);
bool reference_tie_keys(const struct subject *on, const void *state, unsigned column,
			const struct row *rows, size_t count, uint64_t *keys);
