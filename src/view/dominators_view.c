/*
 * The dominator tree.  An object stands under the one that alone keeps it alive: were that
 * one freed, everything below it would be freed too.
 */

#include "config.h"

#include "view/node_columns.h"

static bool
dominators_children(const struct subject *on, const void *state, struct row row,
		    struct rows *rows, struct progress *progress, struct error *error)
{
	size_t count;
	node_ix *dominated = heap_dominated(on->heap, row.item, &count, error);
	struct row *at = dominated == NULL ? NULL : rows_extend(rows, count);

	(void)state;
	(void)progress;
	for (size_t i = 0; at != NULL && i < count; i++)
		at[i] = (struct row){ dominated[i], EDGE_NONE, 0 };
	column_free(dominated);
	return at != NULL;
}

static bool
dominators_roots(const struct subject *on, const void *state, struct rows *rows,
		 struct progress *progress, struct error *error)
{
	struct row top = { on->node == NODE_NONE ? 0 : on->node, EDGE_NONE, 0 };

	return dominators_children(on, state, top, rows, progress, error);
}

static bool
dominators_has_children(const struct subject *on, const void *state, struct row row)
{
	(void)state;
	return heap_dominated_count(on->heap, row.item) > 1;
}

enum { NAME_LENGTH = 60 /* bytes of a name in a sentence */ };

static struct text
dominators_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	char count[UNITS_LENGTH], size[UNITS_LENGTH];
	node_ix top = on->node == NODE_NONE ? 0 : on->node, objects;
	struct text name = node_text((struct object){ on->heap, top }, scratch);

	(void)state;
	objects = heap_dominated_count(on->heap, top) - 1;
	units_count(count, objects);
	units_bytes(size, heap_retained_size(on->heap, top), on->units);
	if (top == 0)
		return arena_printf(scratch, "%s objects, %s", count, size);
	/* of a long text one knows by its beginning which it is */
	if (name.length > NAME_LENGTH)
		name = ARENA_JOIN(scratch, text_cut(name, NAME_LENGTH), TEXT("..."));
	return arena_printf(scratch, "%s object%s that only %.*s keeps alive, %s with it", count,
			    objects == 1 ? "" : "s", (int)name.length, name.at, size);
}

const struct view dominators_view = {
	.name = "dominators",
	.title = "Dominators",
	.summary = "objects under what alone keeps them alive",
	.key = 'K',
	.needs = TAKES_NODE,
	.parts = HEAP_GRAPH | HEAP_DOMINATORS,
	.columns = node_columns,
	.first_sort = NODES_RETAINED,
	.report_limit = 100,
	.report_depth = 1,
	.roots = dominators_roots,
	.has_children = dominators_has_children,
	.children = dominators_children,
	.object = node_of_row,
	.tone = node_tone_of_row,
	.caption = dominators_caption,
};
