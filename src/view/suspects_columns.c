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
text_cell(struct text text)
{
	return (struct cell){ .kind = CELL_TEXT, .text = text };
}

static const struct cell nothing = { .kind = CELL_NOTHING };

static struct cell
suspects_title(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	const struct suspects_state *all = state;

	(void)on;
	(void)scratch;
	if (row.kind == ROW_SUSPECT)
		return text_cell(all->suspects.at[row.item].title);
	return (struct cell){ .kind = CELL_TEXT, .text = all->lines.at[row.item].text,
			      .label = all->lines.at[row.item].label };
}

static struct cell
suspects_rank(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on;
	(void)scratch;
	if (suspects_view_suspect(state, row) == NULL)
		return nothing;
	return (struct cell){ .kind = CELL_COUNT, .number = (uint64_t)row.item + 1 };
}

static struct cell
suspects_verdict(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing
			       : text_cell(text_of(verdict_name(suspect->trend.verdict)));
}

static struct cell
suspects_pattern(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing : text_cell(text_of(suspect->pattern->name));
}

static struct cell
suspects_constructor(const struct subject *on, const void *state, struct row row,
		     struct arena *scratch)
{
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing : text_cell(suspect->constructor);
}

static struct cell
suspects_holder(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	const struct suspects_state *all = state;
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	if (suspect == NULL)
		return nothing;
	return node_cell_class((struct object){ all->heap, suspect->holder }, scratch);
}

static struct cell
steps_cell(const struct heap *heap, const struct path_step *steps, size_t count,
	   struct arena *scratch)
{
	struct cell_step *at = arena_alloc(scratch, (count + 1) * sizeof(*at));
	struct cell cell = { .kind = CELL_STEPS };

	for (size_t i = 0; i < count; i++)
		at[i] = (struct cell_step){
			.edge = steps[i].edge == EDGE_NONE ? TEXT("")
				: snapshot_edge_name(&heap->snapshot, steps[i].edge, scratch),
			.name = heap_node_name(heap, steps[i].node, scratch),
		};
	cell.steps.at = at;
	cell.steps.count = count;
	return cell;
}

static struct cell
suspects_path(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	const struct suspects_state *all = state;
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	return suspect == NULL ? nothing : steps_cell(all->heap, suspect->path.steps,
						      suspect->path.count, scratch);
}

static struct cell
suspects_inside(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	const struct suspects_state *all = state;
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	return suspect == NULL ? nothing : steps_cell(all->heap, suspect->inside,
						      suspect->inside_count, scratch);
}

static struct cell
suspects_objects(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	const struct suspects_state *all = state;
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	if (suspect == NULL)
		return nothing;
	return (struct cell){
		.kind = CELL_COUNT,
		.number = (uint64_t)suspect->entries[all->suspects.snapshot_count - 1],
	};
}

static struct cell
suspects_bytes(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	const struct suspects_state *all = state;
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	if (suspect == NULL)
		return nothing;
	return (struct cell){
		.kind = CELL_BYTES,
		.number = (uint64_t)suspect->bytes[all->suspects.snapshot_count - 1],
	};
}

/* Bytes a step; one snapshot has no step. */
static struct cell
suspects_growth(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	if (suspect == NULL || suspect->trend.verdict == VERDICT_HOLDS)
		return nothing;
	return (struct cell){ .kind = CELL_BYTES_DELTA,
			      .delta = (int64_t)suspect->trend.bytes_per_step };
}

static struct cell
suspects_series(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	const struct suspects_state *all = state;
	const struct suspect *suspect = suspects_view_suspect(state, row);
	struct cell cell = { .kind = CELL_NUMBERS };

	(void)on;
	(void)scratch;
	if (suspect == NULL)
		return nothing;
	cell.numbers.at = suspect->bytes;
	cell.numbers.count = all->suspects.snapshot_count;
	return cell;
}

static struct cell
suspects_entries(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	const struct suspect *suspect = suspects_view_suspect(state, row);
	struct cell cell = suspects_series(on, state, row, scratch);

	if (suspect != NULL)
		cell.numbers.at = suspect->entries;
	return cell;
}

static struct cell
suspects_since(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	if (suspect == NULL || suspect->trend.verdict == VERDICT_HOLDS)
		return nothing;
	return (struct cell){ .kind = CELL_COUNT, .number = suspect->trend.since + 1 };
}

static struct cell
suspects_confidence(const struct subject *on, const void *state, struct row row,
		    struct arena *scratch)
{
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing : (struct cell){ .kind = CELL_FRACTION,
							  .fraction = suspect->confidence };
}

static struct cell
suspects_explanation(const struct subject *on, const void *state, struct row row,
		     struct arena *scratch)
{
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing : text_cell(suspect->explanation);
}

static struct cell
suspects_fix(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing : text_cell(suspect->fix);
}

static struct cell
suspects_expression(const struct subject *on, const void *state, struct row row,
		    struct arena *scratch)
{
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL || suspect->expression.length == 0
		? nothing : text_cell(suspect->expression);
}

static struct cell
suspects_source(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	const struct suspects_state *all = state;
	const struct suspect *suspect = suspects_view_suspect(state, row);

	(void)on;
	(void)scratch;
	if (row.kind == ROW_LINE && all->lines.at[row.item].suspect != UINT32_MAX)
		suspect = &all->suspects.at[all->lines.at[row.item].suspect];
	return suspect == NULL || suspect->source.length == 0 ? nothing
							       : text_cell(suspect->source);
}

const struct column suspects_columns[] = {
	{ .name = "rank", .title = "Rank", .flags = COLUMN_SCRIPT | COLUMN_RIGHT,
	  .value = suspects_rank },
	{ .name = "suspect", .title = "Suspect", .key = 'c', .flags = COLUMN_TREE | COLUMN_PEOPLE,
	  .value = suspects_title },
	{ .name = "verdict", .title = "Verdict", .width = 9, .flags = COLUMN_SCRIPT, .value = suspects_verdict },
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
	  .flags = COLUMN_RIGHT | COLUMN_SERIES,
	  .value = suspects_growth },
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
