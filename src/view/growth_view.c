/*
 * What grew from snapshot to snapshot: who holds it, how much in each, and whether it goes on.
 */

#include "config.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/sort.h"
#include "heap/expression.h"
#include "heap/growth.h"
#include "view/node_columns.h"
#include "view/view.h"

enum {
	GROWTH_ROWS_MAX = 1000,
	GROWTH_EXPRESSIONS_MAX = 100, /* of the largest: each is a search for a path */
};

struct growth_state {
	struct growth growth;
	const struct heap *heap;  /* the last */
	uint32_t *groups;         /* those shown, by how much they grew */
	struct text *expressions; /* of the first of them */
	size_t count, expression_count;
	struct arena arena;
};

static const struct growth_group *
growth_group_of(const void *state, struct row row)
{
	const struct growth_state *all = state;

	return &all->growth.groups[all->groups[row.item]];
}

static struct cell
growth_holder(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	const struct growth_state *all = state;
	const struct growth_group *group = growth_group_of(state, row);
	struct text title = node_cell_class((struct object){ all->heap, group->owner_node },
					    scratch).text;
	struct text expression = TEXT(""), holder;

	(void)on;
	if (row.item < all->expression_count)
		expression = all->expressions[row.item];
	holder = ARENA_JOIN(scratch, title, expression.length > 0 ? TEXT("  ") : TEXT(""));
	return (struct cell){
		.kind = CELL_TEXT,
		.text = arena_printf(scratch, "%.*s%.*s", (int)holder.length, holder.at,
				     (int)expression.length, expression.at),
		/* Where there is too little room, the end of the expression says most. */
		.label = expression.length > 0 ? cell_label(holder, holder.length) : 0,
	};
}

static struct cell
growth_constructor(const struct subject *on, const void *state, struct row row,
		   struct arena *scratch)
{
	const struct growth_state *all = state;
	const struct growth_group *group = growth_group_of(state, row);

	(void)on;
	(void)scratch;
	if (group->sample != NODE_NONE)
		return cell_of_text(heap_class_name(all->heap, group->sample));
	return cell_of_text(group->sort == GROUP_STORAGE ? TEXT("(its table)")
							 : TEXT("(V8's own)"));
}

static struct cell
growth_verdict(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_text(text_of(verdict_name(growth_group_of(state, row)->trend.verdict)));
}

static struct cell
growth_grown(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_bytes_delta(growth_group_of(state, row)->trend.total);
}

static struct cell
growth_step(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_bytes_delta((int64_t)growth_group_of(state, row)->trend.bytes_per_step);
}

static struct cell
growth_since(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_count(growth_group_of(state, row)->trend.since + 1);
}

static struct cell
growth_entries(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	const struct growth_state *all = state;
	struct cell cell = { .kind = CELL_NUMBERS };

	(void)on;
	(void)scratch;
	cell.numbers.at = growth_group_of(state, row)->entries;
	cell.numbers.count = all->growth.count;
	return cell;
}

static struct cell
growth_bytes(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	const struct growth_state *all = state;
	struct cell cell = { .kind = CELL_NUMBERS };

	(void)on;
	(void)scratch;
	cell.numbers.at = growth_group_of(state, row)->bytes;
	cell.numbers.count = all->growth.count;
	return cell;
}

static const struct column growth_columns[] = {
	{ .name = "holder", .title = "Holder", .key = 'c', .flags = COLUMN_ASCENDING,
	  .value = growth_holder },
	{ .name = "constructor", .title = "Gains", .width = 20, .least = 14, .rank = 1,
	  .flags = COLUMN_ASCENDING, .value = growth_constructor },
	{ .name = "verdict", .title = "Verdict", .width = 13, .least = 10, .rank = 2, .key = 'v',
	  .flags = COLUMN_ASCENDING, .value = growth_verdict },
	{ .name = "since", .title = "Since", .width = 5, .rank = 6, .flags = COLUMN_RIGHT,
	  .value = growth_since },
	{ .name = "entries", .title = "Entries", .width = 8, .rank = 4, .key = 't',
	  .value = growth_entries },
	{ .name = "grown", .title = "Grown", .width = 10, .key = 's', .flags = COLUMN_RIGHT,
	  .value = growth_grown },
	{ .name = "growth", .title = "A step", .width = 10, .rank = 5, .key = 'b',
	  .flags = COLUMN_RIGHT, .value = growth_step },
	{ .name = "bytes", .title = "Bytes", .width = 8, .rank = 3, .value = growth_bytes },
	{ .name = NULL },
};

