#include "config.h"

#include "heap/duplicates.h"

#include <assert.h>

#include "base/memory.h"
#include "base/secret.h"
#include "base/sort.h"
#include "base/text_map.h"
#include "heap/boxed.h"
#include "heap/names.h"

enum {
	NAME_FIRST = 1,
	NAME_SECOND,
	NAME_TRUNCATED,
};

enum {
	LONG_TEXT = 4096, /* bytes; their hash is that of pieces, combined */
	HASH_BITS = 31, HASH_PRIME = INT32_MAX,
	BASE_LEAST = 1 << 16, BASE_MANY = 1 << 29, /* together less than half the prime */
};

/* A text met so far.  Its characters stay where they are: in the string table, or in the rope
 * that is put together again when a second one hashes the same. */
struct text_group {
	uint64_t hash;
	node_ix first;       /* its first string */
	uint32_t count;
	uint32_t name_rank;  /* of truncated ones: 1 + the first group of that name; else 0 */
	bool is_truncated;
	int64_t length, text_hash; /* of truncated ones; INT64_MIN: not told */
};

struct duplicates_builder {
	const struct heap *heap;
	uint8_t *names;
	struct text_group *groups;  /* column: in order of appearance */
	uint32_t group_count;
	size_t group_capacity;
	uint64_t *slots;            /* column: a hash table of 1 + group, with half of its hash
	                             * above that, so that most others need no look at it */
	size_t slot_count;          /* a power of two */
	uint32_t *group_of_string;  /* column: by string, 1 + group of whole strings; 0: unknown */
	uint64_t *long_hash;        /* column: by string, of the long ones met; null: none */
	uint32_t *group_of;         /* column: by node, UINT32_MAX: no string that counts */
	struct arena scratch, other;
	bool has_truncated;
	uint64_t key;               /* of the hashes */
	uint64_t base, second_base; /* of those of long texts */
};

static bool
is_empty(struct duplicates_builder *b, node_ix node)
{
	const struct snapshot *snapshot = &b->heap->snapshot;

	if (heap_node_type(b->heap, node) == NODE_STRING)
		return strings_equal(&snapshot->strings, snapshot->node_name[node], TEXT(""));
	arena_reset(&b->scratch);
	return heap_node_name(b->heap, node, &b->scratch).length == 0;
}

/* A rope of which one part is empty was made flat: the other part is the string that
 * counts. */
static bool
is_flat_rope(struct duplicates_builder *b, node_ix rope)
{
	const struct snapshot *snapshot = &b->heap->snapshot;

	for (edge_ix e = snapshot->first_edge[rope]; e < snapshot->first_edge[rope + 1]; e++) {
		if (!snapshot_edge_is_internal(snapshot, e))
			continue;
		uint8_t name = b->names[snapshot->edge_name[e]];
		if (name != NAME_FIRST && name != NAME_SECOND)
			continue;
		if (is_empty(b, snapshot_edge_target(snapshot, e)))
			return true;
	}
	return false;
}

static bool
counts(struct duplicates_builder *b, node_ix node)
{
	enum node_type type = heap_node_type(b->heap, node);

	if (type != NODE_STRING && type != NODE_CONCATENATED_STRING)
		return false;
	if (b->heap->snapshot.size.at[node] == 0)
		return false;
	return type == NODE_STRING || !is_flat_rope(b, node);
}

/* However they are cut into two. */
static bool
whole_equal(const struct whole_text *a, const struct whole_text *b)
{
	const struct whole_text *less = a->begin.length < b->begin.length ? a : b;
	const struct whole_text *more = less == a ? b : a;
	size_t first = less->begin.length, rest = more->begin.length - first;

	if (first + less->end.length != more->begin.length + more->end.length)
		return false;
	if (first > 0 && memcmp(less->begin.at, more->begin.at, first) != 0)
		return false;
	if (rest > 0 && memcmp(less->end.at, more->begin.at + first, rest) != 0)
		return false;
	return text_equal(text_from(less->end, rest), more->end);
}

/* Whether the group's text is `text`. */
static bool
same_text(struct duplicates_builder *b, const struct whole_text *text,
	  const struct text_group *group)
{
	struct whole_text other;

	arena_reset(&b->other);
	other = heap_node_whole_text(b->heap, group->first, &b->other);
	if (other.end.at == text->end.at && other.end.length == text->end.length)
		return text_equal(other.begin, text->begin);
	return whole_equal(&other, text);
}

