#include "config.h"

#include "heap/growth_groups.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/secret.h"

static uint64_t
hash_pair(uint64_t multiplier, uint64_t a, uint64_t b)
{
	uint64_t hash = (a * multiplier ^ b) * multiplier;

	return hash ^ hash >> 32;
}

static int64_t *
series_alloc(struct growth *growth, size_t values)
{
	int64_t *series = arena_alloc(&growth->arena, values * sizeof(*series));

	memset(series, 0, values * sizeof(*series));
	return series;
}

static struct pair_slot *
pair_map_slot(const struct pair_map *map, uint32_t of, uint64_t kind)
{
	for (size_t at = (size_t)hash_pair(map->multiplier, of, kind);; at++) {
		struct pair_slot *slot = &map->slots[at & map->mask];

		if (slot->number == 0 || (slot->of == of && slot->kind == kind))
			return slot;
	}
}

/* GROUP_NONE if it has none. */
static uint32_t
pair_map_find(const struct pair_map *map, uint32_t of, uint64_t kind)
{
	/* 0 is a free slot, so one less is GROUP_NONE. */
	return map->slots == NULL ? GROUP_NONE : pair_map_slot(map, of, kind)->number - 1;
}

static void
pair_map_grow(struct pair_map *map)
{
	struct pair_map old = *map;

	map->mask = old.slots == NULL ? 255 : old.mask * 2 + 1;
	map->multiplier = secret_multiplier();
	map->slots = xcalloc(map->mask + 1, sizeof *map->slots);
	for (size_t i = 0; old.slots != NULL && i <= old.mask; i++)
		if (old.slots[i].number != 0)
			*pair_map_slot(map, old.slots[i].of, old.slots[i].kind) = old.slots[i];
	free(old.slots);
}

/* Gives a pair that has none the number `count`, which is how many there are. */
static void
pair_map_add(struct pair_map *map, uint32_t of, uint64_t kind, size_t count)
{
	if (map->slots == NULL || 2 * count > map->mask)
		pair_map_grow(map);
	*pair_map_slot(map, of, kind) = (struct pair_slot){ kind, of, (uint32_t)count + 1 };
}

uint32_t
growth_group_find(const struct growth *growth, uint32_t owner, uint64_t kind)
{
	return pair_map_find(&growth->group_numbers, owner, kind);
}

uint32_t
growth_group_at(struct growth *growth, uint32_t owner, uint64_t kind, enum group_kind sort)
{
	uint32_t number = growth_group_find(growth, owner, kind);
	size_t n = growth->count;
	int64_t *series;

	if (number != GROUP_NONE)
		return number;
	pair_map_add(&growth->group_numbers, owner, kind, growth->group_count);
	if (growth->group_count == growth->group_capacity) {
		growth->group_capacity = growth->group_capacity * 2 + 64;
		growth->groups = xreallocarray(growth->groups, growth->group_capacity,
					       sizeof(*growth->groups));
	}
	series = series_alloc(growth, n * 8);
	growth->groups[growth->group_count] = (struct growth_group){
		.owner = owner,
		.kind = kind,
		.sort = sort,
		.owner_node = NODE_NONE,
		.sample = NODE_NONE,
		.bytes = series,
		.entries = series + n,
		.objects = series + 2 * n,
		.code = series + 3 * n,
		.arrived = series + 4 * n,
		.stayed = series + 5 * n,
		.settled_bytes = series + 6 * n,
		.settled_entries = series + 7 * n,
		.first_class = GROUP_NONE,
	};
	return (uint32_t)growth->group_count++;
}

static uint32_t
class_add(struct growth *growth, uint32_t group, uint64_t kind)
{
	pair_map_add(&growth->class_numbers, group, kind, growth->class_count);
	if (growth->class_count == growth->class_capacity) {
		growth->class_capacity = growth->class_capacity * 2 + 64;
		growth->classes = xreallocarray(growth->classes, growth->class_capacity,
						sizeof(*growth->classes));
	}
	growth->classes[growth->class_count] = (struct group_class){
		.kind = kind,
		.group = group,
		.next = growth->groups[group].first_class,
		.counts = series_alloc(growth, growth->count),
	};
	growth->groups[group].first_class = (uint32_t)growth->class_count;
	growth->groups[group].class_count++;
	return (uint32_t)growth->class_count++;
}

void
growth_count_class(struct growth *growth, uint32_t group, uint64_t kind, size_t snapshot,
		   bool may_add)
{
	uint32_t number = pair_map_find(&growth->class_numbers, group, kind);

	if (number == GROUP_NONE && may_add)
		number = class_add(growth, group, kind);
	if (number != GROUP_NONE)
		growth->classes[number].counts[snapshot]++;
}

static uint32_t
total_add(struct growth *growth, uint64_t kind, node_ix sample)
{
	pair_map_add(&growth->total_numbers, 0, kind, growth->total_count);
	if (growth->total_count == growth->total_capacity) {
		growth->total_capacity = growth->total_capacity * 2 + 64;
		growth->totals = xreallocarray(growth->totals, growth->total_capacity,
					       sizeof(*growth->totals));
	}
	growth->totals[growth->total_count] = (struct class_total){
		.kind = kind,
		.sample = sample,
		.counts = series_alloc(growth, growth->count),
	};
	return (uint32_t)growth->total_count++;
}

void
growth_count_total(struct growth *growth, uint64_t kind, size_t snapshot, node_ix sample,
		   size_t step, bool may_add)
{
	uint32_t number = pair_map_find(&growth->total_numbers, 0, kind);
	struct class_total *total;

	if (number == GROUP_NONE && may_add)
		number = total_add(growth, kind, sample);
	if (number == GROUP_NONE)
		return;
	total = &growth->totals[number];
	total->counts[snapshot]++;
	if (step > 0 && step + 1 < growth->count) {
		total->arrived += step == snapshot;
		total->stayed += snapshot + 1 == growth->count;
	}
}
