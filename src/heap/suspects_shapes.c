#include "config.h"

#include "heap/suspects_internal.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/secret.h"
#include "base/sort.h"
#include "heap/kinds.h"

/*
 * One snapshot cannot show growth, but it shows where many things of one kind hang on one
 * object, or on each other.  What they look like (patterns.h) says how suspicious that is:
 * sixty armed timers say more than sixty thousand numbers.
 */

enum {
	PILE_MIN = 20,       /* things of one kind below one object */
	LIST_MIN = 50,       /* or behind each other */
	SHAPES_MAX = 60,     /* are looked at closely */
	TABLE_BYTES_MIN = 32768,
	PILE_SAMPLES = 8,
	NEAREST_MAX = 32,
};

/* Things of one kind whose nearest dominator, tables looked through, is one object. */
struct pile {
	uint32_t above; /* place */
	uint64_t kind;
	uint64_t retained;
	uint32_t count;
	node_ix samples[PILE_SAMPLES];
};

struct piles {
	struct pile *at;
	size_t count, capacity;
	uint32_t *slots; /* index + 1 */
	size_t mask;
	uint64_t multiplier;
};

static size_t
pile_slot(const struct piles *piles, uint32_t above, uint64_t kind)
{
	size_t slot = (size_t)((above ^ kind >> 7) * piles->multiplier >> 32) & piles->mask;

	while (piles->slots[slot] != 0
	       && (piles->at[piles->slots[slot] - 1].above != above
		   || piles->at[piles->slots[slot] - 1].kind != kind))
		slot = (slot + 1) & piles->mask;
	return slot;
}

static void
piles_grow(struct piles *piles)
{
	if (piles->slots != NULL && piles->count * 2 <= piles->mask)
		return;
	piles->mask = piles->slots == NULL ? 1023 : piles->mask * 2 + 1;
	piles->multiplier = secret_multiplier();
	free(piles->slots);
	piles->slots = xcalloc(piles->mask + 1, sizeof(*piles->slots));
	for (size_t i = 0; i < piles->count; i++)
		piles->slots[pile_slot(piles, piles->at[i].above, piles->at[i].kind)] =
			(uint32_t)i + 1;
}

static void
piles_put(struct piles *piles, uint32_t above, uint64_t kind, node_ix node, uint64_t retained)
{
	struct pile *pile;
	size_t slot;

	piles_grow(piles);
	slot = pile_slot(piles, above, kind);
	if (piles->slots[slot] == 0) {
		if (piles->count == piles->capacity) {
			piles->capacity = piles->capacity * 2 + 256;
			piles->at = xreallocarray(piles->at, piles->capacity,
						  sizeof(*piles->at));
		}
		piles->at[piles->count] = (struct pile){ .above = above, .kind = kind };
		piles->slots[slot] = (uint32_t)++piles->count;
	}
	pile = &piles->at[piles->slots[slot] - 1];
	pile->retained += retained;
	pile->samples[pile->count++ % PILE_SAMPLES] = node;
}

static bool
is_thing(const uint8_t *role, node_ix node)
{
	return role[node] == ROLE_USER || role[node] == ROLE_LEAF;
}

/*
 * Only what has many things below it is worth a place in the table, and many of the kind: each may
 * be of its own.  How many are counted by a number of few bits, which others may have, too.
 */
struct pile_counts {
	uint32_t *at; /* a column */
	uint32_t mask;
	uint64_t multiplier;
};

static bool
pile_counts_init(struct pile_counts *counts, node_ix nodes, struct error *error)
{
	counts->mask = 1023;
	while (counts->mask < nodes / 2)
		counts->mask = counts->mask * 2 + 1;
	counts->multiplier = secret_multiplier();
	counts->at = column_alloc((size_t)counts->mask + 1, sizeof(*counts->at), error);
	return counts->at != NULL;
}

static uint32_t *
pile_count(const struct pile_counts *counts, uint32_t above, uint64_t kind)
{
	return &counts->at[(above ^ kind >> 7) * counts->multiplier >> 32 & counts->mask];
}

/* What stands above each thing, and how many below that: columns by place. */
static bool
count_below(const struct suspects_work *work, uint32_t *above, uint32_t *below,
	    struct error *error)
{
	const struct dominators *dominators = &work->heap->dominators;
	node_ix count = heap_node_count(work->heap);

