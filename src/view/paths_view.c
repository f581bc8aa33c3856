/*
 * Why an object lives: its paths to the roots, best first; under each the references from
 * the object up, runs of equal ones folded.
 */

#include "config.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "heap/expression.h"
#include "heap/paths.h"
#include "view/path_hops.h"
#include "view/references.h"

enum { PATHS_SHOWN = 5, RUN_MIN = 2 };

enum row_kind { ROW_PATH, ROW_HOP };

struct paths_state {
	struct paths paths;
	struct path_hop *hops; /* column: path by path, from the object up */
	uint32_t first_hop[PATHS_MAX + 1];
};

static const struct path_hop *
paths_hop(const void *state, struct row row)
{
	const struct paths_state *s = state;

	return &s->hops[row.item];
}

static const struct path *
paths_path(const void *state, struct row row)
{
	const struct paths_state *s = state;

	return &s->paths.at[row.kind == ROW_PATH ? row.item : paths_hop(state, row)->path];
}

/* Who holds, at the upper end of the reference; of a path, the object itself. */
static struct object
paths_object(const struct subject *on, const void *state, struct row row)
{
	if (row.kind == ROW_PATH)
		return (struct object){ on->heap, on->node };
	return (struct object){
		on->heap, path_hop_holder(paths_path(state, row), paths_hop(state, row))
	};
}

/* The group of roots the path starts at. */
static node_ix
paths_start(const struct heap *heap, const struct path *path)
{
	size_t i = 0;

	while (i + 1 < path->count
	       && heap_node_type(heap, path->steps[i + 1].node) == NODE_SYNTHETIC)
		i++;
	return path->steps[i].node;
}

static struct text
path_title(const struct subject *on, const struct path *path, struct arena *scratch)
{
	size_t written;
	struct text words = expression_of_beginning(on->heap, path, &written, scratch);
	struct text start;

	if (written == path->count)
		return words;
	if (written > 0)
		return arena_printf(scratch, "%.*s and %zu step%s on", (int)words.length,
				    words.at, path->count - written,
				    path->count - written == 1 ? "" : "s");
	start = heap_node_title(on->heap, paths_start(on->heap, path), scratch);
	return arena_printf(scratch, "%zu reference%s from %.*s%s", path->count - 1,
			    path->count == 2 ? "" : "s", (int)start.length, start.at,
			    path->is_weak ? ", weak ones among them" : "");
}

static struct cell
paths_row(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	struct text label;

	if (row.kind == ROW_PATH)
		return cell_of_text(path_title(on, paths_path(state, row), scratch));
	label = reference_label(on->heap, row.via, scratch);
	return node_cell_behind(path_hop_label(paths_hop(state, row), label, scratch),
				TEXT(" in "), paths_object(on, state, row), scratch);
}

static struct cell
paths_expression(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	if (row.kind != ROW_PATH)
		return cell_of_nothing();
	return cell_of_any_text(expression_of_path(on->heap, paths_path(state, row), scratch));
}

static struct cell_step
path_step_cell(const struct subject *on, const struct path *path, const struct path_hop *hop,
	       struct arena *scratch)
{
	struct object held = { on->heap, path_hop_held(path, hop) };
	struct text edge = reference_label(on->heap, path_hop_edge(path, hop), scratch);

	return (struct cell_step){ path_hop_label(hop, edge, scratch), node_text(held, scratch) };
}

/* From the root down. */
static struct cell
paths_steps(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	const struct paths_state *s = state;
	struct cell_step *steps;
	uint32_t first, count;

	if (row.kind != ROW_PATH)
		return cell_of_nothing();
	first = s->first_hop[row.item];
	count = s->first_hop[row.item + 1] - first;
	steps = arena_alloc(scratch, (count + 1) * sizeof(*steps));
	for (uint32_t i = 0; i < count; i++)
		steps[i] = path_step_cell(on, &s->paths.at[row.item],
					  &s->hops[first + count - 1 - i], scratch);
	return (struct cell){ .kind = CELL_STEPS, .steps = { steps, count } };
}

static struct cell
paths_hops(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_count(row.kind == ROW_PATH ? paths_path(state, row)->count - 1
						  : paths_hop(state, row)->count);
}

static struct cell
paths_cost(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on;
	(void)scratch;
	if (row.kind != ROW_PATH)
		return cell_of_nothing();
	return cell_of_count(paths_path(state, row)->cost);
}

static struct cell
paths_edge(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)state;
	return reference_cell_edge(on->heap, row.via, scratch);
}

static struct cell
paths_edge_type(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	(void)state;
	(void)scratch;
	return reference_cell_type(on->heap, row.via);
}

static struct cell
paths_id(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)scratch;
	return node_cell_id(paths_object(on, state, row));
}

static struct cell
paths_type(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)scratch;
	return node_cell_type(paths_object(on, state, row));
}

static struct cell
paths_name(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	return node_cell_name(paths_object(on, state, row), scratch);
}

static struct cell
paths_distance(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	(void)scratch;
	return node_cell_distance(paths_object(on, state, row));
}

static struct cell
paths_shallow(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	(void)scratch;
	return node_cell_shallow(paths_object(on, state, row));
}

static struct cell
paths_retained(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	(void)scratch;
	return node_cell_retained(paths_object(on, state, row));
}

static struct cell
paths_source(const struct subject *on, const void *state, struct row row,
	     struct arena *scratch)
{
	return node_cell_source(paths_object(on, state, row), scratch);
}

