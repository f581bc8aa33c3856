/*
 * One object: what is known of it, what it refers to, who refers to it.
 */

#include "config.h"

#include "heap/allocations.h"
#include "heap/explain.h"
#include "heap/expression.h"
#include "view/references.h"

enum object_kind {
	OBJECT_PROPERTY,   /* item: position in the table of properties */
	OBJECT_REFERENCES, /* a heading */
	OBJECT_RETAINERS,  /* a heading */
	OBJECT_REFERENCE,  /* item: a node, via: the edge to it */
	OBJECT_RETAINER,   /* item: a node, via: the edge from it */
};

/* ---- properties ---- */

static struct cell
property_what(struct object object, struct arena *scratch)
{
	(void)scratch;
	return cell_of_any_text(text_of(explain_object(object.heap, object.node)));
}

/* A number is written on a string behind it, if the snapshot has its value at all. */
static struct cell
property_value(struct object object, struct arena *scratch)
{
	enum node_type type = heap_node_type(object.heap, object.node);
	node_ix value = object.node;

	if (type == NODE_NUMBER || type == NODE_BIGINT)
		value = heap_internal(object.heap, object.node, TEXT("value"));
	else if (type != NODE_STRING && type != NODE_CONCATENATED_STRING)
		value = NODE_NONE;
	if (value == NODE_NONE)
		return cell_of_nothing();
	return cell_of_any_text(heap_node_name(object.heap, value, scratch));
}

static struct cell
property_held(struct object object, struct arena *scratch)
{
	int32_t distance = heap_distance(object.heap, object.node);

	(void)scratch;
	if (distance == DISTANCE_NONE)
		return cell_of_text(TEXT("only weakly, if at all: it would go at the next "
					 "collection"));
	if (distance >= DISTANCE_SYSTEM)
		return cell_of_text(TEXT("by the engine's own roots only"));
	return cell_of_nothing();
}

static struct cell
property_expression(struct object object, struct arena *scratch)
{
	return cell_of_any_text(expression_of_node(object.heap, object.node, scratch));
}

static struct cell
property_detachedness(struct object object, struct arena *scratch)
{
	static const char *const words[] = { "", "attached", "detached" };

	(void)scratch;
	return cell_of_any_text(text_of(words[heap_detachedness(object.heap, object.node) % 3]));
}

static struct cell
property_dominator(struct object object, struct arena *scratch)
{
	struct object dominator = { object.heap, heap_dominator(object.heap, object.node) };

	return node_cell_object(dominator, scratch);
}

/* Who made it, and who called that, up to the root: DevTools' tab "Allocation stack". */
static struct cell
property_allocated(struct object object, struct arena *scratch)
{
	const struct snapshot *snapshot = &object.heap->snapshot;
	struct buffer stack = { 0 };
	size_t count;
	uint32_t *functions = allocation_stack(object.heap, object.node, &count, scratch);
	struct text text;

	for (size_t i = 0; i < count; i++) {
		struct text source = allocation_function_source(snapshot, functions[i], scratch);

		if (i > 0)
			buffer_add_text(&stack, TEXT(" < "));
		buffer_add_text(&stack, allocation_function_name(snapshot, functions[i], scratch));
		if (source.length > 0) {
			buffer_add_text(&stack, TEXT(" ("));
			buffer_add_text(&stack, source);
			buffer_add_char(&stack, ')');
		}
	}
	text = arena_text(scratch, buffer_text(&stack));
	buffer_release(&stack);
	return cell_of_any_text(text);
}

static struct cell
property_dominated(struct object object, struct arena *scratch)
{
	(void)scratch;
	return cell_of_count(heap_dominated_count(object.heap, object.node) - 1);
}

#define PROPERTY(name) \
	static struct cell \
	property_##name(struct object object, struct arena *scratch) \
	{ \
		(void)scratch; \
		return node_cell_##name(object); \
	}
PROPERTY(id)
PROPERTY(type)
PROPERTY(constructor)
PROPERTY(distance)
PROPERTY(shallow)
PROPERTY(retained)

static const struct {
	const char *name, *title;
	struct cell (*value)(struct object object, struct arena *scratch);
} properties[] = {
	{ "id", "Id", property_id },
	{ "type", "Type", property_type },
	{ "name", "Name", node_cell_name },
	{ "constructor", "Constructor", property_constructor },
	{ "what", "What it is", property_what },
	{ "value", "Value", property_value },
	{ "source", "Source", node_cell_source },
	{ "expression", "Reached as", property_expression },
	{ "held", "Held", property_held },
	{ "distance", "Distance", property_distance },
	{ "shallow_size", "Shallow size", property_shallow },
	{ "retained_size", "Retained size", property_retained },
	{ "dominator", "Dominator", property_dominator },
	{ "dominated", "Kept alive by it alone", property_dominated },
	{ "detachedness", "Document", property_detachedness },
	{ "allocated", "Allocated by", property_allocated },
};

/* ---- columns ---- */

