/*
 * What leaks, who holds it and what to do, best suspect first; under each, the reasons.
 */

#include "config.h"

#include "view/suspects_columns.h"

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
	const struct suspect *suspect = suspects_view_suspect(state, row);

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

	if (suspects->snapshot_count == 1)
		return arena_printf(scratch, "One snapshot: what hangs together. Two or three "
					     "more show what grows");
	if (suspects->growth.is_backwards)
		return TEXT("");
	if (suspects->snapshot_count == 2 && suspects->count == 0)
		return arena_printf(scratch, "Nothing that grew between the two stands out%s",
				    process);
	if (suspects->snapshot_count == 2)
		return arena_printf(scratch, "Grew between the two; a third snapshot tells a "
					     "leak from warm-up%s", process);
	if (suspects->count == 0 && suspects->jump_name.length > 0)
		return arena_printf(scratch, "Nothing leaks for sure; the table of %.*s, of plain "
					     "numbers, grew once, by %s: more snapshots tell%s",
				    (int)suspects->jump_name.length, suspects->jump_name.at,
				    units_bytes(grown, (uint64_t)suspects->jump_bytes,
						on->units), process);
	if (suspects->count == 0)
		return arena_printf(scratch, "Nothing leaks: of %zu snapshots none shows steady "
					     "growth%s", suspects->snapshot_count, process);
	if (suspects->grown <= 0 || suspects->explained <= 0)
		return arena_printf(scratch, "%zu suspected%s", suspects->count, process);
	units_bytes_delta(grown, suspects->grown, on->units);
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
	.leads_on = true,
	.alarms = suspects_alarms,
	.warning = suspects_warning,
	.caption = suspects_caption,
};
