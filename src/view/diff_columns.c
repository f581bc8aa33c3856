#include "config.h"

#include "view/diff_columns.h"

const struct comparison_row *
diff_row(const void *state, struct row row)
{
	const struct comparison *comparison = state;

	return &comparison->rows[row.item];
}

struct object
diff_object(const struct subject *on, const void *state, struct row row)
{
	(void)state;
	switch (row.kind) {
	case DIFF_ADDED:
	case DIFF_REFERENCE:
	case DIFF_DEEPER:
		return (struct object){ on->heap, row.item };
	case DIFF_REMOVED:
	case DIFF_BASE_REFERENCE:
	case DIFF_BASE_DEEPER:
		return (struct object){ on->base, row.item };
	default:
		return object_none();
	}
}

static struct cell
diff_row_value(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	if (row.kind == DIFF_CONSTRUCTOR)
		return cell_of_text(diff_row(state, row)->name);
	return reference_cell(diff_object(on, state, row), row.via, scratch);
}

static struct cell
diff_name_value(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	if (row.kind != DIFF_CONSTRUCTOR)
		return node_cell_name(diff_object(on, state, row), scratch);
	return cell_of_text(diff_row(state, row)->name);
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

static struct cell
diff_new_value(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	(void)on;
	(void)scratch;
	if (row.kind != DIFF_CONSTRUCTOR && row.kind != DIFF_ADDED)
		return cell_of_nothing();
	return cell_of_count(diff_added_count(state, row));
}

static struct cell
diff_deleted_value(const struct subject *on, const void *state, struct row row,
		   struct arena *scratch)
{
	(void)on;
	(void)scratch;
	if (row.kind != DIFF_CONSTRUCTOR && row.kind != DIFF_REMOVED)
		return cell_of_nothing();
	return cell_of_count(diff_removed_count(state, row));
}

static struct cell
diff_count_delta_value(const struct subject *on, const void *state, struct row row,
		       struct arena *scratch)
{
	(void)on;
	(void)scratch;
	if (diff_is_reference(row))
		return cell_of_nothing();
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
		return cell_of_nothing();
	return cell_of_bytes(diff_added_size(on, state, row));
}

static struct cell
diff_freed_value(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)scratch;
	if (row.kind != DIFF_CONSTRUCTOR && row.kind != DIFF_REMOVED)
		return cell_of_nothing();
	return cell_of_bytes(diff_removed_size(on, state, row));
}

static struct cell
diff_size_delta_value(const struct subject *on, const void *state, struct row row,
		      struct arena *scratch)
{
	(void)scratch;
	if (diff_is_reference(row))
		return cell_of_nothing();
	return cell_of_bytes_delta(size_delta(diff_added_size(on, state, row),
					      diff_removed_size(on, state, row)));
}

/* Whether a row is about one of the heaps: an object is of one, as is the reference to it. */
static bool
diff_is_of(const struct subject *on, const void *state, struct row row, const struct heap *heap)
{
	return row.kind == DIFF_CONSTRUCTOR || diff_object(on, state, row).heap == heap;
}

/* What a row's objects retain in one of the heaps, 0 where they are not. */
static uint64_t
diff_retained(const struct subject *on, const void *state, struct row row,
	      const struct heap *heap)
{
	if (row.kind == DIFF_CONSTRUCTOR)
		return heap == on->heap ? diff_row(state, row)->retained_after
					: diff_row(state, row)->retained_before;
	return diff_is_of(on, state, row, heap) ? heap_retained_size(heap, row.item) : 0;
}

static struct cell
diff_before_value(const struct subject *on, const void *state, struct row row,
		  struct arena *scratch)
{
	(void)scratch;
	if (!diff_is_of(on, state, row, on->base))
		return cell_of_nothing();
	return cell_of_bytes(diff_retained(on, state, row, on->base));
}

static struct cell
diff_after_value(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)scratch;
	if (!diff_is_of(on, state, row, on->heap))
		return cell_of_nothing();
	return cell_of_bytes(diff_retained(on, state, row, on->heap));
}

