#include "config.h"

#include "heap/kept_names.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/memory.h"

enum {
	KEPT_BYTES_MAX = 32 << 20, /* together, with what it takes to find them */
	SLOTS_FIRST = 64,
};

struct kept_name {
	struct text name; /* null: a free slot */
	uint32_t number;
};

struct kept_names {
	pthread_mutex_t mutex;
	atomic_size_t count;
	struct kept_name *slots;
	size_t slot_count; /* a power of two */
	size_t bytes;
	struct arena arena;
};

/* The name's slot, or the free one where it would be. */
static struct kept_name *
kept_names_slot(const struct kept_names *kept, uint32_t number)
{
	for (uint32_t at = number * UINT32_C(0x9e3779b1);; at++) {
		struct kept_name *slot = &kept->slots[at & (kept->slot_count - 1)];

		if (slot->name.at == NULL || slot->number == number)
			return slot;
	}
}

static void
kept_names_grow(struct kept_names *kept)
{
	struct kept_name *old = kept->slots;
	size_t count = kept->slot_count;

	kept->slot_count = count == 0 ? SLOTS_FIRST : 2 * count;
	kept->slots = xcalloc(kept->slot_count, sizeof *kept->slots);
	for (size_t i = 0; i < count; i++)
		if (old[i].name.at != NULL)
			*kept_names_slot(kept, old[i].number) = old[i];
	free(old);
}

bool
kept_names_find(struct kept_names *kept, uint32_t number, struct text *name)
{
	/* most heaps keep none */
	if (atomic_load_explicit(&kept->count, memory_order_relaxed) == 0)
		return false;
	pthread_mutex_lock(&kept->mutex);
	*name = kept_names_slot(kept, number)->name;
	pthread_mutex_unlock(&kept->mutex);
	return name->at != NULL;
}

/* Keeps a copy, or the name itself, which lives as long as all of them. */
static void
kept_names_put(struct kept_names *kept, uint32_t number, struct text name, bool is_ours)
{
	size_t bytes = (is_ours ? name.length : 0) + 4 * sizeof(struct kept_name);
	struct kept_name *slot;

	pthread_mutex_lock(&kept->mutex);
	if (2 * (kept->count + 1) > kept->slot_count)
		kept_names_grow(kept);
	slot = kept_names_slot(kept, number);
	/* another thread may have been faster */
	if (slot->name.at == NULL && bytes <= KEPT_BYTES_MAX - kept->bytes) {
		*slot = (struct kept_name){ is_ours ? arena_text(&kept->arena, name) : name,
					    number };
		kept->bytes += bytes;
		atomic_fetch_add(&kept->count, 1);
	}
	pthread_mutex_unlock(&kept->mutex);
}

void
kept_names_add(struct kept_names *kept, uint32_t number, struct text name)
{
	kept_names_put(kept, number, name, true);
}

struct text
kept_names_string(struct kept_names *kept, const struct strings *strings, string_ix index,
		  struct arena *scratch)
{
	struct text raw, text;

	if (index >= strings->recorded)
		return strings_text(strings, index, scratch);
	raw = strings_raw(strings, index);
	if (raw.length < KEPT_NAME_LONG || !kept_names_find(kept, index, &text)) {
		text = strings_text(strings, index, scratch);
		if (raw.length >= KEPT_NAME_LONG)
			kept_names_put(kept, index, text, text.at != raw.at);
	}
	return text;
}

struct kept_names *
kept_names_new(void)
{
	struct kept_names *kept = xcalloc(1, sizeof *kept);

	pthread_mutex_init(&kept->mutex, NULL);
	return kept;
}

void
kept_names_free(struct kept_names *kept)
{
	pthread_mutex_destroy(&kept->mutex);
	free(kept->slots);
	arena_release(&kept->arena);
	free(kept);
}