static const struct column paths_columns[] = {
	{ .name = "path", .title = "Path", .flags = COLUMN_PEOPLE | COLUMN_TREE,
	  .value = paths_row },
	{ .name = "expression", .title = "Expression", .width = 40, .flags = COLUMN_SCRIPT,
	  .value = paths_expression },
	{ .name = "steps", .title = "Steps", .width = 60, .flags = COLUMN_SCRIPT,
	  .value = paths_steps },
	{ .name = "hops", .title = "Hops", .width = 6, .rank = 2, .flags = COLUMN_RIGHT,
	  .value = paths_hops },
	{ .name = "cost", .title = "Cost", .width = 6, .flags = COLUMN_RIGHT | COLUMN_SCRIPT,
	  .value = paths_cost },
	{ .name = "edge", .title = "Reference", .width = 20, .flags = COLUMN_SCRIPT,
	  .value = paths_edge },
	{ .name = "edge_type", .title = "Kind", .width = 10, .flags = COLUMN_SCRIPT,
	  .value = paths_edge_type },
	{ .name = "id", .title = "Id", .width = 10, .flags = COLUMN_RIGHT | COLUMN_SCRIPT,
	  .value = paths_id },
	{ .name = "type", .title = "Type", .width = 12, .flags = COLUMN_SCRIPT,
	  .value = paths_type },
	{ .name = "name", .title = "Name", .width = 24, .flags = COLUMN_SCRIPT,
	  .value = paths_name },
	{ .name = "distance", .title = "Distance", .width = 8, .rank = 3, .flags = COLUMN_RIGHT,
	  .value = paths_distance },
	{ .name = "shallow_size", .title = "Shallow size", .width = 12, .rank = 4,
	  .flags = COLUMN_RIGHT | COLUMN_SHARE, .value = paths_shallow },
	{ .name = "retained_size", .title = "Retained size", .width = 13, .rank = 1,
	  .flags = COLUMN_RIGHT | COLUMN_SHARE, .value = paths_retained },
	{ .name = "source", .title = "Source", .width = 40, .rank = 5,
	  .flags = COLUMN_SCRIPT | COLUMN_WIDE | COLUMN_TAIL,
	  .value = paths_source },
	{ .name = NULL },
};

static bool
paths_open(const struct subject *on, void *state, struct progress *progress,
	   struct error *error)
{
	struct paths_state *s = state;
	size_t steps = 0;

	if (!paths_find(&s->paths, on->heap, on->node, on->ignored, on->distance, PATHS_SHOWN,
			progress, error))
		return false;
	for (size_t i = 0; i < s->paths.count; i++)
		steps += s->paths.at[i].count;
	s->hops = column_alloc(steps, sizeof(*s->hops), error);
	if (s->hops == NULL)
		return false;
	for (uint32_t i = 0; i < s->paths.count; i++) {
		struct path_hop *hops = s->hops + s->first_hop[i];
		uint32_t count = path_hops(on->heap, &s->paths.at[i], RUN_MIN, hops);

		for (uint32_t k = 0; k < count; k++)
			hops[k].path = i;
		s->first_hop[i + 1] = s->first_hop[i] + count;
	}
	return true;
}

static void
paths_close(void *state)
{
	struct paths_state *s = state;

	paths_release(&s->paths);
	column_free(s->hops);
}

static bool
paths_roots(const struct subject *on, const void *state, struct rows *rows,
	    struct progress *progress, struct error *error)
{
	const struct paths_state *s = state;

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < s->paths.count; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, ROW_PATH });
	return true;
}

static bool
paths_has_children(const struct subject *on, const void *state, struct row row)
{
	const struct paths_state *s = state;

	(void)on;
	return row.kind == ROW_PATH && s->first_hop[row.item + 1] > s->first_hop[row.item];
}

static bool
paths_children(const struct subject *on, const void *state, struct row row, struct rows *rows,
	       struct progress *progress, struct error *error)
{
	const struct paths_state *s = state;

	(void)progress;
	(void)error;
	for (uint32_t i = s->first_hop[row.item]; i < s->first_hop[row.item + 1]; i++) {
		edge_ix edge = s->paths.at[row.item].steps[s->hops[i].first].edge;

		if (!on->hide_internals || !reference_is_internal(on->heap, edge))
			rows_add(rows, (struct row){ i, edge, ROW_HOP });
	}
	return true;
}

/* The best path opens by itself. */
static bool
paths_chain(const struct subject *on, const void *state, struct row row)
{
	(void)on;
	(void)state;
	return row.kind == ROW_PATH && row.item == 0;
}

static enum tone
paths_tone(const struct subject *on, const void *state, struct row row)
{
	if (row.kind == ROW_PATH)
		return TONE_HEADING;
	if (paths_hop(state, row)->is_suspect)
		return TONE_SUSPECT;
	return reference_tone(paths_object(on, state, row), row.via);
}

static struct text
paths_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct paths_state *s = state;
	struct text name = node_text((struct object){ on->heap, on->node }, scratch);
	const char *what = "shortest first; each differs below its last common holder";

	if (s->paths.count == 0)
		what = "nothing refers to it";
	else if (s->paths.at[0].is_weak)
		what = "held only weakly: it would go at the next collection";
	else if (s->paths.count == 1)
		what = "one way to the roots";
	return arena_printf(scratch, "%.*s: %s", (int)name.length, name.at, what);
}

const struct view paths_view = {
	.name = "paths",
	.title = "Paths to roots",
	.summary = "shortest retaining paths, best first",
	.key = 'P',
	.needs = NEEDS_NODE | TAKES_IGNORED,
	.parts = HEAP_ALL,
	.columns = paths_columns,
	.first_sort = COLUMN_NONE,
	.report_depth = 2,
	.state_size = sizeof(struct paths_state),
	.open = paths_open,
	.close = paths_close,
	.roots = paths_roots,
	.has_children = paths_has_children,
	.children = paths_children,
	.object = paths_object,
	.chain = paths_chain,
	.tone = paths_tone,
	.caption = paths_caption,
};
