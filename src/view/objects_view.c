/*
 * One row an object, as recorded; or those of one constructor.
 */

#include "config.h"

#include "view/node_columns.h"

struct objects_state {
	size_t count;
	uint64_t size;  /* of the rows */
	node_ix *nodes; /* a column: those of the constructor; null: all */
};

static bool
objects_is_shown(const struct subject *on, node_ix node)
{
	if (on->accepted != NULL && !bitset_has(on->accepted, node))
		return false;
	return on->text.length == 0 || text_equal(heap_class_name(on->heap, node), on->text);
}

static bool
objects_open(const struct subject *on, void *state, struct progress *progress,
	     struct error *error)
{
	struct objects_state *objects = state;
	node_ix count = heap_node_count(on->heap);

	objects->nodes = column_alloc(count, sizeof *objects->nodes, error);
	if (objects->nodes == NULL)
		return false;
	progress_begin(progress, "Listing objects", count);
	for (node_ix node = 0; node < count; node++) {
		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (!objects_is_shown(on, node))
			continue;
		objects->nodes[objects->count++] = node;
		size_add_to(&objects->size, heap_shallow_size(on->heap, node));
	}
	return true;
}

static void
objects_close(void *state)
{
	struct objects_state *objects = state;

	column_free(objects->nodes);
}

static bool
objects_roots(const struct subject *on, const void *state, struct rows *rows,
	      struct progress *progress, struct error *error)
{
	const struct objects_state *objects = state;
	struct row *at = rows_extend(rows, objects->count);

	(void)on;
	(void)progress;
	(void)error;
	for (size_t i = 0; at != NULL && i < objects->count; i++)
		at[i] = (struct row){ objects->nodes[i], EDGE_NONE, 0 };
	return at != NULL;
}

/* As below a constructor of the Summary. */
static bool
objects_tie_keys(const struct subject *on, const void *state, unsigned column,
		 const struct row *rows, size_t count, uint64_t *keys)
{
	(void)state;
	if (column != NODES_DISTANCE) {
		node_keys_id(on->heap, rows, count, keys);
		return true;
	}
	node_keys_most_retained(on->heap, rows, count, keys);
	return true;
}

static struct text
objects_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct objects_state *objects = state;
	char count[UNITS_LENGTH], size[UNITS_LENGTH];
	const char *s = objects->count == 1 ? "" : "s";

	units_count(count, objects->count);
	units_bytes(size, objects->size, on->units);
	if (on->text.length == 0)
		return arena_printf(scratch, "%s object%s, %s", count, s, size);
	return arena_printf(scratch, "%s object%s of %.*s, %s", count, s, (int)on->text.length,
			    on->text.at, size);
}

const struct view objects_view = {
	.name = "objects",
	.title = "Objects",
	.summary = "one row an object; --constructor=NAME: some",
	.needs = TAKES_ONLY,
	.parts = HEAP_GRAPH | HEAP_CLASSES,
	.columns = node_columns,
	.first_sort = COLUMN_NONE,
	.report_limit = 100,
	.state_size = sizeof(struct objects_state),
	.open = objects_open,
	.close = objects_close,
	.roots = objects_roots,
	.tie_keys = objects_tie_keys,
	.object = node_of_row,
	.tone = node_tone_of_row,
	.caption = objects_caption,
};
