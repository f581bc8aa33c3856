/*
 * What refers to what, from the roots or from one object down.
 */

#include "config.h"

#include "view/references.h"

enum containment_column {
	CONTAINMENT_OBJECT,
	CONTAINMENT_EDGE,
	CONTAINMENT_EDGE_TYPE,
	CONTAINMENT_ID,
	CONTAINMENT_TYPE,
	CONTAINMENT_NAME,
	CONTAINMENT_CONSTRUCTOR,
	CONTAINMENT_DISTANCE,
	CONTAINMENT_SHALLOW,
	CONTAINMENT_RETAINED,
	CONTAINMENT_DOMINATOR,
	CONTAINMENT_DETACHEDNESS,
	CONTAINMENT_SOURCE,
};

static const struct column containment_columns[] = {
	[CONTAINMENT_OBJECT] = { .name = "object", .title = "Object", .key = 'c',
				 .flags = COLUMN_PEOPLE | COLUMN_TREE | COLUMN_ASCENDING,
				 .value = reference_object, .compare = reference_order },
	[CONTAINMENT_EDGE] = REFERENCE_COLUMN_EDGE(reference_edge),
	[CONTAINMENT_EDGE_TYPE] = REFERENCE_COLUMN_TYPE(reference_type),
	[CONTAINMENT_ID] = NODE_COLUMN_ID,
	[CONTAINMENT_TYPE] = NODE_COLUMN_TYPE,
	[CONTAINMENT_NAME] = NODE_COLUMN_NAME,
	[CONTAINMENT_CONSTRUCTOR] = NODE_COLUMN_CONSTRUCTOR,
	[CONTAINMENT_DISTANCE] = NODE_COLUMN_DISTANCE,
	[CONTAINMENT_SHALLOW] = NODE_COLUMN_SHALLOW,
	[CONTAINMENT_RETAINED] = NODE_COLUMN_RETAINED,
	[CONTAINMENT_DOMINATOR] = NODE_COLUMN_DOMINATOR,
	[CONTAINMENT_DETACHEDNESS] = NODE_COLUMN_DETACHEDNESS,
	[CONTAINMENT_SOURCE] = NODE_COLUMN_SOURCE,
	{ .name = NULL },
};

static bool
containment_children(const struct subject *on, const void *state, struct row row,
		     struct rows *rows, struct progress *progress, struct error *error)
{
	(void)state;
	(void)progress;
	(void)error;
	return references_add(on->heap, row.item, on->hide_internals, 0, rows);
}

static bool
containment_roots(const struct subject *on, const void *state, struct rows *rows,
		  struct progress *progress, struct error *error)
{
	struct row top = { on->node == NODE_NONE ? 0 : on->node, EDGE_NONE, 0 };

	return containment_children(on, state, top, rows, progress, error);
}

static bool
containment_has_children(const struct subject *on, const void *state, struct row row)
{
	(void)state;
	return references_any(on->heap, row.item, on->hide_internals);
}

/* DevTools' second keys (spec 11.1). */
static int
containment_tie(const struct subject *on, const void *state, unsigned column, struct row a,
		struct row b)
{
	(void)state;
	if (column == CONTAINMENT_DISTANCE)
		return reference_compare_targets(on->heap, a.item, b.item);
	return reference_compare_names(on->heap, a.via, b.via, false);
}

/* By name rows of one name are rare, but elements of a hidden table may all be called alike. */
static bool
containment_tie_keys(const struct subject *on, const void *state, unsigned column,
		     const struct row *rows, size_t count, uint64_t *keys)
{
	(void)state;
	if (column != CONTAINMENT_OBJECT && column != CONTAINMENT_EDGE)
		return false;
	node_keys_retained(on->heap, rows, count, keys);
	for (size_t i = 0; i < count; i++)
		keys[i] = ~keys[i];
	return true;
}

static enum tone
containment_tone(const struct subject *on, const void *state, struct row row)
{
	return reference_tone(node_of_row(on, state, row), row.via);
}

static bool
containment_repeats(const struct subject *on, const void *state, struct row row,
		    const struct row *ancestors, size_t ancestor_count)
{
	(void)state;
	return reference_repeats(on->heap, row, ancestors, ancestor_count);
}

static struct text
containment_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	char count[UNITS_LENGTH];
	node_ix top = on->node == NODE_NONE ? 0 : on->node;
	struct text name = node_text((struct object){ on->heap, top }, scratch);
	edge_ix edges = on->heap->snapshot.first_edge[top + 1] - on->heap->snapshot.first_edge[top];

	(void)state;
	units_count(count, edges);
	if (top == 0)
		return arena_printf(scratch, "%s references from the root", count);
	return arena_printf(scratch, "%s references from %.*s", count, (int)name.length, name.at);
}

const struct view containment_view = {
	.name = "containment",
	.title = "Containment",
	.summary = "from the roots (or an object) down, reference by reference",
	.key = 'E',
	.needs = TAKES_NODE,
	.parts = HEAP_GRAPH,
	.columns = containment_columns,
	.first_sort = CONTAINMENT_RETAINED,
	.report_limit = 100,
	.report_depth = 1,
	.roots = containment_roots,
	.has_children = containment_has_children,
	.children = containment_children,
	.tie = containment_tie,
	.tie_keys = containment_tie_keys,
	.object = node_of_row,
	.repeats = containment_repeats,
	.tone = containment_tone,
	.caption = containment_caption,
};
