/*
 * Who allocated what is still alive: functions, and under each who called it.
 */

#include "config.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/allocations.h"
#include "view/view.h"

/* Callers are found when a row is unfolded, so the state points to what grows. */
struct allocations_state {
	struct allocations *allocations;
};

static const struct allocation_frame *
allocations_frame(const void *state, struct row row)
{
	const struct allocations_state *s = state;

	return &s->allocations->frames[row.item];
}

static struct cell
allocations_function(const struct subject *on, const void *state, struct row row,
		     struct arena *scratch)
{
	return cell_of_text(allocation_function_name(
		&on->heap->snapshot, allocations_frame(state, row)->function, scratch));
}

/* By the name as it is recorded: none stands first. */
static int
allocations_compare(const struct subject *on, const void *state, struct row a, struct row b,
		    bool descending)
{
	const struct snapshot *snapshot = &on->heap->snapshot;
	struct arena scratch = { 0 };
	uint32_t x = allocations_frame(state, a)->function;
	uint32_t y = allocations_frame(state, b)->function;
	int order = text_compare(allocation_recorded_name(snapshot, x, &scratch),
				 allocation_recorded_name(snapshot, y, &scratch));

	arena_release(&scratch);
	return descending ? -order : order;
}

static struct cell
allocations_source(const struct subject *on, const void *state, struct row row,
		   struct arena *scratch)
{
	return cell_of_any_text(allocation_function_source(
		&on->heap->snapshot, allocations_frame(state, row)->function, scratch));
}

static struct cell
allocations_live_count(const struct subject *on, const void *state, struct row row,
		       struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_count(allocations_frame(state, row)->live_count);
}

static struct cell
allocations_count(const struct subject *on, const void *state, struct row row,
		  struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_count(allocations_frame(state, row)->count);
}

static struct cell
allocations_live_size(const struct subject *on, const void *state, struct row row,
		      struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_bytes(allocations_frame(state, row)->live_size);
}

static struct cell
allocations_size(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_bytes(allocations_frame(state, row)->size);
}

enum { COLUMN_LIVE_SIZE = 4 };

static const struct column allocations_columns[] = {
	{ .name = "function", .title = "Function", .width = 30, .key = 'c',
	  .flags = COLUMN_TREE | COLUMN_ASCENDING, .value = allocations_function,
	  .compare = allocations_compare },
	{ .name = "source", .title = "Source", .width = 40, .least = 28, .rank = 1,
	  .flags = COLUMN_ASCENDING | COLUMN_TAIL,
	  .value = allocations_source },
	{ .name = "live_count", .title = "Live", .width = 9, .rank = 2, .key = 't',
	  .flags = COLUMN_RIGHT, .value = allocations_live_count },
	{ .name = "count", .title = "Count", .width = 9, .rank = 4, .flags = COLUMN_RIGHT,
	  .value = allocations_count },
	[COLUMN_LIVE_SIZE] = { .name = "live_size", .title = "Live size", .width = 10,
			       .key = 'r', .flags = COLUMN_RIGHT | COLUMN_SHARE,
			       .value = allocations_live_size },
	{ .name = "size", .title = "Size", .width = 10, .rank = 3, .key = 's',
	  .flags = COLUMN_RIGHT, .value = allocations_size },
	{ .name = NULL },
};

static bool
allocations_open(const struct subject *on, void *state, struct progress *progress,
		 struct error *error)
{
	struct allocations_state *s = state;

	s->allocations = xcalloc(1, sizeof(*s->allocations));
	return allocations_build(s->allocations, on->heap, progress, error);
}

static void
allocations_close(void *state)
{
	struct allocations_state *s = state;

	if (s->allocations != NULL)
		allocations_release(s->allocations);
	free(s->allocations);
}

/* Equal functions stand by size, as they do when DevTools opens the table; callers as they were
 * met. */