/*
 * The hash of a long text is two polynomials of its bytes, modulo a prime, as Karp and Rabin have
 * them ("Efficient randomized pattern-matching algorithms", 1987): that of two texts, one behind
 * the other, follows from theirs, for thousands of ropes may end in one long piece.  The bases are
 * a secret, or texts could be chosen that meet.
 */
static uint64_t
modulo_prime(uint64_t number)
{
	return number % HASH_PRIME;
}

/* number modulo the prime, or less than twice that and a little; without a division.  As bases are
 * less than half the prime, what comes of it times a base does not grow. */
static inline uint64_t
near_prime(uint64_t number)
{
	return (number & HASH_PRIME) + (number >> HASH_BITS);
}

static uint64_t
long_hash(const struct duplicates_builder *b, struct text text)
{
	uint64_t first = 0, second = 0;

	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.at[i];

		first = near_prime(first * b->base + byte);
		second = near_prime(second * b->second_base + byte);
	}
	return modulo_prime(first) << 32 | modulo_prime(second);
}

static uint64_t
power_of(uint64_t base, size_t exponent)
{
	uint64_t power = 1;

	for (; exponent > 0; exponent /= 2) {
		if (exponent % 2 == 1)
			power = modulo_prime(power * base);
		base = modulo_prime(base * base);
	}
	return power;
}

/* Of two texts, the second of that length. */
static uint64_t
long_hash_combine(const struct duplicates_builder *b, uint64_t first, uint64_t second,
		  size_t length)
{
	uint64_t high = (first >> 32) * power_of(b->base, length) + (second >> 32);
	uint64_t low = (uint32_t)first * power_of(b->second_base, length) + (uint32_t)second;

	return modulo_prime(high) << 32 | modulo_prime(low);
}

/* The hash of a text, however it is cut into two. */
static bool
whole_hash(struct duplicates_builder *b, const struct whole_text *text, uint64_t *hash,
	   struct error *error)
{
	uint64_t begin, *end;

	if (text->begin.length + text->end.length <= LONG_TEXT) {
		*hash = text_hash_keyed(b->key, text->end_string == STRING_NONE ? text->begin
										: text->end);
		return true;
	}
	begin = long_hash(b, text->begin);
	*hash = begin;
	if (text->end_string == STRING_NONE)
		return true;
	if (b->long_hash == NULL)
		b->long_hash = column_alloc(b->heap->snapshot.strings.count, sizeof *b->long_hash,
					    error);
	if (b->long_hash == NULL)
		return false;
	end = &b->long_hash[text->end_string];
	if (*end == 0)
		*end = long_hash(b, text->end);
	*hash = long_hash_combine(b, begin, *end, text->end.length);
	return true;
}

static bool
have_same_numbers(const struct text_group *a, const struct text_group *b)
{
	return a->length == b->length && a->text_hash == b->text_hash;
}

static uint64_t
slot_of(uint64_t hash, uint32_t group)
{
	return hash >> 32 << 32 | (group + 1);
}

static bool
slots_grow(struct duplicates_builder *b, struct error *error)
{
	size_t count = b->slot_count == 0 ? 1 << 12 : 2 * b->slot_count;
	uint64_t *slots = column_alloc(count, sizeof(*slots), error);

	if (slots == NULL)
		return false;
	for (uint32_t i = 0; i < b->group_count; i++) {
		size_t slot = (size_t)b->groups[i].hash & (count - 1);

		while (slots[slot] != 0)
			slot = (slot + 1) & (count - 1);
		slots[slot] = slot_of(b->groups[i].hash, i);
	}
	column_free(b->slots);
	b->slots = slots;
	b->slot_count = count;
	return true;
}

static bool
groups_add(struct duplicates_builder *b, struct text_group group, struct error *error)
{
	if (!column_reserve(&b->groups, &b->group_capacity, (size_t)b->group_count + 1,
			    sizeof(*b->groups), error))
		return false;
	b->groups[b->group_count++] = group;
	return true;
}

/* Whether it is the group: of texts that were cut, and have one name, the numbers tell. */
static bool
is_wanted(struct duplicates_builder *b, const struct text_group *wanted,
	  const struct whole_text *text, const struct text_group *group)
{
	if (group->hash != wanted->hash || group->is_truncated != wanted->is_truncated)
		return false;
	if (wanted->name_rank == 0)
		return same_text(b, text, group);
	return group->name_rank == wanted->name_rank && have_same_numbers(group, wanted);
}