	for (uint32_t place = ROOT_PLACE + 1; place <= count; place++) {
		if (place % PROGRESS_STRIDE == 0
		    && !progress_advance(work->progress, place, error))
			return false;
		if (!is_thing(work->role, dominators->node[place]))
			continue;
		above[place] = suspects_thing_above(work, place);
		below[above[place]]++;
	}
	return true;
}

/* Counts the things that may be of a pile, or puts those of which there are enough into it. */
static bool
piles_pass(struct piles *piles, const struct suspects_work *work, struct kinds_reader *kinds,
	   const uint32_t *above, const uint32_t *below, const struct pile_counts *counts,
	   bool puts, struct error *error)
{
	const struct heap *heap = work->heap;
	node_ix count = heap_node_count(heap);

	for (uint32_t place = ROOT_PLACE + 1; place <= count; place++) {
		node_ix node = heap->dominators.node[place];
		uint64_t kind;

		if (place % PROGRESS_STRIDE == 0
		    && !progress_advance(work->progress,
					 (1 + (uint64_t)puts) * count + place, error))
			return false;
		if (!is_thing(work->role, node) || below[above[place]] < PILE_MIN
		    || (above[place] != ROOT_PLACE
			&& work->role[heap->dominators.node[above[place]]] != ROLE_USER))
			continue;
		kind = kind_closely(kinds, node);
		if (!puts)
			++*pile_count(counts, above[place], kind);
		else if (*pile_count(counts, above[place], kind) >= PILE_MIN)
			piles_put(piles, above[place], kind, node, heap_retained_size(heap, node));
	}
	return true;
}

static bool
piles_build(struct piles *piles, const struct suspects_work *work, struct kinds_reader *kinds,
	    struct error *error)
{
	node_ix count = heap_node_count(work->heap);
	uint32_t *below = column_alloc((size_t)count + 1, sizeof(*below), error);
	uint32_t *above = column_alloc((size_t)count + 1, sizeof(*above), error);
	struct pile_counts counts = { .at = NULL };
	bool ok = below != NULL && above != NULL && pile_counts_init(&counts, count, error);

	progress_begin(work->progress, "Finding who holds much", 3 * (uint64_t)count);
	ok = ok && count_below(work, above, below, error)
	     && piles_pass(piles, work, kinds, above, below, &counts, false, error)
	     && piles_pass(piles, work, kinds, above, below, &counts, true, error);
	column_free(counts.at);
	column_free(below);
	column_free(above);
	return ok;
}

/* Who refers to the samples of a pile, themselves or by a table. */
struct nearest {
	node_ix node[NEAREST_MAX];
	unsigned samples[NEAREST_MAX]; /* that it refers to */
	size_t last[NEAREST_MAX];      /* the last of them */
	size_t count;
};

static void
nearest_count(struct nearest *nearest, node_ix node, size_t sample)
{
	size_t i = 0;

	while (i < nearest->count && nearest->node[i] != node)
		i++;
	if (i == NEAREST_MAX || (i < nearest->count && nearest->last[i] == sample))
		return;
	if (i == nearest->count) {
		nearest->node[nearest->count] = node;
		nearest->samples[nearest->count++] = 0;
	}
	nearest->samples[i]++;
	nearest->last[i] = sample;
}

static void
nearest_add(struct nearest *nearest, const struct suspects_work *work, node_ix sample, size_t at)
{
	const struct heap *heap = work->heap;
	const struct retainers *retainers = &heap->retainers;

	for (uint32_t i = retainers->first[sample]; i < retainers->first[sample + 1]; i++) {
		node_ix source = edge_word_target(retainers->words[i]);
		uint32_t place = heap->dominators.number[source];

		if (edge_word_type(retainers->words[i]) >= EDGE_SHORTCUT)
			continue;
		if (is_thing(work->role, source))
			nearest_count(nearest, source, at);
		/* By a table of it, or by another in the pile: a ring. */
		if (!is_thing(work->role, source)
		    || heap_class_of(heap, source) == heap_class_of(heap, sample))
			nearest_count(nearest,
				      heap->dominators.node[suspects_thing_above(work, place)], at);
	}
}