static bool
object_is_reference(struct row row)
{
	return row.kind == OBJECT_REFERENCE || row.kind == OBJECT_RETAINER;
}

static uint64_t
object_references(const struct subject *on)
{
	return on->heap->snapshot.first_edge[on->node + 1]
	       - on->heap->snapshot.first_edge[on->node];
}

static uint64_t
object_retainers(const struct subject *on)
{
	return retainers_count(&on->heap->retainers, on->node);
}

/* "Retained size: 1.2 MB"; a text as it is, to be escaped where it is shown. */
static struct cell
object_property_row(const struct subject *on, struct row row, struct arena *scratch)
{
	const struct cell_format format = { .units = on->units };
	struct cell cell = properties[row.item].value((struct object){ on->heap, on->node },
						      scratch);
	struct text title = ARENA_JOIN(scratch, text_of(properties[row.item].title), TEXT(": "));
	struct buffer printed = { 0 };

	if (cell.kind == CELL_TEXT) {
		cell.text = ARENA_JOIN(scratch, title, cell.text);
		cell.lead = cell.tail > 0 ? (unsigned)title.length : 0;
		if (properties[row.item].value == node_cell_source)
			cell.label = (unsigned)title.length;
		return cell;
	}
	cell_print(&cell, &format, &printed);
	cell = cell_of_text(ARENA_JOIN(scratch, title, buffer_text(&printed)));
	buffer_release(&printed);
	return cell;
}

static struct cell
object_row_value(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	char count[UNITS_LENGTH];

	(void)state;
	switch (row.kind) {
	case OBJECT_PROPERTY:
		return object_property_row(on, row, scratch);
	case OBJECT_REFERENCES:
		return cell_of_text(arena_printf(
			scratch, "References: %s", units_count(count, object_references(on))));
	case OBJECT_RETAINERS:
		return cell_of_text(arena_printf(
			scratch, "Retainers: %s", units_count(count, object_retainers(on))));
	case OBJECT_RETAINER:
		return node_cell_behind(reference_label(on->heap, row.via, scratch), TEXT(" in "),
					(struct object){ on->heap, row.item }, scratch);
	default:
		return reference_cell((struct object){ on->heap, row.item }, row.via, scratch);
	}
}

static struct cell
object_property_value(const struct subject *on, const void *state, struct row row,
		      struct arena *scratch)
{
	static const char *const names[] = {
		[OBJECT_REFERENCES] = "references",
		[OBJECT_RETAINERS] = "retainers",
		[OBJECT_REFERENCE] = "reference",
		[OBJECT_RETAINER] = "retainer",
	};

	(void)on;
	(void)state;
	(void)scratch;
	return cell_of_text(text_of(row.kind == OBJECT_PROPERTY ? properties[row.item].name
								: names[row.kind]));
}

static struct cell
object_value_value(const struct subject *on, const void *state, struct row row,
		   struct arena *scratch)
{
	(void)state;
	switch (row.kind) {
	case OBJECT_PROPERTY:
		return properties[row.item].value((struct object){ on->heap, on->node }, scratch);
	case OBJECT_REFERENCES:
		return cell_of_count(object_references(on));
	case OBJECT_RETAINERS:
		return cell_of_count(object_retainers(on));
	default:
		return cell_of_nothing();
	}
}

static struct cell
object_edge_value(const struct subject *on, const void *state, struct row row,
		  struct arena *scratch)
{
	(void)state;
	return reference_cell_edge(on->heap, row.via, scratch);
}

static struct cell
object_edge_type_value(const struct subject *on, const void *state, struct row row,
		       struct arena *scratch)
{
	(void)state;
	(void)scratch;
	return reference_cell_type(on->heap, row.via);
}

#define OBJECT_VALUE(name) \
	static struct cell \
	object_##name##_value(const struct subject *on, const void *state, struct row row, \
			      struct arena *scratch) \
	{ \
		if (!object_is_reference(row)) \
			return cell_of_nothing(); \
		return node_##name(on, state, row, scratch); \
	}
OBJECT_VALUE(id)
OBJECT_VALUE(name)
OBJECT_VALUE(distance)
OBJECT_VALUE(shallow)
OBJECT_VALUE(retained)

static int
object_compare(const struct subject *on, const void *state, struct row a, struct row b,
	       bool descending)
{
	(void)state;
	if (object_is_reference(a))
		return reference_compare_names(on->heap, a.via, b.via, descending);
	return (a.item > b.item) - (a.item < b.item);
}

enum { OBJECT_TREE };

