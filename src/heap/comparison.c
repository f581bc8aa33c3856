#include "config.h"

#include "heap/comparison.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/sort.h"
#include "heap/constructors.h"
#include "heap/identity.h"
#include "heap/same_objects.h"

#define ROW_NONE UINT32_MAX

/* What it takes to compare, and is gone afterwards. */
struct comparing {
	const struct heap *heaps[2];      /* base, heap */
	struct classes classes;           /* the base's, by the later heap's interfaces */
	struct constructors constructors; /* the base's rows by those classes */
	uint32_t *group[2];               /* by class: the same number for the same key */
	uint32_t group_count;
	uint32_t *row;                    /* by group: its row */
	uint32_t *identity[2];            /* columns, if ids do not do */
	struct same_side sides[2];
};

static const class_ix *
comparing_class_of(const struct comparing *comparing, unsigned side)
{
	return side == 0 ? comparing->classes.of : comparing->heaps[1]->classes.of;
}

/* ---- classes of both heaps, numbered alike ---- */

/* Both heaps' classes in one row of numbers: the base's, then the later heap's. */
struct class_of_side {
	const struct classes *classes;
	class_ix class;
	unsigned side;
};

static struct class_of_side
comparing_class(const struct comparing *comparing, uint32_t number)
{
	if (number < comparing->classes.count)
		return (struct class_of_side){ &comparing->classes, number, 0 };
	return (struct class_of_side){ &comparing->heaps[1]->classes,
				       number - comparing->classes.count, 1 };
}

static int
compare_classes(const void *a, const void *b, void *context)
{
	struct class_of_side x = comparing_class(context, *(const uint32_t *)a);
	struct class_of_side y = comparing_class(context, *(const uint32_t *)b);

	return classes_compare(x.classes, x.class, y.classes, y.class);
}

static bool
comparing_number_classes(struct comparing *comparing, struct error *error)
{
	size_t counts[2] = { comparing->classes.count, comparing->heaps[1]->classes.count };
	size_t count = counts[0] + counts[1];
	uint32_t *all = column_alloc_unset(count, sizeof *all, error);
	bool is_done;

	for (unsigned side = 0; side < 2; side++)
		comparing->group[side] = column_alloc_unset(counts[side], sizeof(uint32_t), error);
	is_done = all != NULL && comparing->group[0] != NULL && comparing->group[1] != NULL;
	for (size_t i = 0; is_done && i < count; i++)
		all[i] = (uint32_t)i;
	is_done = is_done
		  && sort_column(all, count, sizeof *all, compare_classes, comparing, error);
	for (size_t i = 0; is_done && i < count; i++) {
		struct class_of_side class = comparing_class(comparing, all[i]);

		if (i > 0 && compare_classes(&all[i - 1], &all[i], comparing) != 0)
			comparing->group_count++;
		comparing->group[class.side][class.class] = comparing->group_count;
	}
	comparing->group_count++;
	column_free(all);
	return is_done;
}

/* The base as its Summary would be with the later heap's interfaces. */
static bool
comparing_build_classes(struct comparing *comparing, struct progress *progress,
			struct error *error)
{
	const struct heap *base = comparing->heaps[0];
	struct heap *reclassed;
	bool is_built;

	if (!classes_build(&comparing->classes, &base->snapshot, base->name_kinds,
			   &comparing->heaps[1]->classes.interfaces, progress, error))
		return false;
	reclassed = xmalloc(sizeof *reclassed);
	memcpy(reclassed, base, sizeof *reclassed);
	reclassed->classes = comparing->classes;
	is_built = constructors_build(&comparing->constructors, reclassed, NULL, progress, error);
	free(reclassed);
	return is_built && comparing_number_classes(comparing, error);
}

/* ---- rows ---- */

static bool
comparing_differs(const struct comparing *comparing, unsigned side, node_ix node)
{
	return heap_shallow_size(comparing->heaps[side], node) != 0
	       && !bitset_has(comparing->sides[side].same, node);
}

