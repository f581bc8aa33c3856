/*
 * Numbers for texts: the first text added is 0, the next different one 1, and so on.
 * Zero-initialised is empty and ready.
 */

#pragma once

#include <stdint.h>

#include "base/text.h"

#define TEXT_MAP_NONE UINT32_MAX

struct text_map {
	struct text *at;  /* the texts by number; borrowed, they must outlive the map */
	uint32_t count, capacity;
	/* A hash in the upper half, number + 1 in the lower one, or 0; a power of two of them. */
	uint64_t *slots;
	uint32_t slot_count;
	uint64_t key; /* of the hashes */
};

/* The text's number, TEXT_MAP_NONE if it has none. */
uint32_t text_map_find(const struct text_map *map, struct text text);
/* The text's number, a new one if it had none: then it is map->count - 1.  The text is
 * borrowed; a caller that needs a copy replaces map->at[number]. */
uint32_t text_map_add(struct text_map *map, struct text text);
/* The same for many, `count` numbers into `numbers`, quicker in a large map: what the texts are
 * compared with is fetched for several at once.  New ones have the numbers from the map's old count
 * on; a caller that needs copies of them makes them before the texts go. */
void text_map_add_all(struct text_map *map, const struct text *texts, size_t count,
		      uint32_t *numbers);
void text_map_release(struct text_map *map);

/* A hash of the bytes, the same at all times. */
uint64_t text_hash(struct text text);
/* Another, of which nobody without the key (secret.h) can tell which texts have the same. */
uint64_t text_hash_keyed(uint64_t key, struct text text);
