#include "config.h"

#include "heap/growth_groups.h"

#include <stdlib.h>

#include "base/memory.h"

static uint64_t
hash_pair(uint64_t a, uint64_t b)
{
	uint64_t hash = (a * UINT64_C(0x9e3779b97f4a7c15)) ^ (b + UINT64_C(0x7f4a7c15));

	hash *= UINT64_C(0xd6e8feb86659fd93);
	return hash ^ hash >> 32;
}

static int64_t *
series_alloc(struct growth *growth, size_t values)
{
	int64_t *series = arena_alloc(&growth->arena, values * sizeof(*series));

	memset(series, 0, values * sizeof(*series));
	return series;
}

/* Makes a table of slots twice as large once it is half full. */
static bool
slots_grow(uint32_t **slots, size_t *mask, size_t count)
{
	if (*slots != NULL && count * 2 <= *mask)
		return false;
	*mask = *slots == NULL ? 255 : *mask * 2 + 1;
	free(*slots);
	*slots = xcalloc(*mask + 1, sizeof(**slots));
	return true;
}

static size_t
group_slot(const struct growth *growth, uint32_t owner, uint64_t kind)
{
	size_t slot = (size_t)hash_pair(owner, kind) & growth->group_mask;

	while (growth->group_slots[slot] != 0) {
		const struct growth_group *group =
			&growth->groups[growth->group_slots[slot] - 1];

		if (group->owner == owner && group->kind == kind)
			break;
		slot = (slot + 1) & growth->group_mask;
	}
	return slot;
}

uint32_t
growth_group_find(const struct growth *growth, uint32_t owner, uint64_t kind)
{
	if (growth->group_slots == NULL)
		return GROUP_NONE;
	/* 0 is an empty slot, so one less is GROUP_NONE. */
	return growth->group_slots[group_slot(growth, owner, kind)] - 1;
}

uint32_t
growth_group_at(struct growth *growth, uint32_t owner, uint64_t kind, enum group_kind sort)
{
	size_t n = growth->count, slot;
	int64_t *series;

	if (slots_grow(&growth->group_slots, &growth->group_mask, growth->group_count))
		for (size_t i = 0; i < growth->group_count; i++)
			growth->group_slots[group_slot(growth, growth->groups[i].owner,
						       growth->groups[i].kind)] =
				(uint32_t)i + 1;
	slot = group_slot(growth, owner, kind);
	if (growth->group_slots[slot] != 0)
		return growth->group_slots[slot] - 1;
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
	growth->group_slots[slot] = (uint32_t)++growth->group_count;
	return (uint32_t)growth->group_count - 1;
}

/* A class in its group is found by both: the list of a group's classes may be long. */
static size_t
class_slot(const struct growth *growth, uint32_t group, uint64_t kind)
{
	size_t slot = (size_t)hash_pair(group, kind) & growth->class_mask;

	while (growth->class_slots[slot] != 0) {
		const struct group_class *class =
			&growth->classes[growth->class_slots[slot] - 1];

		if (class->kind == kind && class->group == group)
			break;
		slot = (slot + 1) & growth->class_mask;
	}
	return slot;
}

void
growth_count_class(struct growth *growth, uint32_t group, uint64_t kind, size_t snapshot,
		   bool may_add)
{
	size_t slot;

	if (may_add
	    && slots_grow(&growth->class_slots, &growth->class_mask, growth->class_count))
		for (size_t i = 0; i < growth->class_count; i++)
			growth->class_slots[class_slot(growth, growth->classes[i].group,
						       growth->classes[i].kind)] =
				(uint32_t)i + 1;
	if (growth->class_slots == NULL)
		return;
	slot = class_slot(growth, group, kind);
	if (growth->class_slots[slot] == 0) {
		if (!may_add)
			return;
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
		growth->class_slots[slot] = (uint32_t)++growth->class_count;
	}
	growth->classes[growth->class_slots[slot] - 1].counts[snapshot]++;
}

static size_t
total_slot(const struct growth *growth, uint64_t kind)
{
	size_t slot = (size_t)hash_pair(1, kind) & growth->total_mask;

	while (growth->total_slots[slot] != 0
	       && growth->totals[growth->total_slots[slot] - 1].kind != kind)
		slot = (slot + 1) & growth->total_mask;
	return slot;
}

void
growth_count_total(struct growth *growth, uint64_t kind, size_t snapshot, node_ix sample,
		   size_t step, bool may_add)
{
	struct class_total *total;
	size_t slot;

	if (may_add
	    && slots_grow(&growth->total_slots, &growth->total_mask, growth->total_count))
		for (size_t i = 0; i < growth->total_count; i++)
			growth->total_slots[total_slot(growth, growth->totals[i].kind)] =
				(uint32_t)i + 1;
	if (growth->total_slots == NULL)
		return;
	slot = total_slot(growth, kind);
	if (growth->total_slots[slot] == 0) {
		if (!may_add)
			return;
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
		growth->total_slots[slot] = (uint32_t)++growth->total_count;
	}
	total = &growth->totals[growth->total_slots[slot] - 1];
	total->counts[snapshot]++;
	if (step > 0 && step + 1 < growth->count) {
		total->arrived += step == snapshot;
		total->stayed += snapshot + 1 == growth->count;
	}
}
