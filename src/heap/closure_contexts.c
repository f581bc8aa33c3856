#include "config.h"

#include "heap/closure_contexts.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/sort.h"
#include "heap/boxed.h"
#include "heap/live_functions.h"
#include "heap/scope_tables.h"

/* What is known of the contexts of one scope description. */
struct scope_entry {
	uint32_t scope;
	node_ix first_context; /* its variables' names hold for all */
	uint32_t *variables;   /* by field: index of the variable, or UINT32_MAX */
	uint32_t field_count;
};

struct contexts_builder {
	const struct heap *heap;
	struct closure_contexts *contexts;
	struct scope_tables tables;
	struct context_tree tree;
	struct live_functions live;
	uint32_t *near;      /* column: by scope, it or the next around it with live functions */
	uint64_t *seen;      /* column: by scope, 2 * context + 2 it was last looked for in, and 1
			      * more if a function of it, or of one around, can see that */
	uint32_t *entry_of;  /* column: by scope description, 1 + index of its entry */
	struct scope_entry *entries;
	size_t entry_count, entry_capacity;
	size_t dead_capacity, unscoped_capacity;
	struct arena arena;
};

static bool
is_context_edge(const struct snapshot *snapshot, edge_ix edge)
{
	return edge_word_type(snapshot->edge_word[edge]) == EDGE_CONTEXT;
}

struct named_variable {
	struct text name;
	uint32_t variable;
};

static int
compare_named(const void *a, const void *b, void *context)
{
	const struct named_variable *x = a, *y = b;

	(void)context;
	return text_compare(x->name, y->name);
}

