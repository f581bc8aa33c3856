/*
 * What the rows above a branch stand for: whether a row below them repeats one.
 *
 * They are kept from one branch to the next, which mostly lies beside, above or below it: so a
 * chain of many thousand is walked without looking at all of it from each of its rows.
 */

#pragma once

#include "view/branch.h"
#include "view/view.h"

struct ancestor {
	uint32_t id;
	bool counts; /* if not, it has none */
};

struct ancestor_slot;

/* Zero-initialised is those of no branch. */
struct ancestors {
	const struct branch *of; /* null: of none */
	struct ancestor *at;     /* nearest last */
	size_t count, capacity;
	struct ancestor_slot *slots; /* a hash table of ids; a power of two */
	size_t slot_count, slots_used;
	uint64_t multiplier; /* of their places */
};

/* How to tell what a row stands for. */
struct ancestor_rule {
	const struct view *view;
	const struct subject *on;
	const void *state;
};

/* Takes over those of another branch. */
void ancestors_move(struct ancestors *ancestors, const struct branch *branch,
		    const struct ancestor_rule *rule);
/* Goes to the branch above. */
void ancestors_pop(struct ancestors *ancestors);
bool ancestors_have(const struct ancestors *ancestors, uint32_t id);
void ancestors_release(struct ancestors *ancestors);
