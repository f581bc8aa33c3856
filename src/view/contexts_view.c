/*
 * Context objects: under each the variables it keeps, then the functions that share it.
 */

#include "config.h"

#include <string.h>

#include "base/memory.h"
#include "heap/closure_contexts.h"
#include "heap/scope.h"
#include "heap/node_filter.h"
#include "view/node_columns.h"

enum row_kind { ROW_CONTEXT, ROW_VARIABLE, ROW_CLOSURE };

struct contexts_state {
	struct closure_contexts contexts;
	uint64_t retained_count, retained_size; /* of what contexts keep (spec 11.6) */
	uint64_t dead_size;
};

static bool
is_variable(const struct heap *heap, edge_ix edge)
{
	return edge_word_type(heap->snapshot.edge_word[edge]) == EDGE_CONTEXT;
}

/* Functions that refer to the context as theirs. */
static bool
is_closure_of(const struct heap *heap, uint32_t word)
{
	return edge_word_type(word) == EDGE_INTERNAL
	       && heap_node_type(heap, edge_word_target(word)) == NODE_CLOSURE;
}

static struct text
variable_text(const struct heap *heap, struct row row, struct arena *scratch)
{
	return ARENA_JOIN(scratch, heap_edge_name(heap, row.via, scratch), TEXT("::"),
			  heap_node_title(heap, row.item, scratch));
}

/* Where a scope's name is cut when there is no room for it: file and line, at its end, tell it from
 * others. */
static unsigned
scope_label(struct text name)
{
	static const char node[] = "node:";

	for (size_t i = 0; i + 2 < name.length; i++) {
		if (name.at[i] == ',' && name.at[i + 1] == ' ')
			return cell_label(name, i + 2);
	}
	if (name.length > sizeof(node) && memcmp(name.at, node, sizeof(node) - 1) == 0)
		return sizeof(node) - 1;
	return name.length > 1 ? cell_label(name, 1) : 0;
}

static struct cell
contexts_name(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	struct text text;
	unsigned label = 0;

	(void)state;
	switch (row.kind) {
	case ROW_VARIABLE:
		text = variable_text(on->heap, row, scratch);
		break;
	case ROW_CLOSURE:
		text = heap_node_title(on->heap, row.item, scratch);
		text = arena_printf(scratch, "shared by %.*s", (int)text.length, text.at);
		break;
	default:
		text = scope_name(on->heap, row.item, scratch);
		label = scope_label(text);
		if (text.length == 0)
			text = heap_node_title(on->heap, row.item, scratch);
	}
	return (struct cell){ .kind = CELL_TEXT, .text = text, .label = label };
}

static struct cell
contexts_variable(const struct subject *on, const void *state, struct row row,
		  struct arena *scratch)
{
	(void)state;
	if (row.kind != ROW_VARIABLE)
		return cell_of_nothing();
	return cell_of_text(heap_edge_name(on->heap, row.via, scratch));
}

static struct cell
contexts_variables(const struct subject *on, const void *state, struct row row,
		   struct arena *scratch)
{
	const struct snapshot *snapshot = &on->heap->snapshot;
	struct cell cell = { .kind = CELL_COUNT };

	(void)state;
	(void)scratch;
	if (row.kind != ROW_CONTEXT)
		return cell_of_nothing();
	edge_ix end = snapshot->first_edge[row.item + 1];
	for (edge_ix e = snapshot->first_edge[row.item]; e < end; e++)
		cell.number += is_variable(on->heap, e);
	return cell;
}

static struct cell
contexts_closures(const struct subject *on, const void *state, struct row row,
		  struct arena *scratch)
{
	const struct retainers *retainers = &on->heap->retainers;
	struct cell cell = { .kind = CELL_COUNT };

	(void)state;
	(void)scratch;
	if (row.kind != ROW_CONTEXT)
		return cell_of_nothing();
	for (uint32_t i = retainers->first[row.item]; i < retainers->first[row.item + 1]; i++)
		cell.number += is_closure_of(on->heap, retainers->words[i]);
	return cell;
}

