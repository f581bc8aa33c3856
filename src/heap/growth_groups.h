/*
 * The tables behind struct growth: groups, the classes inside them, and all classes.
 */

#pragma once

#include "heap/growth.h"

/* The group of the owner and kind, or GROUP_NONE. */
uint32_t growth_group_find(const struct growth *growth, uint32_t owner, uint64_t kind);
/* The same; made if there is none. */
uint32_t growth_group_at(struct growth *growth, uint32_t owner, uint64_t kind,
			 enum group_kind sort);
/* Counts one object of a kind in a group and snapshot. */
void growth_count_class(struct growth *growth, uint32_t group, uint64_t kind, size_t snapshot,
			bool may_add);
/* And in the whole heap. */
void growth_count_total(struct growth *growth, uint64_t kind, size_t snapshot, node_ix sample,
			size_t step, bool may_add);