static const struct column object_columns[] = {
	[OBJECT_TREE] = { .name = "row", .title = "Object", .key = 'c', .value = object_row_value,
			  .flags = COLUMN_PEOPLE | COLUMN_TREE | COLUMN_ASCENDING,
			  .compare = object_compare },
	{ .name = "property", .title = "Property", .width = 14, .value = object_property_value,
	  .flags = COLUMN_SCRIPT | COLUMN_ASCENDING, .compare = object_compare },
	{ .name = "value", .title = "Value", .width = 48, .flags = COLUMN_SCRIPT | COLUMN_ASCENDING,
	  .value = object_value_value, .compare = object_compare },
	{ .name = "edge", .title = "Reference", .width = 20, .value = object_edge_value,
	  .flags = COLUMN_SCRIPT | COLUMN_ASCENDING, .compare = object_compare },
	{ .name = "edge_type", .title = "Kind", .width = 10, .value = object_edge_type_value,
	  .flags = COLUMN_SCRIPT | COLUMN_ASCENDING },
	{ .name = "id", .title = "Id", .width = 10, .value = object_id_value,
	  .flags = COLUMN_RIGHT | COLUMN_SCRIPT | COLUMN_ASCENDING },
	{ .name = "name", .title = "Name", .value = object_name_value,
	  .flags = COLUMN_SCRIPT | COLUMN_ASCENDING },
	{ .name = "distance", .title = "Distance", .width = 8, .rank = 4, .key = 'd',
	  .flags = COLUMN_RIGHT | COLUMN_ASCENDING, .value = object_distance_value },
	{ .name = "shallow_size", .title = "Shallow size", .width = 12, .rank = 3, .key = 's',
	  .flags = COLUMN_RIGHT, .value = object_shallow_value },
	{ .name = "retained_size", .title = "Retained size", .width = 13, .rank = 2, .key = 'r',
	  .flags = COLUMN_RIGHT, .value = object_retained_value },
	{ .name = NULL },
};

/* ---- rows ---- */

static bool
object_roots(const struct subject *on, const void *state, struct rows *rows,
	     struct progress *progress, struct error *error)
{
	struct object object = { on->heap, on->node };
	struct arena scratch = { 0 };

	(void)state;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < sizeof properties / sizeof properties[0]; i++)
		if (properties[i].value(object, &scratch).kind != CELL_NOTHING)
			rows_add(rows, (struct row){ i, EDGE_NONE, OBJECT_PROPERTY });
	rows_add(rows, (struct row){ 0, EDGE_NONE, OBJECT_REFERENCES });
	rows_add(rows, (struct row){ 0, EDGE_NONE, OBJECT_RETAINERS });
	arena_release(&scratch);
	return true;
}

static bool
object_has_children(const struct subject *on, const void *state, struct row row)
{
	(void)state;
	switch (row.kind) {
	case OBJECT_REFERENCES:
		return references_any(on->heap, on->node, on->hide_internals);
	case OBJECT_REFERENCE:
		return references_any(on->heap, row.item, on->hide_internals);
	case OBJECT_RETAINERS:
		return references_any_retainers(on->heap, on->node, on->hide_internals);
	case OBJECT_RETAINER:
		return references_any_retainers(on->heap, row.item, on->hide_internals);
	default:
		return false;
	}
}

static bool
object_children(const struct subject *on, const void *state, struct row row, struct rows *rows,
		struct progress *progress, struct error *error)
{
	node_ix node = object_is_reference(row) ? row.item : on->node;

	(void)state;
	(void)progress;
	if (row.kind == OBJECT_REFERENCES || row.kind == OBJECT_REFERENCE)
		return references_add(on->heap, node, on->hide_internals, OBJECT_REFERENCE, rows);
	return references_add_retainers(on->heap, node, on->hide_internals, OBJECT_RETAINER, rows,
					error);
}

static struct object
object_object(const struct subject *on, const void *state, struct row row)
{
	if (object_is_reference(row))
		return node_of_row(on, state, row);
	if (row.kind == OBJECT_PROPERTY && properties[row.item].value == property_dominator)
		return (struct object){ on->heap, heap_dominator(on->heap, on->node) };
	return (struct object){ on->heap, on->node };
}

static enum view_repeats
object_repeats(const struct subject *on, const void *state, struct row row, uint32_t *id)
{
	(void)state;
	if (!object_is_reference(row))
		return REPEATS_NOTHING;
	*id = heap_node_id(on->heap, row.item);
	return *id == heap_node_id(on->heap, on->node) ? REPEATS_SUBJECT : REPEATS_ITS_ID;
}

static enum tone
object_tone(const struct subject *on, const void *state, struct row row)
{
	if (object_is_reference(row))
		return reference_tone(node_of_row(on, state, row), row.via);
	return row.kind == OBJECT_PROPERTY ? TONE_PLAIN : TONE_HEADING;
}

static struct text
object_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	(void)state;
	return node_text((struct object){ on->heap, on->node }, scratch);
}

const struct view object_view = {
	.name = "object",
	.title = "Object",
	.summary = "one object: sizes, source, value, references",
	.key = 'o',
	.needs = NEEDS_NODE,
	.parts = HEAP_ALL,
	.columns = object_columns,
	.first_sort = COLUMN_NONE,
	.report_limit = 100,
	.report_depth = 2,
	.roots = object_roots,
	.has_children = object_has_children,
	.children = object_children,
	.object = object_object,
	.repeats = object_repeats,
	.tone = object_tone,
	.caption = object_caption,
};
