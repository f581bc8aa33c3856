/*
 * Two snapshots: by constructor what is new, what is gone; below each the objects, new ones
 * first.
 */

#include "config.h"

#include "heap/comparison.h"
#include "view/references.h"

enum diff_kind {
	DIFF_CONSTRUCTOR,    /* item: a row of the comparison */
	DIFF_ADDED,          /* item: a node of the later heap */
	DIFF_REMOVED,        /* item: a node of the earlier heap */
	DIFF_REFERENCE,      /* item: a node of the later heap, via: the edge to it */
	DIFF_BASE_REFERENCE, /* the same in the earlier heap */
};

enum diff_column {
	DIFF_ROW,
	DIFF_NAME,
	DIFF_NEW_COUNT,
	DIFF_DELETED_COUNT,
	DIFF_COUNT_DELTA,
	DIFF_ALLOCATED,
	DIFF_FREED,
	DIFF_SIZE_DELTA,
	DIFF_RETAINED_BEFORE,
	DIFF_RETAINED_AFTER,
	DIFF_RETAINED_DELTA,
	DIFF_ID,
	DIFF_EDGE,
	DIFF_EDGE_TYPE,
};

static const struct comparison_row *
diff_row(const void *state, struct row row)
{
	const struct comparison *comparison = state;

	return &comparison->rows[row.item];
}

static struct object
diff_object(const struct subject *on, const void *state, struct row row)
{
	(void)state;
	switch (row.kind) {
	case DIFF_ADDED:
	case DIFF_REFERENCE:
		return (struct object){ on->heap, row.item };
	case DIFF_REMOVED:
	case DIFF_BASE_REFERENCE:
		return (struct object){ on->base, row.item };
	default:
		return object_none();
	}
}

static struct cell
diff_nothing(void)
{
	return (struct cell){ .kind = CELL_NOTHING };
}

static struct cell
diff_row_value(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	struct text text = row.kind == DIFF_CONSTRUCTOR
				   ? diff_row(state, row)->name
				   : reference_text(diff_object(on, state, row), row.via, scratch);

	return (struct cell){ .kind = CELL_TEXT, .text = text };
}

static struct cell
diff_name_value(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	if (row.kind != DIFF_CONSTRUCTOR)
		return node_cell_name(diff_object(on, state, row), scratch);
	return (struct cell){ .kind = CELL_TEXT, .text = diff_row(state, row)->name };
}

/* How many are new or gone in a row, and their bytes: an object is one of its own. */
static uint64_t
diff_added_count(const void *state, struct row row)
{
	return row.kind == DIFF_CONSTRUCTOR ? diff_row(state, row)->added_count
					    : row.kind == DIFF_ADDED;
}

static uint64_t
diff_removed_count(const void *state, struct row row)
{
	return row.kind == DIFF_CONSTRUCTOR ? diff_row(state, row)->removed_count
					    : row.kind == DIFF_REMOVED;
}

static uint64_t
diff_added_size(const struct subject *on, const void *state, struct row row)
{
	if (row.kind == DIFF_CONSTRUCTOR)
		return diff_row(state, row)->added_size;
	return row.kind == DIFF_ADDED ? heap_shallow_size(on->heap, row.item) : 0;
}

static uint64_t
diff_removed_size(const struct subject *on, const void *state, struct row row)
{
	if (row.kind == DIFF_CONSTRUCTOR)
		return diff_row(state, row)->removed_size;
	return row.kind == DIFF_REMOVED ? heap_shallow_size(on->base, row.item) : 0;
}

static bool
diff_is_reference(struct row row)
{
	return row.kind == DIFF_REFERENCE || row.kind == DIFF_BASE_REFERENCE;
}

static struct cell
diff_new_value(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	(void)on;
	(void)scratch;
	if (row.kind != DIFF_CONSTRUCTOR && row.kind != DIFF_ADDED)
		return diff_nothing();
	return (struct cell){ .kind = CELL_COUNT, .number = diff_added_count(state, row) };
}

static struct cell
diff_deleted_value(const struct subject *on, const void *state, struct row row,
		   struct arena *scratch)
{
	(void)on;
	(void)scratch;
	if (row.kind != DIFF_CONSTRUCTOR && row.kind != DIFF_REMOVED)
		return diff_nothing();
	return (struct cell){ .kind = CELL_COUNT, .number = diff_removed_count(state, row) };
}

static struct cell
diff_count_delta_value(const struct subject *on, const void *state, struct row row,
		       struct arena *scratch)
{
	(void)on;
	(void)scratch;
	if (diff_is_reference(row))
		return diff_nothing();
	return (struct cell){ .kind = CELL_COUNT_DELTA,
			      .delta = (int64_t)diff_added_count(state, row)
				       - (int64_t)diff_removed_count(state, row) };
}

static struct cell
diff_allocated_value(const struct subject *on, const void *state, struct row row,
		     struct arena *scratch)
{
	(void)scratch;
	if (row.kind != DIFF_CONSTRUCTOR && row.kind != DIFF_ADDED)
		return diff_nothing();
	return (struct cell){ .kind = CELL_BYTES, .number = diff_added_size(on, state, row) };
}