/* How many variables of the row are dead, and what they keep. */
static uint64_t
contexts_count_dead(const struct subject *on, const void *state, struct row row,
		    uint64_t *size)
{
	const struct contexts_state *s = state;
	const struct snapshot *snapshot = &on->heap->snapshot;
	edge_ix first = row.via, end = row.via + 1;
	uint64_t count = 0;

	*size = 0;
	if (s->contexts.dead_count == 0 || row.kind == ROW_CLOSURE)
		return 0;
	if (row.kind == ROW_CONTEXT) {
		first = snapshot->first_edge[row.item];
		end = snapshot->first_edge[row.item + 1];
	}
	for (edge_ix edge = first; edge < end; edge++)
		if (closure_contexts_is_dead(&s->contexts, edge)) {
			count++;
			size_add_to(size, heap_retained_size(on->heap,
							     snapshot_edge_target(snapshot, edge)));
		}
	return count;
}

static struct cell
contexts_dead(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	uint64_t size, count = contexts_count_dead(on, state, row, &size);

	(void)scratch;
	if (row.kind == ROW_CLOSURE)
		return cell_of_nothing();
	return cell_of_count(count);
}

static struct cell
contexts_dead_size(const struct subject *on, const void *state, struct row row,
		   struct arena *scratch)
{
	struct cell cell = { .kind = CELL_BYTES };

	(void)scratch;
	if (row.kind == ROW_CLOSURE)
		return cell_of_nothing();
	contexts_count_dead(on, state, row, &cell.number);
	return cell;
}

enum { COLUMN_RETAINED = 8 };

static const struct column contexts_columns[] = {
	{ .name = "name", .title = "Context", .width = 34, .key = 'c',
	  .flags = COLUMN_TREE | COLUMN_ASCENDING, .value = contexts_name },
	{ .name = "variable", .title = "Variable", .width = 16,
	  .flags = COLUMN_SCRIPT | COLUMN_ASCENDING, .value = contexts_variable },
	{ .name = "id", .title = "Id", .width = 9, .rank = 4, .flags = COLUMN_RIGHT,
	  .value = node_id },
	{ .name = "variables", .title = "Variables", .width = 9, .rank = 3, .key = 'v',
	  .flags = COLUMN_RIGHT, .value = contexts_variables },
	{ .name = "closures", .title = "Closures", .width = 8, .rank = 2, .key = 't',
	  .flags = COLUMN_RIGHT, .value = contexts_closures },
	{ .name = "dead", .title = "Dead", .width = 5, .rank = 1, .flags = COLUMN_RIGHT,
	  .value = contexts_dead },
	{ .name = "dead_size", .title = "Dead size", .width = 10, .rank = 5, .key = 'd',
	  .flags = COLUMN_RIGHT, .value = contexts_dead_size },
	{ .name = "shallow_size", .title = "Shallow size", .width = 12, .rank = 6, .key = 's',
	  .flags = COLUMN_RIGHT | COLUMN_SHARE, .value = node_shallow },
	[COLUMN_RETAINED] = { .name = "retained_size", .title = "Retained size", .width = 13,
			      .key = 'r', .flags = COLUMN_RIGHT | COLUMN_SHARE,
			      .value = node_retained },
	{ .name = NULL },
};

/* What would go if no context were there. */
static bool
contexts_add_up(struct contexts_state *s, const struct heap *heap, struct progress *progress,
		struct error *error)
{
	bitset_word *kept = node_filter_build(heap, TEXT("contexts"), progress, error);
	bool ok = kept != NULL;

	progress_begin(progress, "Adding up sizes", heap_node_count(heap));
	for (node_ix node = 0; ok && node < heap_node_count(heap); node++) {
		uint64_t size = heap_shallow_size(heap, node);

		if (node % PROGRESS_STRIDE == 0)
			ok = progress_advance(progress, node, error);
		if (bitset_has(kept, node)) {
			s->retained_count += size != 0;
			size_add_to(&s->retained_size, size);
		}
	}
	column_free(kept);
	for (size_t i = 0; i < s->contexts.dead_count; i++)
		size_add_to(&s->dead_size, heap_retained_size(heap, snapshot_edge_target(
								    &heap->snapshot,
								    s->contexts.dead[i])));
	return ok;
}

