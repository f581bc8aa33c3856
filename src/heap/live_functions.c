#include "config.h"

#include "heap/live_functions.h"

#include "base/memory.h"
#include "heap/boxed.h"

enum { SCRIPT_UNKNOWN = 1, SCRIPT_BASE = 2 };

static size_t
live_functions_slot(const struct live_functions *live, uint64_t key)
{
	size_t slot = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (live->slots - 1);

	while (live->seen[slot] != 0 && live->seen[slot] != key)
		slot = (slot + 1) & (live->slots - 1);
	return slot;
}

static uint64_t
live_functions_key(uint32_t scope, node_ix context)
{
	return ((uint64_t)scope << 32 | context) + 1;
}

bool
live_functions_has(const struct live_functions *live, uint32_t scope, node_ix context)
{
	uint64_t key = live_functions_key(scope, context);

	return live->slots > 0 && live->seen[live_functions_slot(live, key)] == key;
}

static bool
live_functions_grow(struct live_functions *live, struct error *error)
{
	uint64_t *old = live->seen;
	size_t old_slots = live->slots;
	size_t slots = old_slots == 0 ? 1 << 12 : 2 * old_slots;
	uint64_t *seen = column_alloc(slots, sizeof(*seen), error);

	if (seen == NULL)
		return false;
	live->seen = seen;
	live->slots = slots;
	for (size_t i = 0; i < old_slots; i++)
		if (old[i] != 0)
			seen[live_functions_slot(live, old[i])] = old[i];
	column_free(old);
	return true;
}

/* The function's own context and those around it, as far as they are not known yet. */
static bool
live_functions_see(struct live_functions *live, uint32_t scope, node_ix context,
		   struct error *error)
{
	while (context != NODE_NONE && heap_is_context(live->heap, context)
	       && !live_functions_has(live, scope, context)) {
		uint64_t key = live_functions_key(scope, context);

		if (2 * (live->used + 1) > live->slots && !live_functions_grow(live, error))
			return false;
		live->seen[live_functions_slot(live, key)] = key;
		live->used++;
		context = heap_internal(live->heap, context, TEXT("previous"));
	}
	return true;
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
		     const struct scope_tables *tables, struct progress *progress,
		     struct error *error)
{
	const struct snapshot *snapshot = &heap->snapshot;

	*live = (struct live_functions){ .heap = heap };
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
	return true;
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