/* What leaks comes first, V8's own last. */
static int
urgency(const struct growth_group *group)
{
	if (group->sort == GROUP_ENGINE)
		return 0;
	return group->trend.verdict == VERDICT_LEAKS ? 2 : 1;
}

static int
compare_grown(const void *a, const void *b, void *context)
{
	const struct growth *growth = context;
	const struct growth_group *x = &growth->groups[*(const uint32_t *)a];
	const struct growth_group *y = &growth->groups[*(const uint32_t *)b];

	if (urgency(x) != urgency(y))
		return urgency(y) - urgency(x);
	return x->trend.total > y->trend.total ? -1 : x->trend.total < y->trend.total;
}

static bool
growth_name_holders(struct growth_state *all, struct progress *progress, struct error *error)
{
	all->expressions = xcalloc(GROWTH_EXPRESSIONS_MAX, sizeof(*all->expressions));
	progress_begin(progress, "Naming holders", GROWTH_EXPRESSIONS_MAX);
	for (size_t i = 0; i < all->count && i < GROWTH_EXPRESSIONS_MAX; i++) {
		const struct growth_group *group = &all->growth.groups[all->groups[i]];

		if (!progress_advance(progress, i, error))
			return false;
		if (!group->is_anonymous)
			all->expressions[i] = expression_of_node(all->heap, group->owner_node,
								 &all->arena);
		all->expression_count = i + 1;
	}
	return true;
}

static bool
growth_open(const struct subject *on, void *state, struct progress *progress,
	    struct error *error)
{
	struct growth_state *all = state;
	struct growth_heaps heaps = { on->heaps, on->heap_count };
	struct growth_source source = on->series != NULL ? *on->series
							 : growth_source_of(&heaps);

	if (on->heap_count < 2)
		return error_set(error, ERROR_USAGE, "growth needs two snapshots or more");
	all->heap = on->heaps[on->heap_count - 1];
	if (!growth_build(&all->growth, &source, progress, error))
		return false;
	all->groups = xcalloc(all->growth.group_count + 1, sizeof(*all->groups));
	for (uint32_t i = 0; i < all->growth.group_count; i++)
		if (all->growth.groups[i].trend.verdict != VERDICT_NONE)
			all->groups[all->count++] = i;
	sort_stable(all->groups, all->count, sizeof(*all->groups), compare_grown, &all->growth);
	if (all->count > GROWTH_ROWS_MAX)
		all->count = GROWTH_ROWS_MAX;
	return growth_name_holders(all, progress, error);
}

static void
growth_close(void *state)
{
	struct growth_state *all = state;

	growth_release(&all->growth);
	free(all->groups);
	free(all->expressions);
	arena_release(&all->arena);
}

static bool
growth_roots(const struct subject *on, const void *state, struct rows *rows,
	     struct progress *progress, struct error *error)
{
	const struct growth_state *all = state;

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < all->count; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, 0 });
	return true;
}

static struct object
growth_object(const struct subject *on, const void *state, struct row row)
{
	const struct growth_state *all = state;

	(void)on;
	return (struct object){ all->heap, growth_group_of(state, row)->owner_node };
}

static enum tone
growth_tone(const struct subject *on, const void *state, struct row row)
{
	enum verdict verdict = growth_group_of(state, row)->trend.verdict;

	(void)on;
	return verdict == VERDICT_LEAKS ? TONE_SUSPECT
	       : verdict == VERDICT_GREW ? TONE_PLAIN : TONE_DIM;
}

static struct text
growth_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct growth_state *all = state;
	size_t last = all->growth.count - 1;
	char from[UNITS_LENGTH], to[UNITS_LENGTH];

	return arena_printf(scratch, "%zu snapshots, %s to %s; what came and went, by who "
				     "holds it%s", all->growth.count,
			    units_bytes(from, (uint64_t)all->growth.heap_bytes[0], on->units),
			    units_bytes(to, (uint64_t)all->growth.heap_bytes[last], on->units),
			    all->growth.of_one_process ? ""
				    : "; of different processes, matched by path");
}

const struct view growth_view = {
	.name = "growth",
	.title = "Growth",
	.summary = "what grew at every step, and who holds it",
	.key = 'W',
	.needs = NEEDS_SERIES,
	.parts = HEAP_ALL,
	.columns = growth_columns,
	.first_sort = COLUMN_NONE,
	.report_limit = 30,
	.state_size = sizeof(struct growth_state),
	.open = growth_open,
	.close = growth_close,
	.roots = growth_roots,
	.object = growth_object,
	.tone = growth_tone,
	.caption = growth_caption,
};