/* The first variable of that name, or UINT32_MAX. */
static uint32_t
find_variable(const struct named_variable *named, uint32_t count, struct text name)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (text_compare(named[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && text_equal(named[low].name, name) ? named[low].variable
								: UINT32_MAX;
}

/* Which variable of its scope each field of the context is. */
static void
entry_match_fields(struct contexts_builder *b, struct scope_entry *entry)
{
	const struct snapshot *snapshot = &b->heap->snapshot;
	const struct scope *scope = &snapshot->scopes[entry->scope];
	edge_ix first = snapshot->first_edge[entry->first_context];
	edge_ix end = snapshot->first_edge[entry->first_context + 1];
	struct arena scratch = { 0 };
	struct named_variable *named =
		arena_alloc(&scratch, (scope->variable_count + 1UL) * sizeof(*named));

	for (uint32_t i = 0; i < scope->variable_count; i++) {
		uint32_t variable = scope->first_variable + i;
		named[i].variable = variable;
		named[i].name = strings_text(&snapshot->strings,
					     snapshot->scope_variables[variable], &scratch);
	}
	sort_stable(named, scope->variable_count, sizeof(*named), compare_named, NULL);
	entry->variables = arena_alloc(&b->arena, (end - first) * sizeof(*entry->variables));
	for (edge_ix edge = first; edge < end; edge++)
		if (is_context_edge(snapshot, edge))
			entry->variables[entry->field_count++] =
				find_variable(named, scope->variable_count,
					      snapshot_edge_name(snapshot, edge, &scratch));
	arena_release(&scratch);
}

static bool
contexts_add_unscoped(struct contexts_builder *b, node_ix script, struct error *error)
{
	struct closure_contexts *contexts = b->contexts;

	if (!column_reserve(&contexts->unscoped, &b->unscoped_capacity,
			    contexts->unscoped_count + 1, sizeof(*contexts->unscoped), error))
		return false;
	contexts->unscoped[contexts->unscoped_count++] = (struct unscoped_script){ script, 1 };
	return true;
}

static int
compare_unscoped(const void *a, const void *b, void *context)
{
	const struct unscoped_script *x = a, *y = b;

	(void)context;
	return (x->script > y->script) - (x->script < y->script);
}

/* One entry a script. */
static void
contexts_merge_unscoped(struct closure_contexts *contexts)
{
	struct unscoped_script *at = contexts->unscoped;
	size_t kept = 0;

	sort_stable(at, contexts->unscoped_count, sizeof(*at), compare_unscoped, NULL);
	for (size_t i = 0; i < contexts->unscoped_count; i++)
		if (kept > 0 && at[kept - 1].script == at[i].script)
			at[kept - 1].count++;
		else
			at[kept++] = at[i];
	contexts->unscoped_count = kept;
}

/* *entry becomes the entry for a context's scope description; null if nothing can be said. */
static bool
contexts_entry(struct contexts_builder *b, node_ix context, node_ix scope_info,
	       const struct scope_entry **entry, struct error *error)
{
	uint32_t scope;
	node_ix script;
	int64_t id;

	*entry = NULL;
	if (b->entry_of[scope_info] != 0) {
		*entry = &b->entries[b->entry_of[scope_info] - 1];
		return true;
	}
	if (!boxed_integer(b->heap, scope_info, TEXT("scope_id"), &id))
		return true;
	script = live_functions_script(&b->live, scope_info);
	if (script == NODE_NONE)
		return true;
	if (!scope_tables_has_script(&b->tables, script))
		return contexts_add_unscoped(b, script, error);
	scope = id < 0 || id > UINT32_MAX
			? SCOPE_NONE
			: scope_tables_find(&b->tables, script, (uint32_t)id);
	if (scope == SCOPE_NONE)
		return true;
	if (b->entry_count == b->entry_capacity) {
		b->entry_capacity = 2 * b->entry_capacity + 64;
		b->entries = xreallocarray(b->entries, b->entry_capacity, sizeof(*b->entries));
	}
	*entry = &b->entries[b->entry_count];
	b->entries[b->entry_count] =
		(struct scope_entry){ .scope = scope, .first_context = context };
	entry_match_fields(b, &b->entries[b->entry_count]);
	b->entry_of[scope_info] = (uint32_t)++b->entry_count;
	return true;
}

/* Scopes stand behind those around them. */
static bool
contexts_find_near(struct contexts_builder *b, struct error *error)
{
	const struct scope_tables *tables = &b->tables;
	size_t count = b->heap->snapshot.scope_count;

	b->near = column_alloc(count, sizeof(*b->near), error);
	b->seen = column_alloc(count, sizeof(*b->seen), error);
	if (b->near == NULL || b->seen == NULL)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t around = tables->parent[i];

		if (live_functions_has_any(&b->live, tables->last[i]))
			b->near[i] = i;
		else
			b->near[i] = around == SCOPE_NONE ? SCOPE_NONE : b->near[around];
	}
	return true;
}

static uint32_t
near_around(const struct contexts_builder *b, uint32_t scope)
{
	uint32_t around = b->tables.parent[scope];

	return around == SCOPE_NONE ? SCOPE_NONE : b->near[around];
}

/* Whether a function of the scope, or of one around it, was made inside of this very context.
 * No scope is asked twice for one context. */
static bool
is_seen_from(struct contexts_builder *b, uint32_t scope, uint32_t context)
{
	uint64_t asked = 2 * (uint64_t)context + 2;
	uint32_t end = b->near[scope];
	bool is_seen;

	while (end != SCOPE_NONE && b->seen[end] / 2 != asked / 2
	       && !live_functions_has(&b->live, b->tables.last[end], context))
		end = near_around(b, end);
	is_seen = end != SCOPE_NONE && b->seen[end] != asked;
	for (uint32_t at = b->near[scope]; at != end; at = near_around(b, at))
		b->seen[at] = asked + is_seen;
	if (end != SCOPE_NONE)
		b->seen[end] = asked + is_seen;
	return is_seen;
}

/* A function can read the variables of its own scope and of those around it. */
static bool
is_used(struct contexts_builder *b, uint32_t variable, uint32_t context)
{
	const struct scope_tables *tables = &b->tables;
	uint32_t end = tables->first_use[variable + 1];

	for (uint32_t i = tables->first_use[variable]; i < end; i++)
		if (is_seen_from(b, tables->uses[i], context))
			return true;
	return false;
}

static bool
contexts_add_dead(struct contexts_builder *b, edge_ix edge, struct error *error)
{
	struct closure_contexts *contexts = b->contexts;

	if (!column_reserve(&contexts->dead, &b->dead_capacity, contexts->dead_count + 1,
			    sizeof(*contexts->dead), error))
		return false;
	contexts->dead[contexts->dead_count++] = edge;
	return true;
}

static bool
contexts_classify(struct contexts_builder *b, uint32_t number, struct error *error)
{
	const struct snapshot *snapshot = &b->heap->snapshot;
	node_ix context = b->contexts->contexts[number];
	node_ix scope_info = heap_internal(b->heap, context, TEXT("scope_info"));
	const struct scope_entry *entry;
	uint32_t field = 0;

	if (scope_info == NODE_NONE)
		return true;
	if (!contexts_entry(b, context, scope_info, &entry, error))
		return false;
	if (entry == NULL)
		return true;
	for (edge_ix edge = snapshot->first_edge[context];
	     field < entry->field_count && edge < snapshot->first_edge[context + 1]; edge++) {
		if (!is_context_edge(snapshot, edge))
			continue;
		uint32_t variable = entry->variables[field++];
		if (variable != UINT32_MAX && !is_used(b, variable, number)
		    && !contexts_add_dead(b, edge, error))
			return false;
	}
	return true;
}

static bool
contexts_collect(struct closure_contexts *contexts, const struct heap *heap,
		 struct progress *progress, struct error *error)
{
	size_t capacity = 0;

	progress_begin(progress, "Finding contexts", heap_node_count(heap));
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (!heap_is_context(heap, node))
			continue;
		if (!column_reserve(&contexts->contexts, &capacity, contexts->count + 1,
				    sizeof(*contexts->contexts), error))
			return false;
		contexts->contexts[contexts->count++] = node;
	}
	return true;
}

