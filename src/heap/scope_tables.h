/*
 * What new V8 tells of the scopes of each script: their variables, and which scope uses
 * which variable of which (spec 11.9).
 *
 * Scopes are numbered as in snapshot->scopes.  A scope written twice counts as its last row.
 */

#pragma once

#include "heap/heap.h"

#define SCOPE_NONE UINT32_MAX

struct scope_tables {
	const struct snapshot *snapshot;
	uint32_t *order;     /* column: scopes by script, id and row */
	uint32_t *last;      /* column: by scope, the last row of the same */
	uint32_t *parent;    /* column: the scope around each, or SCOPE_NONE */
	uint32_t *first_use; /* column: by variable, and one more */
	uint32_t *uses;      /* column: the scopes that use it, as last rows */
};

bool scope_tables_build(struct scope_tables *tables, const struct snapshot *snapshot,
			struct error *error);
void scope_tables_release(struct scope_tables *tables);

/* The scope with that id of a script, or SCOPE_NONE. */
uint32_t scope_tables_find(const struct scope_tables *tables, node_ix script, uint32_t id);
/* Whether the script has any scopes in the tables. */
bool scope_tables_has_script(const struct scope_tables *tables, node_ix script);