static struct cell
diff_freed_value(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)scratch;
	if (row.kind != DIFF_CONSTRUCTOR && row.kind != DIFF_REMOVED)
		return diff_nothing();
	return (struct cell){ .kind = CELL_BYTES, .number = diff_removed_size(on, state, row) };
}

static struct cell
diff_size_delta_value(const struct subject *on, const void *state, struct row row,
		      struct arena *scratch)
{
	(void)scratch;
	if (diff_is_reference(row))
		return diff_nothing();
	return (struct cell){ .kind = CELL_BYTES_DELTA,
			      .delta = (int64_t)diff_added_size(on, state, row)
				       - (int64_t)diff_removed_size(on, state, row) };
}

/* What a row's objects retain in one of the heaps, 0 where they are not. */
static uint64_t
diff_retained(const struct subject *on, const void *state, struct row row,
	      const struct heap *heap)
{
	struct object object = diff_object(on, state, row);

	if (row.kind == DIFF_CONSTRUCTOR)
		return heap == on->heap ? diff_row(state, row)->retained_after
					: diff_row(state, row)->retained_before;
	return object.heap == heap ? heap_retained_size(heap, row.item) : 0;
}

static struct cell
diff_before_value(const struct subject *on, const void *state, struct row row,
		  struct arena *scratch)
{
	(void)scratch;
	if (row.kind == DIFF_ADDED || row.kind == DIFF_REFERENCE)
		return diff_nothing();
	return (struct cell){ .kind = CELL_BYTES,
			      .number = diff_retained(on, state, row, on->base) };
}

static struct cell
diff_after_value(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)scratch;
	if (row.kind == DIFF_REMOVED || row.kind == DIFF_BASE_REFERENCE)
		return diff_nothing();
	return (struct cell){ .kind = CELL_BYTES,
			      .number = diff_retained(on, state, row, on->heap) };
}

static struct cell
diff_retained_delta_value(const struct subject *on, const void *state, struct row row,
			  struct arena *scratch)
{
	(void)scratch;
	if (diff_is_reference(row))
		return diff_nothing();
	return (struct cell){ .kind = CELL_BYTES_DELTA,
			      .delta = (int64_t)diff_retained(on, state, row, on->heap)
				       - (int64_t)diff_retained(on, state, row, on->base) };
}

static struct cell
diff_id_value(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	(void)scratch;
	if (row.kind == DIFF_CONSTRUCTOR)
		return diff_nothing();
	return node_cell_id(diff_object(on, state, row));
}

static struct cell
diff_edge_value(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	return reference_cell_edge(diff_object(on, state, row).heap, row.via, scratch);
}

static struct cell
diff_edge_type_value(const struct subject *on, const void *state, struct row row,
		     struct arena *scratch)
{
	(void)scratch;
	return reference_cell_type(diff_object(on, state, row).heap, row.via);
}

/* By name, ascending; siblings are of one kind. */
static int
diff_compare_names(const struct subject *on, const void *state, struct row a, struct row b)
{
	struct object object = diff_object(on, state, a);

	if (a.kind == DIFF_CONSTRUCTOR)
		return text_compare(diff_row(state, a)->name, diff_row(state, b)->name);
	if (diff_is_reference(a))
		return reference_compare_names(object.heap, a.via, b.via, false);
	return reference_compare_targets(object.heap, a.item, b.item);
}

static int
diff_compare(const struct subject *on, const void *state, struct row a, struct row b,
	     bool descending)
{
	int order;

	if (diff_is_reference(a))
		return reference_compare_names(diff_object(on, state, a).heap, a.via, b.via,
					       descending);
	order = diff_compare_names(on, state, a, b);
	return descending ? -order : order;
}

/* Objects have no counts: DevTools puts them in the order of their names there (spec 10), which
 * tie() does. */
static void
diff_count_keys(const struct row *rows, size_t count, uint64_t *keys)
{
	for (size_t i = 0; i < count && rows[0].kind != DIFF_CONSTRUCTOR; i++)
		keys[i] = 0;
}

#define DIFF_COUNT_KEYS(name) \
	static void \
	diff_##name##_keys(const struct subject *on, const void *state, const struct row *rows, \
			   size_t count, uint64_t *keys) \
	{ \
		diff_count_keys(rows, count, keys); \
		for (size_t i = 0; i < count && rows[0].kind == DIFF_CONSTRUCTOR; i++) { \
			struct cell cell = diff_##name##_value(on, state, rows[i], NULL); \
\
			cell_sort_key(&cell, &keys[i]); \
		} \
	}
DIFF_COUNT_KEYS(new)
DIFF_COUNT_KEYS(deleted)
DIFF_COUNT_KEYS(count_delta)