static bool
contexts_find_dead(struct closure_contexts *contexts, const struct heap *heap,
		   struct progress *progress, struct error *error)
{
	struct contexts_builder b = { .heap = heap, .contexts = contexts };
	bool ok;

	b.entry_of = column_alloc(heap_node_count(heap), sizeof(*b.entry_of), error);
	ok = b.entry_of != NULL && scope_tables_build(&b.tables, &heap->snapshot, error)
	     && context_tree_build(&b.tree, heap, contexts->contexts, (uint32_t)contexts->count,
				   error)
	     && live_functions_build(&b.live, heap, &b.tables, &b.tree, progress, error)
	     && contexts_find_near(&b, error);
	progress_begin(progress, "Finding dead variables", contexts->count);
	for (size_t i = 0; ok && i < contexts->count; i++) {
		if (i % 1024 == 0)
			ok = progress_advance(progress, i, error);
		ok = ok && contexts_classify(&b, (uint32_t)i, error);
	}
	contexts_merge_unscoped(contexts);
	live_functions_release(&b.live);
	context_tree_release(&b.tree);
	column_free(b.near);
	column_free(b.seen);
	scope_tables_release(&b.tables);
	column_free(b.entry_of);
	free(b.entries);
	arena_release(&b.arena);
	return ok;
}

bool
closure_contexts_build(struct closure_contexts *contexts, const struct heap *heap,
		       struct progress *progress, struct error *error)
{
	*contexts = (struct closure_contexts){ 0 };
	if (contexts_collect(contexts, heap, progress, error)
	    && (strings_find(&heap->snapshot.strings, TEXT("scope_id")) == STRING_NONE
		|| contexts_find_dead(contexts, heap, progress, error)))
		return true;
	closure_contexts_release(contexts);
	return false;
}

void
closure_contexts_release(struct closure_contexts *contexts)
{
	column_free(contexts->contexts);
	column_free(contexts->dead);
	column_free(contexts->unscoped);
	*contexts = (struct closure_contexts){ 0 };
}

bool
closure_contexts_is_dead(const struct closure_contexts *contexts, edge_ix edge)
{
	return sorted_has(contexts->dead, contexts->dead_count, edge);
}
