#include "config.h"

#include "heap/identity.h"

#include "base/memory.h"
#include "base/secret.h"
#include "base/sort.h"

static uint64_t
mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

static uint64_t
mix_text(uint64_t hash, struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(0x100000001b3);
	return mix(hash, text.length);
}

/* Hashes of the strings that were asked for: a name may be long, and that of many objects and
 * references, but each is read once. */
struct string_hashes {
	const struct strings *strings;
	uint64_t *at; /* a column; 0: not known yet */
	struct arena scratch;
};

static bool
string_hashes_init(struct string_hashes *hashes, const struct heap *heap, struct error *error)
{
	*hashes = (struct string_hashes){ .strings = &heap->snapshot.strings };
	hashes->at = column_alloc(hashes->strings->count, sizeof *hashes->at, error);
	return hashes->at != NULL;
}

static uint64_t
string_hash(struct string_hashes *hashes, string_ix string)
{
	if (hashes->at[string] == 0) {
		arena_reset(&hashes->scratch);
		hashes->at[string] =
			mix_text(1, strings_text(hashes->strings, string, &hashes->scratch)) | 1;
	}
	return hashes->at[string];
}

static void
string_hashes_release(struct string_hashes *hashes)
{
	column_free(hashes->at);
	arena_release(&hashes->scratch);
}

static size_t
slot_of(const struct identities *identities, uint32_t identity)
{
	size_t slot = (size_t)(identity * identities->multiplier >> 32) & identities->mask;

	while (identities->key[slot] != 0 && identities->key[slot] != identity)
		slot = (slot + 1) & identities->mask;
	return slot;
}

static bool
table_alloc(struct identities *identities, node_ix nodes, struct error *error)
{
	size_t capacity = 64;

	while (capacity < (size_t)nodes * 2)
		capacity *= 2;
	identities->mask = capacity - 1;
	identities->multiplier = secret_multiplier();
	identities->key = column_alloc(capacity, sizeof(uint32_t), error);
	identities->check = column_alloc(capacity, 1, error);
	identities->met = column_alloc(capacity, 1, error);
	return identities->key != NULL && identities->check != NULL && identities->met != NULL;
}

/*
 * Names change while an object lives (an element is detached, a rope becomes flat), the types
 * of objects and closures hardly ever do: those are compared, by type and length of name.
 */
static uint8_t
check_of(const struct heap *heap, node_ix node, struct string_hashes *hashes)
{
	enum node_type type = heap_node_type(heap, node);

	if (type != NODE_OBJECT && type != NODE_CLOSURE)
		return 0;
	return (uint8_t)(1 + mix(string_hash(hashes, heap->snapshot.node_name[node]), type) % 255);
}

static void
meet_one(struct identities *identities, uint32_t identity, uint8_t check)
{
	size_t slot = slot_of(identities, identity);

	if (identities->snapshot_count == 0) {
		if (identities->key[slot] == 0) {
			identities->key[slot] = identity;
			identities->check[slot] = check;
			identities->met[slot] = 1;
			identities->used++;
		}
		return;
	}
	if (identities->key[slot] == 0 || identities->met[slot] != identities->snapshot_count)
		return;
	identities->met[slot]++;
	if (check != 0 || identities->check[slot] != 0) {
		identities->common++;
		identities->changed += check != identities->check[slot];
	}
}

bool
identities_meet(struct identities *identities, const struct heap *heap, const uint32_t *identity,
		struct progress *progress, struct error *error)
{
	node_ix count = heap_node_count(heap);
	struct string_hashes hashes;
	bool ok = true;

	if (identities->snapshot_count == IDENTITIES_SNAPSHOTS_MAX)
		return error_set(error, ERROR_LIMIT, "more than %d snapshots",
				 IDENTITIES_SNAPSHOTS_MAX);
	if (identities->snapshot_count == 0 && !table_alloc(identities, count, error))
		return false;
	if (!string_hashes_init(&hashes, heap, error))
		return false;
	progress_begin(progress, "Comparing objects", count);
	for (node_ix node = 0; ok && node < count; node++) {
		if (node % PROGRESS_STRIDE == 0)
			ok = progress_advance(progress, node, error);
		if (identity[node] != 0)
			meet_one(identities, identity[node], check_of(heap, node, &hashes));
	}
	string_hashes_release(&hashes);
	identities->snapshot_count++;
	return ok;
}