static bool
allocations_tie_keys(const struct subject *on, const void *state, unsigned column,
		     const struct row *rows, size_t count, uint64_t *keys)
{
	const struct allocations_state *s = state;

	(void)on;
	(void)column;
	for (size_t i = 0; i < count; i++)
		keys[i] = rows[i].item < s->allocations->function_count
				  ? ~allocations_frame(state, rows[i])->size
				  : 0;
	return true;
}

static bool
allocations_roots(const struct subject *on, const void *state, struct rows *rows,
		  struct progress *progress, struct error *error)
{
	const struct allocations_state *s = state;

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < s->allocations->function_count; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, 0 });
	return true;
}

static bool
allocations_has_children(const struct subject *on, const void *state, struct row row)
{
	const struct allocations_state *s = state;

	(void)on;
	return allocation_has_callers(s->allocations, row.item);
}

static bool
allocations_children(const struct subject *on, const void *state, struct row row,
		     struct rows *rows, struct progress *progress, struct error *error)
{
	const struct allocations_state *s = state;
	const struct allocation_frame *frame;

	(void)on;
	(void)progress;
	if (!allocations_expand(s->allocations, row.item, error))
		return false;
	frame = allocations_frame(state, row);
	for (uint32_t i = 0; i < frame->child_count; i++)
		rows_add(rows, (struct row){ frame->first_child + i, EDGE_NONE, 0 });
	return true;
}

/* DevTools unfolds callers as long as there is only one. */
static bool
allocations_chain(const struct subject *on, const void *state, struct row row)
{
	(void)on;
	return allocations_frame(state, row)->is_only_caller;
}

static struct text
allocations_only(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	const struct allocations_state *s = state;

	(void)on;
	return allocation_filter(s->allocations, row.item, scratch);
}

static struct text
allocations_words(const struct subject *on, const void *state, struct row row,
		  struct arena *scratch)
{
	const struct allocations_state *s = state;
	const struct snapshot *snapshot = &on->heap->snapshot;
	uint32_t function = allocations_frame(state, row)->function;
	struct text name = allocation_function_name(snapshot, function, scratch);
	struct text source = allocation_function_source(snapshot, function, scratch);
	bool is_caller = row.item >= s->allocations->function_count;

	return ARENA_JOIN(scratch, name, source.length > 0 ? TEXT(", ") : TEXT(""), source,
			  is_caller ? TEXT(": what the rows above allocated, called from here.")
				    : TEXT(": what it allocated itself, not through functions that "
					   "it calls. Below it: who called it."));
}

static struct text
allocations_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct allocations_state *s = state;
	uint64_t count = 0, size = 0;
	char counted[UNITS_LENGTH], sized[UNITS_LENGTH];

	if (on->heap->snapshot.trace_node_count == 0)
		return TEXT("no allocation stacks: they are in recordings made with stack traces");
	for (uint32_t i = 0; i < s->allocations->function_count; i++) {
		count += s->allocations->frames[i].live_count;
		size_add_to(&size, s->allocations->frames[i].live_size);
	}
	return arena_printf(scratch, "%s live objects with a stack, %s",
			    units_count(counted, count), units_bytes(sized, size, on->units));
}

const struct view allocations_view = {
	.name = "allocations",
	.title = "Allocation stacks",
	.summary = "live bytes by allocating function (recordings)",
	.key = 'A',
	.needs = NEEDS_HEAP,
	.parts = HEAP_GRAPH,
	.columns = allocations_columns,
	.first_sort = COLUMN_LIVE_SIZE,
	.report_limit = 100,
	.state_size = sizeof(struct allocations_state),
	.open = allocations_open,
	.close = allocations_close,
	.roots = allocations_roots,
	.has_children = allocations_has_children,
	.children = allocations_children,
	.chain = allocations_chain,
	.tie_keys = allocations_tie_keys,
	.only = allocations_only,
	.words = allocations_words,
	.caption = allocations_caption,
};