/* Under any column of sizes objects stand by their own size, in the column's direction. */
#define DIFF_SIZE_KEYS(name) \
	static void \
	diff_##name##_keys(const struct subject *on, const void *state, const struct row *rows, \
			   size_t count, uint64_t *keys) \
	{ \
		if (count > 0 && rows[0].kind != DIFF_CONSTRUCTOR) { \
			node_keys_shallow(diff_object(on, state, rows[0]).heap, rows, count, keys); \
			return; \
		} \
		for (size_t i = 0; i < count; i++) { \
			struct cell cell = diff_##name##_value(on, state, rows[i], NULL); \
\
			cell_sort_key(&cell, &keys[i]); \
		} \
	}
DIFF_SIZE_KEYS(allocated)
DIFF_SIZE_KEYS(freed)
DIFF_SIZE_KEYS(size_delta)

#define DIFF_NUMBER_COLUMN(column_name, column_title, cells, order, letter, function) \
	{ .name = column_name, .title = column_title, .width = cells, .rank = order, \
	  .key = letter, .flags = COLUMN_RIGHT, .value = diff_##function##_value, \
	  .keys = diff_##function##_keys }

static const struct column diff_columns[] = {
	[DIFF_ROW] = { .name = "row", .title = "Constructor", .key = 'c',
		       .flags = COLUMN_PEOPLE | COLUMN_TREE | COLUMN_ASCENDING,
		       .value = diff_row_value, .compare = diff_compare },
	[DIFF_NAME] = { .name = "constructor", .title = "Constructor", .width = 40,
			.flags = COLUMN_SCRIPT | COLUMN_ASCENDING, .value = diff_name_value,
			.compare = diff_compare },
	[DIFF_NEW_COUNT] = DIFF_NUMBER_COLUMN("new_count", "New", 9, 4, 't', new),
	[DIFF_DELETED_COUNT] = DIFF_NUMBER_COLUMN("deleted_count", "Deleted", 9, 5, 0, deleted),
	[DIFF_COUNT_DELTA] = DIFF_NUMBER_COLUMN("count_delta", "Delta", 9, 0, 'd', count_delta),
	[DIFF_ALLOCATED] = DIFF_NUMBER_COLUMN("allocated_size", "Alloc. size", 11, 3, 'a',
					      allocated),
	[DIFF_FREED] = DIFF_NUMBER_COLUMN("freed_size", "Freed size", 10, 6, 'f', freed),
	[DIFF_SIZE_DELTA] = DIFF_NUMBER_COLUMN("size_delta", "Size delta", 10, 1, 's',
					       size_delta),
	[DIFF_RETAINED_BEFORE] = { .name = "retained_before", .title = "Retained before",
				   .width = 15, .rank = 9, .flags = COLUMN_RIGHT,
				   .value = diff_before_value },
	[DIFF_RETAINED_AFTER] = { .name = "retained_after", .title = "Retained after",
				  .width = 14, .rank = 8, .flags = COLUMN_RIGHT,
				  .value = diff_after_value },
	[DIFF_RETAINED_DELTA] = { .name = "retained_delta", .title = "Retained delta",
				  .width = 14, .rank = 7, .key = 'r', .flags = COLUMN_RIGHT,
				  .value = diff_retained_delta_value },
	[DIFF_ID] = { .name = "id", .title = "Id", .width = 10, .value = diff_id_value,
		      .flags = COLUMN_RIGHT | COLUMN_SCRIPT | COLUMN_DEEP | COLUMN_ASCENDING },
	[DIFF_EDGE] = { .name = "edge", .title = "Reference", .width = 20,
			.value = diff_edge_value,
			.flags = COLUMN_SCRIPT | COLUMN_DEEP | COLUMN_ASCENDING },
	[DIFF_EDGE_TYPE] = { .name = "edge_type", .title = "Kind", .width = 10,
			     .value = diff_edge_type_value,
			     .flags = COLUMN_SCRIPT | COLUMN_DEEP | COLUMN_ASCENDING },
	{ .name = NULL },
};

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
				      object.heap == on->heap ? DIFF_REFERENCE
							      : DIFF_BASE_REFERENCE,
				      rows);
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
	if (order != 0 || a.kind == DIFF_CONSTRUCTOR)
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

static bool
diff_repeats(const struct subject *on, const void *state, struct row row,
	     const struct row *ancestors, size_t ancestor_count)
{
	return diff_is_reference(row) && ancestor_count > 2
	       && reference_repeats(diff_object(on, state, row).heap, row, ancestors + 2,
				    ancestor_count - 2);
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
diff_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct comparison *c = state;
	char new_count[UNITS_LENGTH], new_size[UNITS_LENGTH], old_count[UNITS_LENGTH];
	char old_size[UNITS_LENGTH], delta[UNITS_LENGTH];

	(void)on;
	return arena_printf(
		scratch, "%s new objects, %s; %s deleted, %s; %s%s",
		units_count(new_count, c->added_count),
		units_bytes(new_size, c->added_size, UNITS_DECIMAL),
		units_count(old_count, c->removed_count),
		units_bytes(old_size, c->removed_size, UNITS_DECIMAL),
		units_bytes_delta(delta, (int64_t)c->added_size - (int64_t)c->removed_size,
				  UNITS_DECIMAL),
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
	.caption = diff_caption,
};