/* The group that is wanted, opened if there is none yet; *found is its index. */
static bool
groups_find_one(struct duplicates_builder *b, struct text_group wanted,
	    const struct whole_text *text, uint32_t *found, struct error *error)
{
	size_t at = (size_t)wanted.hash;

	if (2 * ((size_t)b->group_count + 1) > b->slot_count && !slots_grow(b, error))
		return false;
	for (;; at++) {
		uint64_t *slot = &b->slots[at & (b->slot_count - 1)];

		if (*slot == 0) {
			if (wanted.is_truncated && wanted.name_rank == 0)
				wanted.name_rank = b->group_count + 1;
			*found = b->group_count;
			*slot = slot_of(wanted.hash, b->group_count);
			return groups_add(b, wanted, error);
		}
		if (*slot >> 32 == wanted.hash >> 32
		    && is_wanted(b, &wanted, text, &b->groups[(uint32_t)*slot - 1])) {
			*found = (uint32_t)*slot - 1;
			return true;
		}
	}
}

/* The group of that text.  Thousands that were cut may have one name: it leads to the first of
 * them, and that, with the numbers, to the others. */
static bool
groups_find(struct duplicates_builder *b, struct text_group wanted,
	    const struct whole_text *text, uint32_t *found, struct error *error)
{
	const struct text_group *first;

	if (!groups_find_one(b, wanted, text, found, error))
		return false;
	first = &b->groups[*found];
	if (have_same_numbers(first, &wanted))
		return true;
	int64_t key[] = { first->name_rank, wanted.length, wanted.text_hash };
	wanted.name_rank = first->name_rank;
	wanted.hash = text_hash_keyed(b->key, (struct text){ (const char *)key, sizeof key });
	return groups_find_one(b, wanted, text, found, error);
}

/* Puts the string into the group of its text. */
static bool
duplicates_add(struct duplicates_builder *b, node_ix node, struct error *error)
{
	const struct snapshot *snapshot = &b->heap->snapshot;
	struct text_group wanted = { .first = node };
	struct whole_text text = { .end_string = STRING_NONE };
	uint32_t *known = NULL, found;

	wanted.is_truncated = b->has_truncated
			      && boxed_is_true(b->heap, node, TEXT("truncated"));
	if (wanted.is_truncated) {
		wanted.length = wanted.text_hash = INT64_MIN;
		boxed_integer(b->heap, node, TEXT("length"), &wanted.length);
		boxed_integer(b->heap, node, TEXT("hash"), &wanted.text_hash);
	} else if (heap_node_type(b->heap, node) == NODE_STRING) {
		known = &b->group_of_string[snapshot->node_name[node]];
	}
	if (known == NULL || *known == 0) {
		arena_reset(&b->scratch);
		text = heap_node_whole_text(b->heap, node, &b->scratch);
		if (known == NULL && !wanted.is_truncated && text.begin.length == 0
		    && text.end_string != STRING_NONE)
			known = &b->group_of_string[text.end_string]; /* a rope of one piece */
	}
	if (known != NULL && *known != 0) {
		found = *known - 1;
		assert(b->groups != NULL); /* its group is one of them */
	} else {
		if (!whole_hash(b, &text, &wanted.hash, error)
		    || !groups_find(b, wanted, &text, &found, error))
			return false;
		if (known != NULL)
			*known = found + 1;
	}
	b->group_of[node] = found;
	b->groups[found].count++;
	return true;
}

static int
compare_retained(const void *a, const void *b, void *context)
{
	const struct duplicate_group *x = a, *y = b;

	(void)context;
	return (x->retained_size < y->retained_size) - (x->retained_size > y->retained_size);
}

static int
compare_name_rank(const void *a, const void *b, void *context)
{
	const struct text_group *groups = context;
	uint32_t x = groups[*(const uint32_t *)a].name_rank;
	uint32_t y = groups[*(const uint32_t *)b].name_rank;

	return (x > y) - (x < y);
}

/* The groups of two or more, as DevTools lists them before sorting: whole strings by first
 * member, then cut ones, those of one name together. */
static uint32_t *
duplicates_order(struct duplicates_builder *b, size_t *count, struct error *error)
{
	uint32_t *order = column_alloc(b->group_count, sizeof(*order), error);

	*count = 0;
	if (order == NULL)
		return NULL;
	for (uint32_t i = 0; i < b->group_count; i++)
		if (b->groups[i].count > 1)
			order[(*count)++] = i;
	if (sort_column(order, *count, sizeof(*order), compare_name_rank, b->groups, error))
		return order;
	column_free(order);
	return NULL;
}

