#include "config.h"

#include "heap/owners.h"

#include "base/memory.h"

static bool
can_own(enum role role)
{
	return role == ROLE_USER || role == ROLE_ROOTLIKE;
}

/* Places are in the order of a depth-first search, so a dominator comes before all it
 * dominates. */
static void
owners_place(struct owners *owners, const struct heap *heap, const struct identities *identities,
	     const uint32_t *identity, uint32_t place)
{
	const struct dominators *dominators = &heap->dominators;
	node_ix node = dominators->node[place];
	enum role role = (enum role)owners->role[node];
	uint32_t above = dominators->dominator[place];

	if (place == ROOT_PLACE
	    || (can_own(role) && identities_has_all(identities, identity[node]))) {
		owners->owner[place] = place;
		owners->entry[place] = PLACE_NONE;
		return;
	}
	owners->owner[place] = owners->owner[above];
	if (owners->entry[above] != PLACE_NONE)
		owners->entry[place] = owners->entry[above];
	else if (role == ROLE_STORAGE || role == ROLE_ENGINE)
		owners->entry[place] = PLACE_NONE;
	else
		owners->entry[place] = place;
}

bool
owners_build(struct owners *owners, const struct heap *heap, const struct identities *identities,
	     const uint32_t *identity, struct progress *progress, struct error *error)
{
	node_ix count = heap_node_count(heap);

	progress_begin(progress, "Finding owners", count);
	owners->role = roles_build(heap, progress, error);
	owners->owner = column_alloc((size_t)count + 1, sizeof(uint32_t), error);
	owners->entry = column_alloc((size_t)count + 1, sizeof(uint32_t), error);
	if (owners->role == NULL || owners->owner == NULL || owners->entry == NULL)
		return false;
	for (uint32_t place = ROOT_PLACE; place <= count; place++) {
		if (place % PROGRESS_STRIDE == 0 && !progress_advance(progress, place, error))
			return false;
		owners_place(owners, heap, identities, identity, place);
	}
	return true;
}

void
owners_release(struct owners *owners)
{
	column_free(owners->role);
	column_free(owners->owner);
	column_free(owners->entry);
	*owners = (struct owners){ 0 };
}
