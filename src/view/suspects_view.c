/*
 * What leaks, who holds it and what to do, best suspect first; under each, the reasons.
 */

#include "config.h"

#include "heap/suspects.h"
#include "view/suspect_lines.h"
#include "view/view.h"

enum row_kind { ROW_SUSPECT, ROW_LINE };

struct suspects_state {
	struct suspects suspects;
	struct suspect_lines lines;
	const struct heap *heap; /* the last */
};

static const struct suspect *
suspect_of(const void *state, struct row row)
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
	return text_cell(row.kind == ROW_SUSPECT ? all->suspects.at[row.item].title
						 : all->lines.at[row.item].text);
}

static struct cell
suspects_rank(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on;
	(void)scratch;
	if (suspect_of(state, row) == NULL)
		return nothing;
	return (struct cell){ .kind = CELL_COUNT, .number = (uint64_t)row.item + 1 };
}

static struct cell
suspects_verdict(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	const struct suspect *suspect = suspect_of(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing
			       : text_cell(text_of(verdict_name(suspect->trend.verdict)));
}

static struct cell
suspects_pattern(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	const struct suspect *suspect = suspect_of(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing : text_cell(text_of(suspect->pattern->name));
}

static struct cell
suspects_constructor(const struct subject *on, const void *state, struct row row,
		     struct arena *scratch)
{
	const struct suspect *suspect = suspect_of(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing : text_cell(suspect->constructor);
}

static struct cell
suspects_holder(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	const struct suspects_state *all = state;
	const struct suspect *suspect = suspect_of(state, row);
	struct text class;

	(void)on;
	if (suspect == NULL)
		return nothing;
	class = heap_class_name(all->heap, suspect->holder);
	return text_cell(arena_printf(scratch, "%.*s @%u", (int)class.length, class.at,
				      heap_node_id(all->heap, suspect->holder)));
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
	const struct suspect *suspect = suspect_of(state, row);

	(void)on;
	return suspect == NULL ? nothing : steps_cell(all->heap, suspect->path.steps,
						      suspect->path.count, scratch);
}

static struct cell
suspects_inside(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	const struct suspects_state *all = state;
	const struct suspect *suspect = suspect_of(state, row);

	(void)on;
	return suspect == NULL ? nothing : steps_cell(all->heap, suspect->inside,
						      suspect->inside_count, scratch);
}

static struct cell
suspects_objects(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	const struct suspects_state *all = state;
	const struct suspect *suspect = suspect_of(state, row);

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
	const struct suspect *suspect = suspect_of(state, row);

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
	const struct suspect *suspect = suspect_of(state, row);

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
	const struct suspect *suspect = suspect_of(state, row);
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
	struct cell cell = suspects_series(on, state, row, scratch);

	if (cell.kind == CELL_NUMBERS)
		cell.numbers.at = suspect_of(state, row)->entries;
	return cell;
}

static struct cell
suspects_since(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	const struct suspect *suspect = suspect_of(state, row);

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
	const struct suspect *suspect = suspect_of(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing : (struct cell){ .kind = CELL_FRACTION,
							  .fraction = suspect->confidence };
}

static struct cell
suspects_explanation(const struct subject *on, const void *state, struct row row,
		     struct arena *scratch)
{
	const struct suspect *suspect = suspect_of(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing : text_cell(suspect->explanation);
}

static struct cell
suspects_fix(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	const struct suspect *suspect = suspect_of(state, row);

	(void)on;
	(void)scratch;
	return suspect == NULL ? nothing : text_cell(suspect->fix);
}

static struct cell
suspects_expression(const struct subject *on, const void *state, struct row row,
		    struct arena *scratch)
{
	const struct suspect *suspect = suspect_of(state, row);

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
	const struct suspect *suspect = suspect_of(state, row);

	(void)on;
	(void)scratch;
	if (row.kind == ROW_LINE && all->lines.at[row.item].suspect != UINT32_MAX)
		suspect = &all->suspects.at[all->lines.at[row.item].suspect];
	return suspect == NULL || suspect->source.length == 0 ? nothing
							       : text_cell(suspect->source);
}

static const struct column suspects_columns[] = {
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
	{ .name = "growth", .title = "A step", .width = 10, .key = 'b', .flags = COLUMN_RIGHT,
	  .value = suspects_growth },
	{ .name = "series", .title = "Series", .width = 8, .rank = 1, .value = suspects_series },
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

static bool
suspects_open(const struct subject *on, void *state, struct progress *progress,
	      struct error *error)
{
	struct suspects_state *all = state;
	struct growth_heaps heaps = { on->heaps, on->heap_count };
	struct growth_source source;

	if (heaps.count == 0)
		heaps = (struct growth_heaps){ &on->heap, 1 };
	source = on->series != NULL ? *on->series : growth_source_of(&heaps);
	all->heap = heaps.heaps[heaps.count - 1];
	if (!suspects_find(&all->suspects, &source, progress, error))
		return false;
	suspect_lines_build(&all->lines, &all->suspects, all->heap);
	return true;
}

static void
suspects_close(void *state)
{
	struct suspects_state *all = state;

	suspect_lines_release(&all->lines);
	suspects_release(&all->suspects);
}

static bool
suspects_roots(const struct subject *on, const void *state, struct rows *rows,
	       struct progress *progress, struct error *error)
{
	const struct suspects_state *all = state;

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < all->suspects.count; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, ROW_SUSPECT });
	return true;
}

static const struct suspect_line *
line_of(const void *state, struct row row)
{
	const struct suspects_state *all = state;

	return row.kind == ROW_SUSPECT ? &all->lines.of[row.item] : &all->lines.at[row.item];
}

static bool
suspects_has_children(const struct subject *on, const void *state, struct row row)
{
	(void)on;
	return line_of(state, row)->count > 0;
}

static bool
suspects_children(const struct subject *on, const void *state, struct row row,
		  struct rows *rows, struct progress *progress, struct error *error)
{
	const struct suspect_line *line = line_of(state, row);

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < line->count; i++)
		rows_add(rows, (struct row){ line->first + i, EDGE_NONE, ROW_LINE });
	return true;
}

static struct object
suspects_object(const struct subject *on, const void *state, struct row row)
{
	const struct suspects_state *all = state;

	(void)on;
	if (row.kind == ROW_SUSPECT)
		return (struct object){ all->heap, all->suspects.at[row.item].holder };
	return (struct object){ all->heap, all->lines.at[row.item].node };
}

static enum tone
suspects_tone(const struct subject *on, const void *state, struct row row)
{
	const struct suspect *suspect = suspect_of(state, row);

	(void)on;
	return suspect != NULL && suspect->trend.verdict == VERDICT_LEAKS ? TONE_SUSPECT
									   : TONE_PLAIN;
}

static bool
suspects_alarms(const struct subject *on, const void *state)
{
	const struct suspects_state *all = state;

	(void)on;
	return suspects_leak(&all->suspects);
}

static struct text
suspects_warning(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct suspects_state *all = state;

	(void)on;
	(void)scratch;
	return all->suspects.growth.is_backwards
		       ? TEXT("The snapshots are newest first; give the oldest first")
		       : TEXT("");
}

static struct text
suspects_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct suspects_state *all = state;
	const struct suspects *suspects = &all->suspects;
	const char *process = suspects->of_one_process ? ""
		: "; of different processes, so objects are matched by path and constructor";
	char grown[UNITS_LENGTH], share[UNITS_LENGTH];

	(void)on;
	if (suspects->snapshot_count == 1)
		return arena_printf(scratch, "One snapshot: what hangs together. Two or three "
					     "more show what grows");
	if (suspects->growth.is_backwards)
		return TEXT("");
	if (suspects->snapshot_count == 2)
		return arena_printf(scratch, "Grew between the two; a third snapshot tells a "
					     "leak from warm-up%s", process);
	if (suspects->count == 0)
		return arena_printf(scratch, "Nothing leaks: of %zu snapshots none shows steady "
					     "growth%s", suspects->snapshot_count, process);
	if (suspects->grown <= 0 || suspects->explained <= 0)
		return arena_printf(scratch, "%zu suspected%s", suspects->count, process);
	units_bytes_delta(grown, suspects->grown, UNITS_DECIMAL);
	units_percent(share, (uint64_t)(suspects->explained < suspects->grown
						? suspects->explained : suspects->grown),
		      (uint64_t)suspects->grown);
	return arena_printf(scratch, "%zu suspected, %s of the heap's %s in %zu steps%s",
			    suspects->count, share, grown, suspects->snapshot_count - 1, process);
}

const struct view suspects_view = {
	.name = "suspects",
	.title = "Leak suspects",
	.summary = "what leaks, who holds it, what to do",
	.key = 'U',
	.needs = NEEDS_SERIES,
	.parts = HEAP_ALL,
	.columns = suspects_columns,
	.first_sort = COLUMN_NONE,
	.card_depth = 2,
	.state_size = sizeof(struct suspects_state),
	.open = suspects_open,
	.close = suspects_close,
	.roots = suspects_roots,
	.has_children = suspects_has_children,
	.children = suspects_children,
	.object = suspects_object,
	.tone = suspects_tone,
	.alarms = suspects_alarms,
	.warning = suspects_warning,
	.caption = suspects_caption,
};
