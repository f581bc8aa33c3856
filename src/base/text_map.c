#include "config.h"

#include "base/text_map.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/secret.h"

enum { TEXT_MAP_FIRST_SLOTS = 64 };
enum { TEXTS_AT_ONCE = 32 };

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

/* The product of the halves is what makes it depend on the key, as in UMAC's NH (Black and others,
 * "UMAC: fast and secure message authentication", 1999): a difference of two words becomes one
 * that nobody can foretell, so none can be chosen for the next words to make up for. */
static inline uint64_t
text_hash_keyed_mix(uint64_t hash, uint64_t word)
{
	uint64_t both = hash ^ word;

	return text_hash_mix(hash, word) + (uint64_t)(uint32_t)both * (both >> 32);
}

uint64_t
text_hash_keyed(uint64_t key, struct text text)
{
	uint64_t hash = key + text.length, word = 0;
	size_t i = 0;

	for (; i + sizeof word <= text.length; i += sizeof word) {
		memcpy(&word, text.at + i, sizeof word);
		hash = text_hash_keyed_mix(hash, word);
	}
	word = 0;
	if (i < text.length)
		memcpy(&word, text.at + i, text.length - i);
	return text_hash_mix(text_hash_keyed_mix(hash, word), UINT64_C(0xd6e8feb86659fd93));
}

/* The slot that holds the text, or the free one where it would stand.  A slot keeps the hash, so
 * that few other texts have to be looked at. */
static uint64_t *
text_map_slot(const struct text_map *map, struct text text, uint32_t hash)
{
	for (uint32_t place = hash;; place++) {
		uint64_t *slot = &map->slots[place & (map->slot_count - 1)];

		if (*slot == 0 || (*slot >> 32 == hash
				   && text_equal(map->at[(uint32_t)*slot - 1], text)))
			return slot;
	}
}

static uint32_t
text_map_hash(const struct text_map *map, struct text text)
{
	return (uint32_t)text_hash_keyed(map->key, text);
}

uint32_t
text_map_find(const struct text_map *map, struct text text)
{
	/* An empty slot holds 0, and 0 - 1 is TEXT_MAP_NONE. */
	return map->slot_count == 0
		       ? TEXT_MAP_NONE
		       : (uint32_t)*text_map_slot(map, text, text_map_hash(map, text)) - 1;
}

static void
text_map_grow(struct text_map *map)
{
	uint32_t old_count = map->slot_count;
	uint64_t *old = map->slots;

	if (old_count == 0)
		map->key = secret_number();
	map->slot_count = old_count == 0 ? TEXT_MAP_FIRST_SLOTS : old_count * 2;
	map->slots = xcalloc(map->slot_count, sizeof *map->slots);
	map->capacity = map->slot_count / 2;
	map->at = xreallocarray(map->at, map->capacity, sizeof *map->at);
	for (uint32_t i = 0; i < old_count; i++) {
		uint32_t place = (uint32_t)(old[i] >> 32);

		if (old[i] == 0)
			continue;
		while (map->slots[place & (map->slot_count - 1)] != 0)
			place++;
		map->slots[place & (map->slot_count - 1)] = old[i];
	}
	free(old);
}

/* Without slots it has no key yet. */
static void
text_map_begin(struct text_map *map)
{
	if (map->slot_count == 0)
		text_map_grow(map);
}

static uint32_t
text_map_add_hashed(struct text_map *map, struct text text, uint32_t hash)
{
	uint64_t *slot;

	if (map->count == map->capacity)
		text_map_grow(map);
	slot = text_map_slot(map, text, hash);
	if (*slot == 0) {
		map->at[map->count++] = text;
		*slot = (uint64_t)hash << 32 | map->count;
	}
	return (uint32_t)*slot - 1;
}

uint32_t
text_map_add(struct text_map *map, struct text text)
{
	text_map_begin(map);
	return text_map_add_hashed(map, text, text_map_hash(map, text));
}

/* A slot leads to a text's place, that to its bytes: each step for all before the next. */
static void
text_map_prefetch(const struct text_map *map, const uint32_t *hashes, size_t count)
{
	uint32_t numbers[TEXTS_AT_ONCE];

	for (size_t i = 0; i < count; i++)
		__builtin_prefetch(&map->slots[hashes[i] & (map->slot_count - 1)]);
	for (size_t i = 0; i < count; i++) {
		numbers[i] = (uint32_t)map->slots[hashes[i] & (map->slot_count - 1)];
		if (numbers[i] > 0)
			__builtin_prefetch(&map->at[numbers[i] - 1]);
	}
	for (size_t i = 0; i < count; i++)
		if (numbers[i] > 0) {
			__builtin_prefetch(map->at[numbers[i] - 1].at);
			__builtin_prefetch(
				(const void *)((uintptr_t)map->at[numbers[i] - 1].at + 64));
		}
}

void
text_map_add_all(struct text_map *map, const struct text *texts, size_t count, uint32_t *numbers)
{
	uint32_t hashes[TEXTS_AT_ONCE];

	text_map_begin(map);
	while (count > 0) {
		size_t some = count < TEXTS_AT_ONCE ? count : TEXTS_AT_ONCE;

		for (size_t i = 0; i < some; i++)
			hashes[i] = text_map_hash(map, texts[i]);
		text_map_prefetch(map, hashes, some);
		for (size_t i = 0; i < some; i++)
			numbers[i] = text_map_add_hashed(map, texts[i], hashes[i]);
		texts += some;
		numbers += some;
		count -= some;
	}
}

void
text_map_release(struct text_map *map)
{
	free(map->at);
	free(map->slots);
	*map = (struct text_map){ 0 };
}