static bool
contexts_open(const struct subject *on, void *state, struct progress *progress,
	      struct error *error)
{
	struct contexts_state *s = state;

	return closure_contexts_build(&s->contexts, on->heap, progress, error)
	       && contexts_add_up(s, on->heap, progress, error);
}

static void
contexts_close(void *state)
{
	struct contexts_state *s = state;

	closure_contexts_release(&s->contexts);
}

static bool
contexts_roots(const struct subject *on, const void *state, struct rows *rows,
	       struct progress *progress, struct error *error)
{
	const struct contexts_state *s = state;

	(void)progress;
	(void)error;
	for (size_t i = 0; i < s->contexts.count; i++)
		if (on->accepted == NULL || bitset_has(on->accepted, s->contexts.contexts[i]))
			rows_add(rows, (struct row){ s->contexts.contexts[i], EDGE_NONE,
						     ROW_CONTEXT });
	return true;
}

static bool
contexts_has_children(const struct subject *on, const void *state, struct row row)
{
	(void)on;
	(void)state;
	return row.kind == ROW_CONTEXT;
}

static bool
contexts_children(const struct subject *on, const void *state, struct row row,
		  struct rows *rows, struct progress *progress, struct error *error)
{
	const struct snapshot *snapshot = &on->heap->snapshot;
	const struct retainers *retainers = &on->heap->retainers;

	(void)state;
	(void)progress;
	(void)error;
	edge_ix end = snapshot->first_edge[row.item + 1];
	for (edge_ix e = snapshot->first_edge[row.item]; e < end; e++)
		if (is_variable(on->heap, e))
			rows_add(rows, (struct row){ snapshot_edge_target(snapshot, e), e,
						     ROW_VARIABLE });
	for (uint32_t i = retainers->first[row.item]; i < retainers->first[row.item + 1]; i++)
		if (is_closure_of(on->heap, retainers->words[i]))
			rows_add(rows, (struct row){ edge_word_target(retainers->words[i]),
						     EDGE_NONE, ROW_CLOSURE });
	return true;
}

static enum tone
contexts_tone(const struct subject *on, const void *state, struct row row)
{
	uint64_t size;

	if (row.kind == ROW_CLOSURE)
		return TONE_DIM;
	return row.kind == ROW_VARIABLE && contexts_count_dead(on, state, row, &size) > 0
		       ? TONE_SUSPECT
		       : TONE_PLAIN;
}

static struct text
contexts_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct contexts_state *s = state;
	char contexts[UNITS_LENGTH], objects[UNITS_LENGTH], size[UNITS_LENGTH];
	char dead[UNITS_LENGTH], dead_size[UNITS_LENGTH];
	struct text line;

	line = arena_printf(scratch, "%s context%s %s object%s, %s",
			    units_count(contexts, s->contexts.count),
			    s->contexts.count == 1 ? " keeps" : "s keep",
			    units_count(objects, s->retained_count),
			    s->retained_count == 1 ? "" : "s",
			    units_bytes(size, s->retained_size, on->units));
	if (!on->heap->snapshot.has_scopes)
		return line;
	return arena_printf(scratch, "%.*s; %s variable%s that no function can read keep%s %s",
			    (int)line.length, line.at,
			    units_count(dead, s->contexts.dead_count),
			    s->contexts.dead_count == 1 ? "" : "s",
			    s->contexts.dead_count == 1 ? "s" : "",
			    units_bytes(dead_size, s->dead_size, on->units));
}

const struct view contexts_view = {
	.name = "contexts",
	.title = "Closure contexts",
	.summary = "variables kept alive by closures",
	.key = 'C',
	.needs = TAKES_ONLY,
	.parts = HEAP_ALL,
	.columns = contexts_columns,
	.first_sort = COLUMN_RETAINED,
	.report_limit = 100,
	.state_size = sizeof(struct contexts_state),
	.open = contexts_open,
	.close = contexts_close,
	.roots = contexts_roots,
	.has_children = contexts_has_children,
	.children = contexts_children,
	.object = node_of_row,
	.tone = contexts_tone,
	.caption = contexts_caption,
};
