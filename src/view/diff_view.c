/*
 * Two snapshots: by constructor what is new, what is gone; below each the objects, new ones
 * first.
 */

#include "config.h"

#include "view/diff_columns.h"

static bool
diff_open(const struct subject *on, void *state, struct progress *progress, struct error *error)
{
	return comparison_build(state, on->base, on->heap, progress, error);
}

static void
diff_close(void *state)
{
	comparison_release(state);
}

static bool
diff_roots(const struct subject *on, const void *state, struct rows *rows,
	   struct progress *progress, struct error *error)
{
	const struct comparison *comparison = state;

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < comparison->count; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, DIFF_CONSTRUCTOR });
	return true;
}

static bool
diff_has_children(const struct subject *on, const void *state, struct row row)
{
	struct object object = diff_object(on, state, row);

	return row.kind == DIFF_CONSTRUCTOR
	       || references_any(object.heap, object.node, on->hide_internals);
}

static void
diff_add_objects(struct rows *rows, const node_ix *nodes, size_t count, uint32_t kind)
{
	struct row *at = rows_extend(rows, count);

	for (size_t i = 0; at != NULL && i < count; i++)
		at[i] = (struct row){ nodes[i], EDGE_NONE, kind };
}

static enum diff_kind
diff_kind_below(struct row row)
{
	switch (row.kind) {
	case DIFF_ADDED:
		return DIFF_REFERENCE;
	case DIFF_REMOVED:
		return DIFF_BASE_REFERENCE;
	case DIFF_REFERENCE:
		return DIFF_DEEPER;
	case DIFF_BASE_REFERENCE:
		return DIFF_BASE_DEEPER;
	default:
		return row.kind;
	}
}

static bool
diff_children(const struct subject *on, const void *state, struct row row, struct rows *rows,
	      struct progress *progress, struct error *error)
{
	const struct comparison *comparison = state;
	struct object object = diff_object(on, state, row);
	const struct comparison_row *at;

	(void)progress;
	(void)error;
	if (row.kind != DIFF_CONSTRUCTOR)
		return references_add(object.heap, object.node, on->hide_internals,
				      diff_kind_below(row), rows);
	at = diff_row(state, row);
	diff_add_objects(rows, comparison->added + at->first_added, at->added_count, DIFF_ADDED);
	diff_add_objects(rows, comparison->removed + at->first_removed, at->removed_count,
			 DIFF_REMOVED);
	return true;
}

/* Second keys (spec 10, 11.1). */
static int
diff_tie(const struct subject *on, const void *state, unsigned column, struct row a,
	 struct row b)
{
	struct object x = diff_object(on, state, a), y = diff_object(on, state, b);
	int order = 0;

	if (column != DIFF_ROW && column != DIFF_NAME)
		order = diff_compare_names(on, state, a, b);
	if (order != 0 || a.kind == DIFF_CONSTRUCTOR
	    || (diff_is_reference(a) && diff_is_by_size(a, column)))
		return order;
	if (diff_is_reference(a)) {
		uint64_t left = heap_retained_size(x.heap, x.node);
		uint64_t right = heap_retained_size(y.heap, y.node);

		return (left < right) - (left > right);
	}
	return (heap_node_id(x.heap, x.node) > heap_node_id(y.heap, y.node))
	       - (heap_node_id(x.heap, x.node) < heap_node_id(y.heap, y.node));
}

/* Objects of one size stand by their ids. */
static bool
diff_tie_keys(const struct subject *on, const void *state, unsigned column,
	      const struct row *rows, size_t count, uint64_t *keys)
{
	bool by_name = column >= DIFF_NEW_COUNT && column <= DIFF_COUNT_DELTA;

	if ((rows[0].kind != DIFF_ADDED && rows[0].kind != DIFF_REMOVED) || by_name)
		return false;
	node_keys_id(diff_object(on, state, rows[0]).heap, rows, count, keys);
	return true;
}

static enum view_repeats
diff_repeats(const struct subject *on, const void *state, struct row row, uint32_t *id)
{
	if (!diff_is_reference(row))
		return REPEATS_NOTHING;
	*id = heap_node_id(diff_object(on, state, row).heap, row.item);
	return REPEATS_ITS_ID;
}

/* The row whose objects hold the node; UINT32_MAX if none does. */
static uint32_t
diff_row_of(const struct comparison *comparison, node_ix node, bool is_added)
{
	for (uint32_t i = 0; i < comparison->count; i++) {
		const struct comparison_row *row = &comparison->rows[i];
		const node_ix *nodes = is_added ? comparison->added + row->first_added
						: comparison->removed + row->first_removed;
		uint32_t count = is_added ? row->added_count : row->removed_count;

		for (uint32_t j = 0; j < count; j++)
			if (nodes[j] == node)
				return i;
	}
	return UINT32_MAX;
}

static size_t
diff_path(const struct subject *on, const void *state, struct object object, struct row *path)
{
	bool is_added = object.heap == on->heap;
	uint32_t row = diff_row_of(state, object.node, is_added);

	if (row == UINT32_MAX)
		return 0;
	path[0] = (struct row){ row, EDGE_NONE, DIFF_CONSTRUCTOR };
	path[1] = (struct row){ object.node, EDGE_NONE, is_added ? DIFF_ADDED : DIFF_REMOVED };
	return 2;
}

static enum tone
diff_tone(const struct subject *on, const void *state, struct row row)
{
	switch (row.kind) {
	case DIFF_CONSTRUCTOR:
		return TONE_PLAIN;
	case DIFF_ADDED:
		return TONE_NEW;
	case DIFF_REMOVED:
		return TONE_DELETED;
	default:
		return reference_tone(diff_object(on, state, row), row.via);
	}
}

static struct text
diff_warning(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct comparison *c = state;

	(void)on;
	(void)scratch;
	return c->is_backwards ? TEXT("The later snapshot comes first; give the oldest first")
			       : TEXT("");
}

static struct text
diff_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct comparison *c = state;
	char new_count[UNITS_LENGTH], new_size[UNITS_LENGTH], old_count[UNITS_LENGTH];
	char old_size[UNITS_LENGTH], delta[UNITS_LENGTH];

	return arena_printf(
		scratch, "%s new objects, %s; %s deleted, %s; %s%s",
		units_count(new_count, c->added_count),
		units_bytes(new_size, c->added_size, on->units),
		units_count(old_count, c->removed_count),
		units_bytes(old_size, c->removed_size, on->units),
		units_bytes_delta(delta, size_delta(c->added_size, c->removed_size),
				  on->units),
		c->of_one_process ? ""
				  : "; of different processes: objects are the same that are "
				    "reached in the same way");
}

const struct view diff_view = {
	.name = "diff",
	.title = "Comparison",
	.summary = "by constructor: new, deleted, delta",
	.key = 'F',
	.needs = NEEDS_BASE,
	.parts = HEAP_ALL,
	.columns = diff_columns,
	.first_sort = DIFF_ALLOCATED,
	.report_limit = 50,
	.state_size = sizeof(struct comparison),
	.open = diff_open,
	.close = diff_close,
	.roots = diff_roots,
	.has_children = diff_has_children,
	.children = diff_children,
	.tie = diff_tie,
	.tie_keys = diff_tie_keys,
	.object = diff_object,
	.path = diff_path,
	.repeats = diff_repeats,
	.tone = diff_tone,
	.warning = diff_warning,
	.caption = diff_caption,
};
