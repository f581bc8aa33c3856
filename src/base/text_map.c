#include "config.h"

#include "base/text_map.h"

#include <stdlib.h>

#include "base/memory.h"

enum { TEXT_MAP_FIRST_SLOTS = 64 };

static inline uint64_t
text_hash_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ (hash >> 29);
}

uint64_t
text_hash(struct text text)
{
	uint64_t hash = text.length + UINT64_C(0x2545f4914f6cdd1d), word = 0;
	size_t i = 0;

	for (; i + sizeof word <= text.length; i += sizeof word) {
		memcpy(&word, text.at + i, sizeof word);
		hash = text_hash_mix(hash, word);
	}
	word = 0;
	if (i < text.length)
		memcpy(&word, text.at + i, text.length - i);
	return text_hash_mix(text_hash_mix(hash, word), UINT64_C(0xd6e8feb86659fd93));
}

/* The slot that holds the text, or the free one where it would stand. */
static uint32_t *
text_map_slot(const struct text_map *map, struct text text)
{
	uint32_t place = (uint32_t)text_hash(text);

	for (;; place++) {
		uint32_t *slot = &map->slots[place & (map->slot_count - 1)];

		if (*slot == 0 || text_equal(map->at[*slot - 1], text))
			return slot;
	}
}

uint32_t
text_map_find(const struct text_map *map, struct text text)
{
	/* An empty slot holds 0, and 0 - 1 is TEXT_MAP_NONE. */
	return map->slot_count == 0 ? TEXT_MAP_NONE : *text_map_slot(map, text) - 1;
}

static void
text_map_grow(struct text_map *map)
{
	map->slot_count = map->slot_count == 0 ? TEXT_MAP_FIRST_SLOTS : map->slot_count * 2;
	free(map->slots);
	map->slots = xcalloc(map->slot_count, sizeof *map->slots);
	map->capacity = map->slot_count / 2;
	map->at = xreallocarray(map->at, map->capacity, sizeof *map->at);
	for (uint32_t number = 0; number < map->count; number++)
		*text_map_slot(map, map->at[number]) = number + 1;
}

uint32_t
text_map_add(struct text_map *map, struct text text)
{
	uint32_t *slot;

	if (map->count == map->capacity)
		text_map_grow(map);
	slot = text_map_slot(map, text);
	if (*slot == 0) {
		map->at[map->count++] = text;
		*slot = map->count;
	}
	return *slot - 1;
}

void
text_map_release(struct text_map *map)
{
	free(map->at);
	free(map->slots);
	*map = (struct text_map){ 0 };
}
