#include "config.h"

#include "heap/scope_tables.h"

#include "base/memory.h"
#include "base/sort.h"

static int
compare_identity(const struct scope *scope, node_ix script, uint32_t id)
{
	if (scope->script != script)
		return scope->script < script ? -1 : 1;
	return (scope->scope_id > id) - (scope->scope_id < id);
}

static int
compare_scopes(const void *a, const void *b, void *context)
{
	const struct scope *scopes = context;
	const struct scope *y = &scopes[*(const uint32_t *)b];

	return compare_identity(&scopes[*(const uint32_t *)a], y->script, y->scope_id);
}

/* The first place in `order` that does not stand before (script, id). */
static size_t
scope_tables_lower_bound(const struct scope_tables *tables, node_ix script, uint32_t id)
{
	const struct snapshot *snapshot = tables->snapshot;
	size_t low = 0, high = snapshot->scope_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_identity(&snapshot->scopes[tables->order[middle]], script, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
scope_tables_has_script(const struct scope_tables *tables, node_ix script)
{
	size_t at = scope_tables_lower_bound(tables, script, 0);

	return at < tables->snapshot->scope_count
	       && tables->snapshot->scopes[tables->order[at]].script == script;
}

uint32_t
scope_tables_find(const struct scope_tables *tables, node_ix script, uint32_t id)
{
	const struct snapshot *snapshot = tables->snapshot;
	uint32_t found = SCOPE_NONE;

	for (size_t at = scope_tables_lower_bound(tables, script, id);
	     at < snapshot->scope_count
	     && compare_identity(&snapshot->scopes[tables->order[at]], script, id) == 0;
	     at++)
		found = tables->order[at];
	return found;
}

/* A scope is known by script and id; those of the same stand side by side in the order. */
static void
scope_tables_find_last(struct scope_tables *tables)
{
	const struct scope *scopes = tables->snapshot->scopes;
	uint32_t last = SCOPE_NONE;

	for (size_t at = tables->snapshot->scope_count; at-- > 0;) {
		uint32_t row = tables->order[at];

		if (last == SCOPE_NONE
		    || compare_identity(&scopes[row], scopes[last].script,
					scopes[last].scope_id) != 0)
			last = row;
		tables->last[row] = last;
	}
}

/* Scopes come in preorder with their depths: the one around is the last that was one level
 * higher, if nothing higher still came between. */
static bool
scope_tables_nest(struct scope_tables *tables, struct error *error)
{
	const struct snapshot *snapshot = tables->snapshot;
	uint32_t *stack = column_alloc(snapshot->scope_count, sizeof(*stack), error);
	size_t depth = 0;

	if (stack == NULL)
		return false;
	for (uint32_t i = 0; i < snapshot->scope_count; i++) {
		const struct scope *scope = &snapshot->scopes[i];
		const struct scope *scopes = snapshot->scopes;

		if (i > 0 && scope->script != scopes[i - 1].script)
			depth = 0;
		while (depth > 0 && scopes[stack[depth - 1]].depth >= scope->depth)
			depth--;
		tables->parent[i] = SCOPE_NONE;
		if (depth > 0 && scopes[stack[depth - 1]].depth + UINT64_C(1) == scope->depth)
			tables->parent[i] = stack[depth - 1];
		stack[depth++] = i;
	}
	column_free(stack);
	return true;
}

/* The variable a use means, or UINT32_MAX. */
static uint32_t
scope_use_variable(const struct scope_tables *tables, const struct scope *user,
		   const struct scope_use *use)
{
	const struct snapshot *snapshot = tables->snapshot;
	uint32_t scope = scope_tables_find(tables, user->script, use->declaring_scope_id);

	if (scope == SCOPE_NONE || use->slot >= snapshot->scopes[scope].variable_count)
		return UINT32_MAX;
	return snapshot->scopes[scope].first_variable + use->slot;
}

/* Counts the uses of each variable, then sorts them in. */
static bool
scope_tables_index_uses(struct scope_tables *tables, struct error *error)
{
	const struct snapshot *snapshot = tables->snapshot;
	uint32_t *variables = column_alloc(snapshot->scope_use_count, sizeof(*variables), error);

	if (variables == NULL)
		return false;
	for (uint32_t i = 0; i < snapshot->scope_use_count; i++)
		variables[i] = UINT32_MAX;
	for (uint32_t i = 0; i < snapshot->scope_count; i++) {
		const struct scope *scope = &snapshot->scopes[i];

		for (uint32_t k = scope->first_use; k < scope->first_use + scope->use_count; k++) {
			variables[k] = scope_use_variable(tables, scope, &snapshot->scope_uses[k]);
			if (variables[k] != UINT32_MAX)
				tables->first_use[variables[k]]++;
		}
	}
	uint32_t end = 0;
	for (size_t i = 0; i <= snapshot->scope_variable_count; i++) {
		end += tables->first_use[i];
		tables->first_use[i] = end;
	}
	for (uint32_t i = (uint32_t)snapshot->scope_count; i-- > 0;) {
		const struct scope *scope = &snapshot->scopes[i];

		for (uint32_t k = scope->first_use; k < scope->first_use + scope->use_count; k++)
			if (variables[k] != UINT32_MAX)
				tables->uses[--tables->first_use[variables[k]]] = tables->last[i];
	}
	column_free(variables);
	return true;
}

bool
scope_tables_build(struct scope_tables *tables, const struct snapshot *snapshot,
		   struct error *error)
{
	size_t scopes = snapshot->scope_count, variables = snapshot->scope_variable_count;

	*tables = (struct scope_tables){ .snapshot = snapshot };
	tables->order = column_alloc(scopes, sizeof(uint32_t), error);
	tables->last = column_alloc(scopes, sizeof(uint32_t), error);
	tables->parent = column_alloc(scopes, sizeof(uint32_t), error);
	tables->first_use = column_alloc(variables + 1, sizeof(uint32_t), error);
	tables->uses = column_alloc(snapshot->scope_use_count, sizeof(uint32_t), error);
	if (tables->order == NULL || tables->last == NULL || tables->parent == NULL
	    || tables->first_use == NULL || tables->uses == NULL)
		goto failed;
	for (uint32_t i = 0; i < scopes; i++)
		tables->order[i] = i;
	if (!sort_column(tables->order, scopes, sizeof(*tables->order), compare_scopes,
			 (void *)(uintptr_t)snapshot->scopes, error))
		goto failed;
	scope_tables_find_last(tables);
	if (scope_tables_nest(tables, error) && scope_tables_index_uses(tables, error))
		return true;
failed:
	scope_tables_release(tables);
	return false;
}

void
scope_tables_release(struct scope_tables *tables)
{
	column_free(tables->order);
	column_free(tables->last);
	column_free(tables->parent);
	column_free(tables->first_use);
	column_free(tables->uses);
	*tables = (struct scope_tables){ 0 };
}