static uint32_t
comparing_group(const struct comparing *comparing, unsigned side, node_ix node)
{
	return comparing->group[side][comparing_class_of(comparing, side)[node]];
}

/* Rows of the groups that are marked, in the order of constructors. */
static void
comparing_add_rows(struct comparing *comparing, struct comparison *comparison, unsigned side,
		   const bitset_word *differ)
{
	const struct constructors *constructors =
		side == 0 ? &comparing->constructors : &comparing->heaps[1]->constructors;
	const struct classes *classes =
		side == 0 ? &comparing->classes : &comparing->heaps[1]->classes;

	for (size_t i = 0; i < constructors->count; i++) {
		class_ix class = constructors->at[i].class;
		uint32_t group = comparing->group[side][class];
		struct comparison_row *row;

		if (!bitset_has(differ, group))
			continue;
		if (comparing->row[group] == ROW_NONE)
			comparing->row[group] = comparison->count++;
		row = &comparison->rows[comparing->row[group]];
		row->name = classes_name(classes, class);
		*(side == 0 ? &row->retained_before : &row->retained_after) =
			constructors_retained_size(constructors, i);
	}
}

/* Of what is the same on both sides there is no row: a file can have a million constructors. */
static bool
comparing_make_rows(struct comparing *comparing, struct comparison *comparison,
		    struct error *error)
{
	bitset_word *differ = bitset_alloc(comparing->group_count, error);

	comparing->row = column_alloc_unset(comparing->group_count, sizeof *comparing->row, error);
	comparison->rows = column_alloc(comparing->group_count, sizeof *comparison->rows, error);
	if (differ == NULL || comparing->row == NULL || comparison->rows == NULL) {
		column_free(differ);
		return false;
	}
	memset(comparing->row, 0xff, comparing->group_count * sizeof *comparing->row);
	for (unsigned side = 0; side < 2; side++)
		for (node_ix node = 0; node < heap_node_count(comparing->heaps[side]); node++)
			if (comparing_differs(comparing, side, node))
				bitset_add(differ, comparing_group(comparing, side, node));
	comparing_add_rows(comparing, comparison, 0, differ);
	comparing_add_rows(comparing, comparison, 1, differ);
	column_free(differ);
	return true;
}

static struct comparison_row *
comparing_row(const struct comparing *comparing, const struct comparison *comparison,
	      unsigned side, node_ix node)
{
	return &comparison->rows[comparing->row[comparing_group(comparing, side, node)]];
}

static void
comparing_count(const struct comparing *comparing, struct comparison *comparison)
{
	for (unsigned side = 0; side < 2; side++) {
		for (node_ix node = 0; node < heap_node_count(comparing->heaps[side]); node++) {
			struct comparison_row *row;
			uint64_t size = heap_shallow_size(comparing->heaps[side], node);

			if (!comparing_differs(comparing, side, node))
				continue;
			row = comparing_row(comparing, comparison, side, node);
			*(side == 0 ? &row->removed_count : &row->added_count) += 1;
			uint64_t *of_row = side == 0 ? &row->removed_size : &row->added_size;
			uint64_t *of_all = side == 0 ? &comparison->removed_size
						     : &comparison->added_size;
			size_add_to(of_row, size);
			*(side == 0 ? &comparison->removed_count : &comparison->added_count) += 1;
			size_add_to(of_all, size);
		}
	}
}

/* Puts the nodes behind each other, row by row; afterwards first_added and first_removed are the
 * next row's, and are moved back. */
static bool
comparing_list(const struct comparing *comparing, struct comparison *comparison,
	       struct error *error)
{
	uint32_t added = 0, removed = 0; /* fewer than nodes */