static bool
duplicates_fill(struct duplicates *duplicates, struct duplicates_builder *b,
		struct error *error)
{
	const struct heap *heap = b->heap;
	size_t count;
	uint32_t *order = duplicates_order(b, &count, error);
	bool has_retained = heap_has(heap, HEAP_DOMINATORS);
	uint32_t *place; /* by text: index of its group, UINT32_MAX for single ones */

	if (order == NULL)
		return false;
	place = column_alloc(b->group_count, sizeof(*place), error);
	duplicates->at = column_alloc(count, sizeof(*duplicates->at), error);
	if (place == NULL || duplicates->at == NULL) {
		column_free(order);
		column_free(place);
		return false;
	}
	for (size_t i = 0; i < b->group_count; i++)
		place[i] = UINT32_MAX;
	for (size_t i = 0; i < count; i++) {
		place[order[i]] = (uint32_t)i;
		duplicates->at[i].first = (uint32_t)duplicates->member_count;
		duplicates->member_count += b->groups[order[i]].count;
	}
	column_free(order);
	duplicates->count = count;
	duplicates->members = column_alloc(duplicates->member_count, sizeof(node_ix), error);
	node_ix end = duplicates->members == NULL ? 0 : heap_node_count(heap);
	for (node_ix node = 0; node < end; node++) {
		uint32_t text = b->group_of[node];

		if (text == UINT32_MAX || place[text] == UINT32_MAX)
			continue;
		struct duplicate_group *group = &duplicates->at[place[text]];
		duplicates->members[group->first + group->count++] = node;
		size_add_to(&group->shallow_size, heap_shallow_size(heap, node));
		if (has_retained)
			size_add_to(&group->retained_size, heap_retained_size(heap, node));
	}
	column_free(place);
	if (duplicates->members == NULL)
		return false;
	return sort_column(duplicates->at, count, sizeof(*duplicates->at), compare_retained, NULL,
			   error);
}

static bool
duplicates_scan(struct duplicates_builder *b, struct progress *progress, struct error *error)
{
	node_ix count = heap_node_count(b->heap);

	progress_begin(progress, "Comparing strings", count);
	for (node_ix node = 0; node < count; node++) {
		/* A rope may have to be put together, of a thousand pieces. */
		if (node % (PROGRESS_STRIDE / 32) == 0 && !progress_advance(progress, node, error))
			return false;
		b->group_of[node] = UINT32_MAX;
		if (counts(b, node) && !duplicates_add(b, node, error))
			return false;
	}
	return true;
}

bool
duplicates_build(struct duplicates *duplicates, const struct heap *heap,
		 struct progress *progress, struct error *error)
{
	const struct text texts[] = { TEXT("first"), TEXT("second"), TEXT("truncated") };
	const struct strings *strings = &heap->snapshot.strings;
	struct duplicates_builder b = { .heap = heap };
	bool ok;

	*duplicates = (struct duplicates){ 0 };
	b.key = secret_number();
	b.base = BASE_LEAST + (uint32_t)b.key % BASE_MANY;
	b.second_base = BASE_LEAST + (b.key >> 32) % BASE_MANY;
	b.names = names_tag(strings, texts, sizeof(texts) / sizeof(*texts), progress,
			    error);
	b.group_of_string = column_alloc(strings->count, sizeof(*b.group_of_string), error);
	b.group_of = column_alloc(heap_node_count(heap), sizeof(*b.group_of), error);
	ok = b.names != NULL && b.group_of_string != NULL && b.group_of != NULL;
	for (string_ix i = 0; ok && !b.has_truncated && i < strings->count; i++)
		b.has_truncated = b.names[i] == NAME_TRUNCATED;
	ok = ok && duplicates_scan(&b, progress, error)
	     && duplicates_fill(duplicates, &b, error);
	column_free(b.names);
	column_free(b.group_of_string);
	column_free(b.slots);
	column_free(b.groups);
	column_free(b.long_hash);
	column_free(b.group_of);
	arena_release(&b.scratch);
	arena_release(&b.other);
	if (!ok)
		duplicates_release(duplicates);
	return ok;
}

void
duplicates_release(struct duplicates *duplicates)
{
	column_free(duplicates->at);
	column_free(duplicates->members);
	*duplicates = (struct duplicates){ 0 };
}