bool
identities_has_all(const struct identities *identities, uint32_t identity)
{
	size_t slot;

	if (identity == 0)
		return false;
	slot = slot_of(identities, identity);
	return identities->key[slot] != 0 && identities->met[slot] == identities->snapshot_count;
}

bool
identities_are_of_one_process(const struct identities *identities)
{
	/* A second process of the same program gives many of the first ids to the same built-in
	 * things; an object of ours changes its constructor's name next to never. */
	return identities->snapshot_count < 2
	       || (identities->common > 0 && identities->changed * 50 <= identities->common);
}

void
identities_release(struct identities *identities)
{
	column_free(identities->key);
	column_free(identities->check);
	column_free(identities->met);
	*identities = (struct identities){ 0 };
}

/* How an object is reached, as a number; each object once, nearest first. */
struct path_walk {
	const struct heap *heap;
	uint64_t *hash;  /* column: 0 for what is not reached yet */
	node_ix *queue;  /* column */
	size_t head, tail;
	struct string_hashes strings;
};

static void
path_walk_take(struct path_walk *walk, node_ix node)
{
	const struct snapshot *snapshot = &walk->heap->snapshot;
	edge_ix end = snapshot->first_edge[node + 1];

	for (edge_ix edge = snapshot->first_edge[node]; edge < end; edge++) {
		uint32_t word = snapshot->edge_word[edge];
		node_ix target = edge_word_target(word);
		enum node_type type = heap_node_type(walk->heap, target);
		uint64_t hash = walk->hash[node];

		if (edge_word_type(word) >= EDGE_WEAK || walk->hash[target] != 0)
			continue;
		/* Which place in a table an object got says nothing about it. */
		if (!edge_word_is_numbered(word))
			hash = mix(hash, string_hash(&walk->strings, snapshot->edge_name[edge]));
		hash = mix(hash, (uint64_t)type + 1);
		if (type == NODE_OBJECT || type == NODE_CLOSURE || type == NODE_NATIVE)
			hash = mix(hash, string_hash(&walk->strings, snapshot->node_name[target]));
		walk->hash[target] = hash | 1;
		walk->queue[walk->tail++] = target;
	}
}

static bool
is_repeated(const uint32_t *sorted, size_t count, uint32_t value)
{
	size_t place = sorted_place(sorted, count, value);

	return place + 1 < count && sorted[place] == value && sorted[place + 1] == value;
}

/* Leaves the identities that occur once. */
static bool
keep_unique(uint32_t *identity, node_ix count, struct error *error)
{
	uint32_t *sorted = column_alloc(count, sizeof(*sorted), error);
	bool ok = sorted != NULL;

	if (ok) {
		memcpy(sorted, identity, (size_t)count * sizeof(*sorted));
		ok = sort_by_number(sorted, count, sizeof(*sorted), error);
	}
	for (node_ix node = 0; ok && node < count; node++)
		if (is_repeated(sorted, count, identity[node]))
			identity[node] = 0;
	column_free(sorted);
	return ok;
}

uint32_t *
identity_by_path(const struct heap *heap, struct progress *progress, struct error *error)
{
	node_ix count = heap_node_count(heap);
	struct path_walk walk = {
		.heap = heap,
		.hash = column_alloc(count, sizeof(uint64_t), error),
		.queue = column_alloc(count, sizeof(node_ix), error),
	};
	uint32_t *identity = column_alloc(count, sizeof(*identity), error);
	bool ok = string_hashes_init(&walk.strings, heap, error) && walk.hash != NULL
		  && walk.queue != NULL && identity != NULL;

	progress_begin(progress, "Comparing paths", count);
	if (ok && count > 0) {
		walk.hash[0] = 1;
		walk.queue[walk.tail++] = 0;
	}
	while (ok && walk.head < walk.tail) {
		if (walk.head % PROGRESS_STRIDE == 0)
			ok = progress_advance(progress, walk.head, error);
		path_walk_take(&walk, walk.queue[walk.head++]);
	}
	for (node_ix node = 0; ok && node < count; node++)
		identity[node] = (uint32_t)(walk.hash[node] >> 24);
	ok = ok && keep_unique(identity, count, error);
	string_hashes_release(&walk.strings);
	column_free(walk.hash);
	column_free(walk.queue);
	if (!ok) {
		column_free(identity);
		identity = NULL;
	}
	return identity;
}
