#include "config.h"

#include "view/suspects_columns.h"

#include "view/node_columns.h"

const struct suspect *
suspects_view_suspect(const void *state, struct row row)
{
	const struct suspects_state *all = state;

	return row.kind == ROW_SUSPECT ? &all->suspects.at[row.item] : NULL;
}

static struct cell
suspects_title(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	const struct suspects_state *all = state;

	(void)on;
	(void)scratch;
	if (row.kind == ROW_SUSPECT)
		return cell_of_text(all->suspects.at[row.item].title);
	return (struct cell){ .kind = CELL_TEXT, .text = all->lines.at[row.item].text,
			      .label = all->lines.at[row.item].label };
}

/* A line below a suspect has its source, too: the editor is opened from there. */
static struct cell
suspects_source(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	const struct suspects_state *all = state;
	uint32_t suspect = row.kind == ROW_SUSPECT ? row.item : all->lines.at[row.item].suspect;

	(void)on;
	(void)scratch;
	return suspect == UINT32_MAX ? cell_of_nothing()
				     : cell_of_any_text(all->suspects.at[suspect].source);
}

static struct cell
steps_cell(const struct suspects_state *all, const struct path_step *steps, size_t count,
	   struct arena *scratch)
{
	struct cell_step *at = arena_alloc(scratch, (count + 1) * sizeof(*at));

	for (size_t i = 0; i < count; i++)
		at[i] = (struct cell_step){
			.edge = steps[i].edge == EDGE_NONE ? TEXT("")
				: snapshot_edge_name(&all->heap->snapshot, steps[i].edge, scratch),
			.name = heap_node_name(all->heap, steps[i].node, scratch),
		};
	return (struct cell){ .kind = CELL_STEPS, .steps = { at, count } };
}

/* A number a snapshot; and the last of them. */
static struct cell
series_cell(const struct suspects_state *all, const int64_t *series)
{
	return (struct cell){ .kind = CELL_NUMBERS,
			      .numbers = { series, all->suspects.snapshot_count } };
}

static uint64_t
last_of(const struct suspects_state *all, const int64_t *series)
{
	return (uint64_t)series[all->suspects.snapshot_count - 1];
}

/* Of one snapshot there is no step. */
static bool
has_steps(const struct suspect *suspect)
{
	return suspect->trend.verdict != VERDICT_HOLDS;
}

/* The value of a column that lines below a suspect leave empty: an expression of `suspect`, of
 * `all` there is, `row` and `scratch`. */
#define SUSPECT_VALUE(name, ...) \
	static struct cell \
	suspects_##name(const struct subject *on, const void *state, struct row row, \
			struct arena *scratch) \
	{ \
		const struct suspects_state *all = state; \
		const struct suspect *suspect = suspects_view_suspect(state, row); \
\
		(void)on; \
		(void)all; \
		(void)scratch; \
		return suspect == NULL ? cell_of_nothing() : (__VA_ARGS__); \
	}
SUSPECT_VALUE(rank, cell_of_count((uint64_t)row.item + 1))
SUSPECT_VALUE(verdict, cell_of_text(text_of(verdict_name(suspect->trend.verdict))))
SUSPECT_VALUE(pattern, cell_of_text(text_of(suspect->pattern->name)))
SUSPECT_VALUE(constructor, cell_of_text(suspect->constructor))
SUSPECT_VALUE(holder, node_cell_class((struct object){ all->heap, suspect->holder }, scratch))
SUSPECT_VALUE(path, steps_cell(all, suspect->path.steps, suspect->path.count, scratch))
SUSPECT_VALUE(objects, cell_of_count(last_of(all, suspect->entries)))
SUSPECT_VALUE(bytes, cell_of_bytes(last_of(all, suspect->bytes)))
SUSPECT_VALUE(growth, has_steps(suspect)
			      ? cell_of_bytes_delta((int64_t)suspect->trend.bytes_per_step)
			      : cell_of_nothing())
SUSPECT_VALUE(series, series_cell(all, suspect->bytes))
SUSPECT_VALUE(entries, series_cell(all, suspect->entries))
SUSPECT_VALUE(since, has_steps(suspect) ? cell_of_count(suspect->trend.since + 1)
					: cell_of_nothing())
SUSPECT_VALUE(confidence, (struct cell){ .kind = CELL_FRACTION,
					 .fraction = suspect->confidence })
SUSPECT_VALUE(explanation, cell_of_text(suspect->explanation))
SUSPECT_VALUE(fix, cell_of_text(suspect->fix))
SUSPECT_VALUE(expression, cell_of_any_text(suspect->expression))
SUSPECT_VALUE(inside, steps_cell(all, suspect->inside, suspect->inside_count, scratch))

const struct column suspects_columns[] = {
	{ .name = "rank", .title = "Rank", .flags = COLUMN_SCRIPT | COLUMN_RIGHT,
	  .value = suspects_rank },
	{ .name = "suspect", .title = "Suspect", .key = 'c', .flags = COLUMN_TREE | COLUMN_PEOPLE,
	  .value = suspects_title },
	{ .name = "verdict", .title = "Verdict", .width = 9, .flags = COLUMN_SCRIPT,
	  .value = suspects_verdict },
	{ .name = "pattern", .title = "Pattern", .width = 22, .flags = COLUMN_SCRIPT,
	  .value = suspects_pattern },
	{ .name = "constructor", .title = "Constructor", .width = 20, .flags = COLUMN_SCRIPT,
	  .value = suspects_constructor },
	{ .name = "holder", .title = "Holder", .width = 20, .flags = COLUMN_SCRIPT,
	  .value = suspects_holder },
	{ .name = "path", .title = "Path", .flags = COLUMN_SCRIPT, .value = suspects_path },
	{ .name = "objects", .title = "Objects", .width = 9, .key = 't',
	  .flags = COLUMN_SCRIPT | COLUMN_RIGHT, .value = suspects_objects },
	{ .name = "bytes", .title = "Bytes", .width = 10, .key = 's',
	  .flags = COLUMN_SCRIPT | COLUMN_RIGHT, .value = suspects_bytes },
	{ .name = "growth", .title = "A step", .width = 10, .key = 'b',
	  .flags = COLUMN_RIGHT | COLUMN_SERIES, .value = suspects_growth },
	{ .name = "series", .title = "Series", .width = 8, .rank = 1,
	  .flags = COLUMN_SERIES, .value = suspects_series },
	{ .name = "entries", .title = "Entries", .width = 8, .flags = COLUMN_SCRIPT,
	  .value = suspects_entries },
	{ .name = "since", .title = "Since", .width = 5, .flags = COLUMN_SCRIPT | COLUMN_RIGHT,
	  .value = suspects_since },
	{ .name = "confidence", .title = "Sure", .width = 5, .flags = COLUMN_SCRIPT | COLUMN_RIGHT,
	  .value = suspects_confidence },
	{ .name = "explanation", .title = "Explanation", .flags = COLUMN_SCRIPT,
	  .value = suspects_explanation },
	{ .name = "fix", .title = "Fix", .flags = COLUMN_SCRIPT, .value = suspects_fix },
	{ .name = "expression", .title = "Expression", .flags = COLUMN_SCRIPT,
	  .value = suspects_expression },
	{ .name = "source", .title = "Source", .flags = COLUMN_SCRIPT, .value = suspects_source },
	{ .name = "inside", .title = "Inside an entry", .flags = COLUMN_SCRIPT,
	  .value = suspects_inside },
	{ .name = NULL },
};