/*
 * An object may dominate much that it does not hold itself: then a collection does that it
 * dominates, or two that hold the same things.  NODE_NONE if it is one here and one there,
 * and the root itself if that is so right below it: what the runtime holds by handles, such as
 * ports and sockets, is told by its class (weigh_shape()).
 */
static node_ix
holder_of_pile(const struct suspects_work *work, const struct pile *pile)
{
	size_t samples = pile->count < PILE_SAMPLES ? pile->count : PILE_SAMPLES, best = 0;
	node_ix above = work->heap->dominators.node[pile->above];
	struct nearest nearest = { .count = 0 };

	for (size_t i = 0; i < samples; i++)
		nearest_add(&nearest, work, pile->samples[i], i);
	for (size_t i = 0; i < nearest.count; i++) {
		if (nearest.node[i] == above && nearest.samples[i] * 2 > samples)
			return above;
		if (work->role[nearest.node[i]] == ROLE_USER
		    && nearest.samples[i] > nearest.samples[best])
			best = i;
	}
	return nearest.count > 0 && work->role[nearest.node[best]] == ROLE_USER
			       && nearest.samples[best] * 2 > samples
		       ? nearest.node[best]
	       : pile->above == ROOT_PLACE ? above : NODE_NONE;
}

static void
add_pile(struct suspects_work *work, const struct pile *pile, node_ix holder)
{
	struct arena *arena = &work->suspects->arena;
	size_t samples = pile->count < PILE_SAMPLES ? pile->count : PILE_SAMPLES;
	struct suspect suspect = {
		.sort = SUSPECT_SHAPE,
		.trend = { .verdict = VERDICT_HOLDS, .total = size_signed(pile->retained),
			   .entries_per_step = pile->count },
		.owner = work->heap->dominators.node[pile->above],
		.group = GROUP_NONE,
		.sample_count = samples,
		.score = (double)pile->retained,
	};

	suspect.holder = holder;
	suspect.is_below_root = pile->above == ROOT_PLACE;
	suspect.is_anonymous = work->heap->dominators.number[holder] == ROOT_PLACE;
	suspect.samples = arena_alloc(arena, samples * sizeof(node_ix));
	memcpy(suspect.samples, pile->samples, samples * sizeof(node_ix));
	suspect.bytes = arena_alloc(arena, 2 * sizeof(int64_t));
	suspect.entries = suspect.bytes + 1;
	suspect.bytes[0] = size_signed(pile->retained);
	suspect.entries[0] = pile->count;
	suspects_add(work, &suspect);
}

static bool
is_rope(const struct heap *heap, node_ix node)
{
	return heap_node_type(heap, node) == NODE_CONCATENATED_STRING;
}

/* Whether both are of one list, or of one text that was put together of many. */
static bool
is_piece_of(const struct suspects_work *work, struct kinds_reader *kinds, node_ix next,
	    node_ix node)
{
	const struct snapshot *snapshot = &work->heap->snapshot;

	if (is_rope(work->heap, next) || is_rope(work->heap, node))
		return is_rope(work->heap, next) && is_rope(work->heap, node);
	return work->role[next] == ROLE_USER
	       && snapshot->node_name[next] == snapshot->node_name[node]
	       && kind_plainly(kinds, next) == kind_plainly(kinds, node);
}

/* Lists: each piece alone keeps the next, of its own kind, alive. */
static bool
add_lists(struct suspects_work *work, struct kinds_reader *kinds, struct error *error)
{
	const struct heap *heap = work->heap;
	node_ix count = heap_node_count(heap);
	uint32_t *length = column_alloc((size_t)count + 1, sizeof(*length), error);
	bool ok = length != NULL;

	progress_begin(work->progress, "Finding lists", count);
	for (uint32_t place = count; ok && place > ROOT_PLACE; place--) {
		node_ix node = heap->dominators.node[place], next;
		uint32_t above;

		if (place % PROGRESS_STRIDE == 0)
			ok = progress_advance(work->progress, count - place, error);
		if (work->role[node] != ROLE_USER && !is_rope(heap, node))
			continue;
		length[place]++;
		above = suspects_thing_above(work, place);
		next = heap->dominators.node[above];
		if (is_piece_of(work, kinds, next, node)) {
			if (length[above] < length[place])
				length[above] = length[place];
		} else if (length[place] >= LIST_MIN) {
			struct pile pile = {
				.above = place, .retained = heap_retained_size(heap, node),
				.count = length[place], .samples = { node },
			};

			add_pile(work, &pile, node);
			work->at[work->count - 1].sample_count = 1;
			work->at[work->count - 1].has_one_entry = true;
			work->at[work->count - 1].is_counted = true;
			work->at[work->count - 1].trend.alike = pile.count;
		}
	}
	column_free(length);
	return ok;
}

