#include "config.h"

#include "view/ancestors.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/secret.h"

enum { SLOTS_FIRST = 64 };

struct ancestor_slot {
	uint32_t id;
	uint32_t count; /* one more than there are of it; 0: the slot is free */
};

static struct ancestor_slot *
ancestor_slot(const struct ancestors *ancestors, uint32_t id)
{
	size_t mask = ancestors->slot_count - 1;
	size_t i = (size_t)(id * ancestors->multiplier >> 32) & mask;

	while (ancestors->slots[i].count > 0 && ancestors->slots[i].id != id)
		i = (i + 1) & mask;
	return &ancestors->slots[i];
}

static void
ancestor_enter(struct ancestors *ancestors, const struct ancestor *ancestor)
{
	struct ancestor_slot *slot;

	if (!ancestor->counts)
		return;
	slot = ancestor_slot(ancestors, ancestor->id);
	if (slot->count == 0) {
		ancestors->slots_used++;
		*slot = (struct ancestor_slot){ ancestor->id, 1 };
	}
	slot->count++;
}

/* Enters all into a table that has room for more. */
static void
ancestors_enter_all(struct ancestors *ancestors)
{
	size_t wanted = SLOTS_FIRST;

	while (wanted < 4 * ancestors->count)
		wanted *= 2;
	free(ancestors->slots);
	ancestors->slots = xcalloc(wanted, sizeof *ancestors->slots);
	ancestors->multiplier = secret_multiplier();
	ancestors->slot_count = wanted;
	ancestors->slots_used = 0;
	for (size_t i = 0; i < ancestors->count; i++)
		ancestor_enter(ancestors, &ancestors->at[i]);
}

static void
ancestors_make_room(struct ancestors *ancestors, size_t count)
{
	if (count <= ancestors->capacity)
		return;
	ancestors->capacity = count + count / 2 + 16;
	ancestors->at = xreallocarray(ancestors->at, ancestors->capacity, sizeof *ancestors->at);
}

/* The row that a branch lies below. */
static struct ancestor
ancestor_above(const struct branch *branch, const struct ancestor_rule *rule)
{
	struct row row = branch->parent->rows.at[branch->parent_row];
	struct ancestor ancestor = { .counts = true };

	ancestor.counts = rule->view->repeats(rule->on, rule->state, row, &ancestor.id)
			  != REPEATS_NOTHING;
	return ancestor;
}

static void
ancestors_push(struct ancestors *ancestors, struct ancestor ancestor)
{
	ancestors_make_room(ancestors, ancestors->count + 1);
	ancestors->at[ancestors->count++] = ancestor;
	if (2 * (ancestors->slots_used + 1) > ancestors->slot_count)
		ancestors_enter_all(ancestors);
	else
		ancestor_enter(ancestors, &ancestor);
}

void
ancestors_pop(struct ancestors *ancestors)
{
	struct ancestor ancestor = ancestors->at[--ancestors->count];

	if (ancestor.counts)
		ancestor_slot(ancestors, ancestor.id)->count--;
	ancestors->of = ancestors->of->parent;
}

static void
ancestors_collect(struct ancestors *ancestors, const struct branch *branch,
		  const struct ancestor_rule *rule)
{
	size_t i = branch->depth;

	ancestors_make_room(ancestors, i);
	ancestors->count = i;
	for (const struct branch *at = branch; at->parent != NULL; at = at->parent)
		ancestors->at[--i] = ancestor_above(at, rule);
	ancestors_enter_all(ancestors);
}

void
ancestors_move(struct ancestors *ancestors, const struct branch *branch,
	       const struct ancestor_rule *rule)
{
	while (ancestors->of != NULL && ancestors->of->depth > branch->depth)
		ancestors_pop(ancestors);
	if (ancestors->of == branch)
		return;
	if (ancestors->of != NULL && ancestors->of->parent == branch->parent)
		ancestors_pop(ancestors);
	if (ancestors->of != NULL && ancestors->of == branch->parent)
		ancestors_push(ancestors, ancestor_above(branch, rule));
	else
		ancestors_collect(ancestors, branch, rule);
	ancestors->of = branch;
}

bool
ancestors_have(const struct ancestors *ancestors, uint32_t id)
{
	return ancestors->count > 0 && ancestor_slot(ancestors, id)->count > 1;
}

void
ancestors_release(struct ancestors *ancestors)
{
	free(ancestors->at);
	free(ancestors->slots);
	*ancestors = (struct ancestors){ .of = NULL };
}