	comparison->added = column_alloc(comparison->added_count, sizeof(node_ix), error);
	comparison->removed = column_alloc(comparison->removed_count, sizeof(node_ix), error);
	if (comparison->added == NULL || comparison->removed == NULL)
		return false;
	for (uint32_t i = 0; i < comparison->count; i++) {
		comparison->rows[i].first_added = added;
		comparison->rows[i].first_removed = removed;
		added += comparison->rows[i].added_count;
		removed += comparison->rows[i].removed_count;
	}
	for (unsigned side = 0; side < 2; side++) {
		for (node_ix node = 0; node < heap_node_count(comparing->heaps[side]); node++) {
			struct comparison_row *row;

			if (!comparing_differs(comparing, side, node))
				continue;
			row = comparing_row(comparing, comparison, side, node);
			if (side == 0)
				comparison->removed[row->first_removed++] = node;
			else
				comparison->added[row->first_added++] = node;
		}
	}
	for (uint32_t i = 0; i < comparison->count; i++) {
		comparison->rows[i].first_added -= comparison->rows[i].added_count;
		comparison->rows[i].first_removed -= comparison->rows[i].removed_count;
	}
	return true;
}

/* DevTools calls a constructor that is gone as the object with its largest id is called by the
 * earlier snapshot's own interfaces (spec 10). */
static void
comparing_name_gone(const struct comparing *comparing, struct comparison *comparison,
		    struct comparison_row *row)
{
	const struct heap *base = comparing->heaps[0];
	node_ix last = comparison->removed[row->first_removed];

	for (uint32_t i = 1; i < row->removed_count; i++) {
		node_ix node = comparison->removed[row->first_removed + i];

		if (heap_node_id(base, node) >= heap_node_id(base, last))
			last = node;
	}
	row->name = heap_class_name(base, last);
}

static void
comparing_name_all_gone(const struct comparing *comparing, struct comparison *comparison)
{
	const struct constructors *now = &comparing->heaps[1]->constructors;
	bool *is_there = xcalloc((size_t)comparison->count + 1, sizeof *is_there);

	for (size_t i = 0; i < now->count; i++) {
		uint32_t row = comparing->row[comparing->group[1][now->at[i].class]];

		if (row != ROW_NONE)
			is_there[row] = true;
	}
	for (uint32_t i = 0; i < comparison->count; i++)
		if (!is_there[i])
			comparing_name_gone(comparing, comparison, &comparison->rows[i]);
	free(is_there);
}

/* ---- which objects are the same ---- */

/* V8 counts the ids of its objects, which are odd, ever upwards. */
static uint32_t
last_id(const struct heap *heap)
{
	uint32_t last = 0;

	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		uint32_t id = heap_node_id(heap, node);

		if (id % 2 == 1 && id > last)
			last = id;
	}
	return last;
}

static bool
comparing_is_one_process(const struct comparing *comparing, bool *is_one,
			 struct progress *progress, struct error *error)
{
	struct identities identities = { 0 };
	bool is_done = true;

	for (unsigned side = 0; is_done && side < 2; side++)
		is_done = identities_meet(&identities, comparing->heaps[side],
					  comparing->heaps[side]->snapshot.node_id, progress,
					  error);
	*is_one = is_done && identities_are_of_one_process(&identities);
	identities_release(&identities);
	return is_done;
}

static bool
comparing_find_same(struct comparing *comparing, struct comparison *comparison,
		    struct progress *progress, struct error *error)
{
	if (!comparing_is_one_process(comparing, &comparison->of_one_process, progress, error))
		return false;
	comparison->is_backwards = comparison->of_one_process
				   && last_id(comparing->heaps[0]) > last_id(comparing->heaps[1]);
	for (unsigned side = 0; side < 2; side++) {
		const struct heap *heap = comparing->heaps[side];

		if (!comparison->of_one_process) {
			comparing->identity[side] = identity_by_path(heap, progress, error);
			if (comparing->identity[side] == NULL)
				return false;
		}
		comparing->sides[side] = (struct same_side){
			.heap = heap,
			.identity = comparison->of_one_process ? heap->snapshot.node_id
							       : comparing->identity[side],
			.group = comparing->group[side],
			.class_of = comparing_class_of(comparing, side),
		};
	}
	return same_objects_find(&comparing->sides[0], &comparing->sides[1], progress, error);
}