static struct cell
diff_retained_delta_value(const struct subject *on, const void *state, struct row row,
			  struct arena *scratch)
{
	(void)scratch;
	if (diff_is_reference(row))
		return cell_of_nothing();
	return cell_of_bytes_delta(size_delta(diff_retained(on, state, row, on->heap),
					      diff_retained(on, state, row, on->base)));
}

static struct cell
diff_id_value(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	(void)scratch;
	if (row.kind == DIFF_CONSTRUCTOR)
		return cell_of_nothing();
	return node_cell_id(diff_object(on, state, row));
}

static struct cell
diff_grew_under_value(const struct subject *on, const void *state, struct row row,
		      struct arena *scratch)
{
	node_ix holder = row.kind == DIFF_ADDED
				 ? comparison_grew_under(state, on->heap, row.item) : NODE_NONE;

	if (holder == NODE_NONE)
		return cell_of_nothing();
	return node_cell_class((struct object){ on->heap, holder }, scratch);
}

static struct cell
diff_dominator_value(const struct subject *on, const void *state, struct row row,
		     struct arena *scratch)
{
	(void)scratch;
	if (row.kind == DIFF_CONSTRUCTOR)
		return cell_of_nothing();
	return node_cell_dominator(diff_object(on, state, row));
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

int
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

/* The keys of objects and references under a column of sizes. */
static void
diff_own_size_keys(const struct subject *on, const void *state, unsigned column,
		   const struct row *rows, size_t count, uint64_t *keys)
{
	if (diff_is_by_size(rows[0], column))
		node_keys_shallow(diff_object(on, state, rows[0]).heap, rows, count, keys);
	else
		diff_count_keys(rows, count, keys);
}

#define DIFF_SIZE_KEYS(name, column) \
	static void \
	diff_##name##_keys(const struct subject *on, const void *state, const struct row *rows, \
			   size_t count, uint64_t *keys) \
	{ \
		if (count > 0 && rows[0].kind != DIFF_CONSTRUCTOR) { \
			diff_own_size_keys(on, state, column, rows, count, keys); \
			return; \
		} \
		for (size_t i = 0; i < count; i++) { \
			struct cell cell = diff_##name##_value(on, state, rows[i], NULL); \
\
			cell_sort_key(&cell, &keys[i]); \
		} \
	}
DIFF_SIZE_KEYS(allocated, DIFF_ALLOCATED)
DIFF_SIZE_KEYS(freed, DIFF_FREED)
DIFF_SIZE_KEYS(size_delta, DIFF_SIZE_DELTA)

#define DIFF_NUMBER_COLUMN(column_name, column_title, cells, order, letter, function) \
	{ .name = column_name, .title = column_title, .width = cells, .rank = order, \
	  .key = letter, .flags = COLUMN_RIGHT, .value = diff_##function##_value, \
	  .keys = diff_##function##_keys }

const struct column diff_columns[] = {
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
	[DIFF_GREW_UNDER] = { .name = "grew_under", .title = "Grew under", .width = 24,
			      .value = diff_grew_under_value,
			      .flags = COLUMN_SCRIPT | COLUMN_DEEP },
	[DIFF_DOMINATOR] = { .name = "dominator", .title = "Dominator", .width = 10,
			     .value = diff_dominator_value,
			     .flags = COLUMN_RIGHT | COLUMN_SCRIPT | COLUMN_DEEP
				      | COLUMN_ASCENDING },
	[DIFF_EDGE] = { .name = "edge", .title = "Reference", .width = 20,
			.value = diff_edge_value,
			.flags = COLUMN_SCRIPT | COLUMN_DEEP | COLUMN_ASCENDING },
	[DIFF_EDGE_TYPE] = { .name = "edge_type", .title = "Kind", .width = 10,
			     .value = diff_edge_type_value,
			     .flags = COLUMN_SCRIPT | COLUMN_DEEP | COLUMN_ASCENDING },
	{ .name = NULL },
};
