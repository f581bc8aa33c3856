/*
 * What refers to what, from the roots or from one object down.
 */

#include "config.h"

#include "view/references.h"

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

static enum tone
containment_tone(const struct subject *on, const void *state, struct row row)
{
	return reference_tone(node_of_row(on, state, row), row.via);
}

static enum view_repeats
containment_repeats(const struct subject *on, const void *state, struct row row, uint32_t *id)
{
	(void)state;
	*id = heap_node_id(on->heap, row.item);
	return REPEATS_ITS_ID;
}

static struct text
containment_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	char count[UNITS_LENGTH];
	const char *s;
	node_ix top = on->node == NODE_NONE ? 0 : on->node;
	struct text name = node_text((struct object){ on->heap, top }, scratch);
	edge_ix edges = on->heap->snapshot.first_edge[top + 1] - on->heap->snapshot.first_edge[top];

	(void)state;
	units_count(count, edges);
	s = edges == 1 ? "" : "s";
	if (top == 0)
		return arena_printf(scratch, "%s reference%s from the root", count, s);
	return arena_printf(scratch, "%s reference%s from %.*s", count, s, (int)name.length,
			    name.at);
}

const struct view containment_view = {
	.name = "containment",
	.title = "Containment",
	.summary = "reference by reference, from the roots down",
	.key = 'E',
	.needs = TAKES_NODE,
	.parts = HEAP_GRAPH,
	.columns = reference_columns,
	.first_sort = REFERENCE_RETAINED,
	.report_limit = 100,
	.report_depth = 1,
	.roots = containment_roots,
	.has_children = containment_has_children,
	.children = containment_children,
	.tie = reference_tie,
	.tie_keys = reference_tie_keys,
	.object = node_of_row,
	.repeats = containment_repeats,
	.tone = containment_tone,
	.caption = containment_caption,
};