static void
comparing_release(struct comparing *comparing)
{
	for (unsigned side = 0; side < 2; side++) {
		column_free(comparing->sides[side].same);
		column_free(comparing->identity[side]);
		column_free(comparing->group[side]);
	}
	column_free(comparing->row);
	constructors_release(&comparing->constructors);
}

static bool
comparison_mark_new(struct comparison *comparison, const struct heap *heap,
		    struct error *error)
{
	comparison->is_new = bitset_alloc(heap_node_count(heap), error);
	if (comparison->is_new == NULL)
		return false;
	for (uint64_t i = 0; i < comparison->added_count; i++)
		bitset_add(comparison->is_new, comparison->added[i]);
	return true;
}

static bool
is_holder(const struct heap *heap, node_ix node)
{
	switch (heap_node_type(heap, node)) {
	case NODE_OBJECT:
	case NODE_CLOSURE:
	case NODE_NATIVE:
		return heap_shallow_size(heap, node) > 0;
	default:
		return false;
	}
}

/* What new objects were added to, by place; made when somebody asks for the first time: few do. */
struct comparison_holders {
	pthread_mutex_t mutex;
	node_ix *at; /* column */
};

static struct comparison_holders *
holders_new(void)
{
	struct comparison_holders *holders = xcalloc(1, sizeof *holders);

	pthread_mutex_init(&holders->mutex, NULL);
	return holders;
}

static void
holders_free(struct comparison_holders *holders)
{
	if (holders == NULL)
		return;
	pthread_mutex_destroy(&holders->mutex);
	column_free(holders->at);
	free(holders);
}

/* A dominator's place comes before all it dominates: a list of a million takes as many steps, not
 * the square. */
static node_ix *
holders_build(const struct comparison *comparison, const struct heap *heap)
{
	const struct dominators *d = &heap->dominators;
	uint32_t count = heap_node_count(heap);
	node_ix *holders = column_alloc_unset((size_t)count + 1, sizeof *holders, NULL);

	if (holders == NULL)
		return NULL;
	holders[0] = holders[ROOT_PLACE] = NODE_NONE;
	for (uint32_t place = ROOT_PLACE + 1; place <= count; place++) {
		uint32_t above = d->dominator[place];
		node_ix node = d->node[above];

		holders[place] = is_holder(heap, node) && !bitset_has(comparison->is_new, node)
					 ? node : holders[above];
	}
	return holders;
}

node_ix
comparison_grew_under(const struct comparison *comparison, const struct heap *heap,
		      node_ix node)
{
	struct comparison_holders *holders = comparison->holders;
	node_ix holder = NODE_NONE;

	pthread_mutex_lock(&holders->mutex);
	if (holders->at == NULL)
		holders->at = holders_build(comparison, heap);
	if (holders->at != NULL) /* without memory the cell stays empty */
		holder = holders->at[heap->dominators.number[node]];
	pthread_mutex_unlock(&holders->mutex);
	return holder;
}

bool
comparison_build(struct comparison *comparison, const struct heap *base,
		 const struct heap *heap, struct progress *progress, struct error *error)
{
	struct comparing comparing = { .heaps = { base, heap } };
	bool is_built;

	*comparison = (struct comparison){ .holders = holders_new() };
	is_built = comparing_build_classes(&comparing, progress, error)
		   && comparing_find_same(&comparing, comparison, progress, error);
	is_built = is_built && comparing_make_rows(&comparing, comparison, error);
	if (is_built) {
		comparing_count(&comparing, comparison);
		is_built = comparing_list(&comparing, comparison, error);
	}
	if (is_built) {
		comparing_name_all_gone(&comparing, comparison);
		is_built = comparison_mark_new(comparison, heap, error);
	}
	comparing_release(&comparing);
	comparison->classes = comparing.classes;
	return is_built;
}

void
comparison_release(struct comparison *comparison)
{
	column_free(comparison->rows);
	column_free(comparison->added);
	column_free(comparison->removed);
	column_free(comparison->is_new);
	classes_release(&comparison->classes);
	holders_free(comparison->holders);
	*comparison = (struct comparison){ 0 };
}