/* A large table of numbers. */
struct table {
	uint64_t size;
	node_ix node;
};

/* The largest of those met so far; of equal ones the first. */
struct tables {
	struct table at[4 * SUSPECTS_TABLES_MAX];
	size_t count;
	uint64_t least; /* no larger ones count any more */
};

static int
compare_table_sizes(const void *a, const void *b, void *context)
{
	const struct table *x = a, *y = b;

	(void)context;
	return x->size > y->size ? -1 : x->size < y->size;
}

static void
tables_cut(struct tables *tables)
{
	sort_stable(tables->at, tables->count, sizeof(*tables->at), compare_table_sizes, NULL);
	if (tables->count < SUSPECTS_TABLES_MAX)
		return;
	tables->count = SUSPECTS_TABLES_MAX;
	tables->least = tables->at[tables->count - 1].size;
}

static void
add_number_table(struct suspects_work *work, const struct table *table)
{
	struct suspect suspect = {
		.sort = SUSPECT_SHAPE,
		.trend = { .verdict = VERDICT_HOLDS, .total = size_signed(table->size) },
		.owner = table->node, .holder = table->node, .group = GROUP_NONE,
		.is_storage = true, .score = (double)table->size,
		.bytes = arena_alloc(&work->suspects->arena, 2 * sizeof(int64_t)),
	};

	suspect.entries = suspect.bytes + 1;
	suspect.bytes[0] = size_signed(table->size);
	suspect.entries[0] = 0;
	suspects_add(work, &suspect);
}

/* An object's size has its tables in it (spec 5.2).  Large ones with hardly a thing in them
 * hold numbers, which are no nodes. */
static void
add_number_tables(struct suspects_work *work)
{
	const struct heap *heap = work->heap;
	struct tables *tables = xcalloc(1, sizeof(*tables));

	tables->least = TABLE_BYTES_MIN - 1;
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		uint64_t size = heap_shallow_size(heap, node);

		if (size <= tables->least || work->role[node] != ROLE_USER
		    || heap_node_type(heap, node) != NODE_OBJECT
		    || !suspects_is_table_of_numbers(work, node, size))
			continue;
		tables->at[tables->count++] = (struct table){ size, node };
		if (tables->count == sizeof(tables->at) / sizeof(tables->at[0]))
			tables_cut(tables);
	}
	tables_cut(tables);
	for (size_t i = 0; i < tables->count; i++)
		add_number_table(work, &tables->at[i]);
	free(tables);
}

static int
compare_retained(const void *a, const void *b, void *context)
{
	const struct pile *x = a, *y = b;

	(void)context;
	return x->retained > y->retained ? -1 : x->retained < y->retained;
}

bool
suspects_add_shapes(struct suspects_work *work, struct error *error)
{
	struct kinds_reader kinds = { 0 };
	struct piles piles = { 0 };
	bool ok = kinds_reader_init(&kinds, work->heap, true, error)
		  && piles_build(&piles, work, &kinds, error)
		  && add_lists(work, &kinds, error);
	size_t added = 0;

	if (ok)
		add_number_tables(work);
	sort_stable(piles.at, piles.count, sizeof(*piles.at), compare_retained, NULL);
	for (size_t i = 0; ok && i < piles.count && added < SHAPES_MAX; i++) {
		node_ix holder = piles.at[i].count < PILE_MIN
					 ? NODE_NONE : holder_of_pile(work, &piles.at[i]);

		if (holder != NODE_NONE) {
			add_pile(work, &piles.at[i], holder);
			added++;
		}
	}
	free(piles.at);
	free(piles.slots);
	kinds_reader_release(&kinds);
	return ok;
}
