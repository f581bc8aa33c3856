#include "config.h"

#include "heap/live_functions.h"

#include "base/memory.h"
#include "base/sort.h"
#include "heap/boxed.h"

enum { SCRIPT_UNKNOWN = 1, SCRIPT_BASE = 2 };

/* The first of those seen that does not stand before (scope, place). */
static size_t
live_functions_lower_bound(const struct live_functions *live, uint32_t scope, uint32_t place)
{
	size_t low = 0, high = live->seen_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct live_function *at = &live->seen[middle];

		if (at->scope < scope || (at->scope == scope && at->place < place))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
live_functions_has(const struct live_functions *live, uint32_t scope, uint32_t context)
{
	size_t at = live_functions_lower_bound(live, scope, live->tree->place[context]);

	return at < live->seen_count && live->seen[at].scope == scope
	       && live->seen[at].place < live->tree->after[context];
}

bool
live_functions_has_any(const struct live_functions *live, uint32_t scope)
{
	size_t at = live_functions_lower_bound(live, scope, 0);

	return at < live->seen_count && live->seen[at].scope == scope;
}

static bool
live_functions_see(struct live_functions *live, uint32_t scope, node_ix node, struct error *error)
{
	uint32_t context = context_tree_find(live->tree, node);

	if (context == CONTEXT_NONE)
		return true;
	if (!column_reserve(&live->seen, &live->seen_capacity, live->seen_count + 1,
			    sizeof *live->seen, error))
		return false;
	live->seen[live->seen_count++] =
		(struct live_function){ scope, live->tree->place[context] };
	return true;
}

static int
compare_seen(const void *a, const void *b, void *context)
{
	const struct live_function *x = a, *y = b;

	(void)context;
	if (x->scope != y->scope)
		return x->scope < y->scope ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static bool
live_functions_add_closure(struct live_functions *live, const struct scope_tables *tables,
			   node_ix closure, struct error *error)
{
	node_ix shared = heap_internal(live->heap, closure, TEXT("shared"));
	node_ix context = heap_internal(live->heap, closure, TEXT("context"));
	node_ix script;
	uint32_t scope;
	int64_t id;

	if (shared == NODE_NONE || context == NODE_NONE)
		return true;
	script = heap_internal(live->heap, shared, TEXT("script"));
	if (script == NODE_NONE || !boxed_integer(live->heap, shared, TEXT("scope_id"), &id)
	    || id < 0 || id > UINT32_MAX)
		return true;
	scope = scope_tables_find(tables, script, (uint32_t)id);
	return scope == SCOPE_NONE || live_functions_see(live, scope, context, error);
}

/* A function's description leads from its scope's to the script. */
static void
live_functions_add_shared(struct live_functions *live, node_ix shared)
{
	const struct snapshot *snapshot = &live->heap->snapshot;
	const struct strings *strings = &snapshot->strings;
	node_ix info = heap_internal(live->heap, shared, TEXT("name_or_scope_info"));
	node_ix script = heap_internal(live->heap, shared, TEXT("script"));

	if (info != NODE_NONE && script != NODE_NONE
	    && strings_equal(strings, snapshot->node_name[info], TEXT("system / ScopeInfo"))
	    && strings_start_with(strings, snapshot->node_name[script], TEXT("system / Script")))
		live->script_of[info] = script + SCRIPT_BASE;
}

/* What is called as a script or a context is taken for one, not for a function. */
static bool
live_functions_is_closure(const struct heap *heap, node_ix node)
{
	const struct snapshot *snapshot = &heap->snapshot;

	return heap_node_type(heap, node) == NODE_CLOSURE
	       && !strings_start_with(&snapshot->strings, snapshot->node_name[node],
				      TEXT("system / Script"))
	       && !heap_is_context(heap, node);
}

bool
live_functions_build(struct live_functions *live, const struct heap *heap,
		     const struct scope_tables *tables, const struct context_tree *tree,
		     struct progress *progress, struct error *error)
{
	const struct snapshot *snapshot = &heap->snapshot;

	*live = (struct live_functions){ .heap = heap, .tree = tree };
	live->script_of = column_alloc(snapshot->node_count, sizeof(*live->script_of), error);
	if (live->script_of == NULL)
		return false;
	progress_begin(progress, "Finding live functions", snapshot->node_count);
	for (node_ix node = 0; node < snapshot->node_count; node++) {
		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (live_functions_is_closure(heap, node)
		    && !live_functions_add_closure(live, tables, node, error))
			return false;
		if (strings_start_with(&snapshot->strings, snapshot->node_name[node],
				       TEXT("system / SharedFunctionInfo")))
			live_functions_add_shared(live, node);
	}
	return sort_column(live->seen, live->seen_count, sizeof *live->seen, compare_seen, NULL,
			   error);
}

void
live_functions_release(struct live_functions *live)
{
	column_free(live->seen);
	column_free(live->script_of);
	*live = (struct live_functions){ 0 };
}

/* A description without a function of its own takes the script of the one around it; what was
 * found is noted for all on the way. */
node_ix
live_functions_script(struct live_functions *live, node_ix scope_info)
{
	node_ix at = scope_info;
	uint32_t found = SCRIPT_UNKNOWN;

	while (at != NODE_NONE) {
		if (live->script_of[at] != 0) {
			found = live->script_of[at];
			break;
		}
		live->script_of[at] = SCRIPT_UNKNOWN; /* ends a circle, too */
		at = heap_internal(live->heap, at, TEXT("outer_scope_info"));
	}
	for (node_ix end = at; found != SCRIPT_UNKNOWN && scope_info != end;) {
		live->script_of[scope_info] = found;
		scope_info = heap_internal(live->heap, scope_info, TEXT("outer_scope_info"));
	}
	return found == SCRIPT_UNKNOWN ? NODE_NONE : found - SCRIPT_BASE;
}
