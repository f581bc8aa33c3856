/*
 * Who owns what came and went.
 *
 * An object is permanent if it is in all snapshots.  Every other byte is charged to the
 * nearest dominator that is permanent, its owner: the exact place where things pile up.
 * Reallocated tables and element stores vanish into their owner, and no ancestor of an
 * owner is ever charged.  The outermost object below its owner is an entry.
 *
 *	Map (permanent) -> table -> Session -> User -> Array
 *	owner                       entry      `---- belong to that entry
 *
 * The tables stand in the order of the dominators' (dominators.h): by place.
 */

#pragma once

#include "heap/identity.h"
#include "heap/roles.h"

#define PLACE_NONE UINT32_MAX

struct owners {
	uint8_t *role;        /* column, by node */
	uint32_t *owner;      /* column, by place: place of the owner; a permanent's own */
	uint32_t *entry;      /* column, by place: place of the entry it belongs to, or
			       * PLACE_NONE for permanents and for storage right below an owner */
};

/* `identity` is the column identities_meet() had for this heap. */
bool owners_build(struct owners *owners, const struct heap *heap,
		  const struct identities *identities, const uint32_t *identity,
		  struct progress *progress, struct error *error);
void owners_release(struct owners *owners);

static inline bool
owners_is_permanent(const struct owners *owners, uint32_t place)
{
	return owners->owner[place] == place;
}
