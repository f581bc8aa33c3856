/*
 * DOM nodes that have left their document, under whichever of them alone keeps them; and
 * what keeps the first.
 */

#include "config.h"

#include "heap/detached.h"
#include "view/node_columns.h"

static node_ix
detached_node(const void *state, struct row row)
{
	const struct detached *detached = state;

	return detached->at[row.item];
}

static struct cell
detached_name(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	return cell_of_text(heap_node_title(on->heap, detached_node(state, row), scratch));
}

/* That they are detached, all of them, stands above them. */
static struct cell
detached_row(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	struct cell cell = detached_name(on, state, row, scratch);
	const struct text all = TEXT("Detached ");

	if (text_starts_with(cell.text, all)) {
		cell.text = text_from(cell.text, all.length);
	}
	return cell;
}

static struct object
detached_object(const struct subject *on, const void *state, struct row row)
{
	return (struct object){ on->heap, detached_node(state, row) };
}

static struct cell
detached_id(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)scratch;
	return node_cell_id(detached_object(on, state, row));
}

static struct cell
detached_holder_cell(const struct subject *on, const void *state, struct row row,
		     struct arena *scratch)
{
	struct text holder = detached_holder(on->heap, detached_node(state, row), scratch);

	return holder.length > 0 ? cell_of_name(holder) : cell_of_nothing();
}

static struct cell
detached_nodes(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	const struct detached *detached = state;

	(void)on;
	(void)scratch;
	return cell_of_count(detached->after[row.item] - row.item);
}

static struct cell
detached_distance(const struct subject *on, const void *state, struct row row,
		  struct arena *scratch)
{
	(void)scratch;
	return node_cell_distance(detached_object(on, state, row));
}

static struct cell
detached_shallow(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)scratch;
	return node_cell_shallow(detached_object(on, state, row));
}

static struct cell
detached_retained(const struct subject *on, const void *state, struct row row,
		  struct arena *scratch)
{
	(void)scratch;
	return node_cell_retained(detached_object(on, state, row));
}

enum { COLUMN_RETAINED = 7 };

static const struct column detached_columns[] = {
	{ .name = "row", .title = "Detached node", .width = 28, .key = 'c',
	  .flags = COLUMN_PEOPLE | COLUMN_TREE | COLUMN_ASCENDING, .value = detached_row },
	{ .name = "name", .title = "Name", .width = 28,
	  .flags = COLUMN_SCRIPT | COLUMN_FOUND | COLUMN_ASCENDING, .value = detached_name },
	{ .name = "id", .title = "Id", .width = 9, .rank = 3, .flags = COLUMN_RIGHT,
	  .value = detached_id },
	{ .name = "holder", .title = "Held by", .width = 40, .least = 30, .rank = 1,
	  .flags = COLUMN_ASCENDING | COLUMN_TAIL, .value = detached_holder_cell },
	{ .name = "nodes", .title = "Nodes", .width = 7, .rank = 2, .key = 't',
	  .flags = COLUMN_RIGHT, .value = detached_nodes },
	{ .name = "distance", .title = "Distance", .width = 8, .rank = 4, .key = 'd',
	  .flags = COLUMN_RIGHT | COLUMN_ASCENDING, .value = detached_distance },
	{ .name = "shallow_size", .title = "Shallow size", .width = 12, .rank = 5, .key = 's',
	  .flags = COLUMN_RIGHT | COLUMN_SHARE, .value = detached_shallow },
	[COLUMN_RETAINED] = { .name = "retained_size", .title = "Retained size", .width = 13,
			      .key = 'r', .flags = COLUMN_RIGHT | COLUMN_SHARE,
			      .value = detached_retained },
	{ .name = NULL },
};

static bool
detached_open(const struct subject *on, void *state, struct progress *progress,
	      struct error *error)
{
	return detached_build(state, on->heap, progress, error);
}

static void
detached_close(void *state)
{
	detached_release(state);
}

/* Those from `first` on that stand side by side. */
static void
detached_add(const struct detached *detached, struct rows *rows, uint32_t first, uint32_t end)
{
	for (uint32_t i = first; i < end; i = detached->after[i])
		rows_add(rows, (struct row){ i, EDGE_NONE, 0 });
}

static bool
detached_roots(const struct subject *on, const void *state, struct rows *rows,
	       struct progress *progress, struct error *error)
{
	const struct detached *detached = state;

	(void)on;
	(void)progress;
	(void)error;
	detached_add(detached, rows, 0, detached->count);
	return true;
}

static bool
detached_has_children(const struct subject *on, const void *state, struct row row)
{
	const struct detached *detached = state;

	(void)on;
	return detached->after[row.item] > row.item + 1;
}

static bool
detached_children(const struct subject *on, const void *state, struct row row,
		  struct rows *rows, struct progress *progress, struct error *error)
{
	const struct detached *detached = state;

	(void)on;
	(void)progress;
	(void)error;
	detached_add(detached, rows, row.item + 1, detached->after[row.item]);
	return true;
}

static struct text
detached_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct detached *detached = state;
	char count[UNITS_LENGTH], size[UNITS_LENGTH];

	if (detached->count == 0)
		return TEXT("no detached nodes");
	return arena_printf(scratch, "%s detached nodes keep %s",
			    units_count(count, detached->count),
			    units_bytes(size, detached->retained_size, on->units));
}

const struct view detached_view = {
	.name = "detached",
	.title = "Detached DOM",
	.summary = "detached nodes and what keeps them",
	.key = 'D',
	.needs = NEEDS_HEAP,
	.parts = HEAP_ALL,
	.columns = detached_columns,
	.first_sort = COLUMN_RETAINED,
	.report_limit = 100,
	.state_size = sizeof(struct detached),
	.open = detached_open,
	.close = detached_close,
	.roots = detached_roots,
	.has_children = detached_has_children,
	.children = detached_children,
	.object = detached_object,
	.caption = detached_caption,
};
