#include "config.h"

#include "heap/constructors.h"

#include "base/memory.h"

enum { NODE_AHEAD = 24 };

#define ROW_NONE UINT32_MAX

static inline bool
constructors_counts(const struct heap *heap, const bitset_word *accepted, node_ix node)
{
	return (accepted == NULL || bitset_has(accepted, node))
	       && heap_shallow_size(heap, node) != 0;
}

/* One pass in file order makes the rows, in order of their first objects. */
static bool
constructors_count(struct constructors *c, uint32_t *row_of, const struct heap *heap,
		   const bitset_word *accepted, struct progress *progress, struct error *error)
{
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		class_ix class = heap->classes.of[node];
		uint64_t size;
		uint32_t row;

		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (!constructors_counts(heap, accepted, node))
			continue;
		row = row_of[class];
		if (row == ROW_NONE) {
			row = row_of[class] = (uint32_t)c->count++;
			c->at[row] = (struct constructor){
				.class = class,
				.first = node,
				.distance = INT32_MAX,
			};
		}
		size = heap_shallow_size(heap, node);
		c->at[row].count++;
		if (c->is_wide)
			size_add_to(&c->shallow_wide[row], size);
		else
			c->shallow[row] += (uint32_t)size; /* all together fit */
		c->object_count++;
		size_add_to(&c->size, size);
	}
	return true;
}

static bool
constructors_find_distances(struct constructors *c, const uint32_t *row_of, const struct heap *heap,
			    const bitset_word *accepted, struct progress *progress,
			    struct error *error)
{
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		int32_t distance = heap->distance[node];

		if (constructors_counts(heap, accepted, node)) {
			struct constructor *row = &c->at[row_of[heap->classes.of[node]]];

			if (distance < row->distance)
				row->distance = distance;
		}
		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
	}
	return true;
}

static inline void
constructors_retain(struct constructors *c, uint32_t row, uint64_t size)
{
	if (c->is_wide)
		size_add_to(&c->retained_wide[row], size);
	else
		c->retained[row] += (uint32_t)size; /* no object twice: all together fit */
}

/*
 * In the tables' order what a node dominates is a range.  An object adds to its row unless the
 * row's last one to do so dominates it.
 */
static bool
constructors_add_retained(struct constructors *c, const uint32_t *row_of, const struct heap *heap,
			  const bitset_word *accepted, struct progress *progress,
			  struct error *error)
{
	const struct dominators *d = &heap->dominators;
	node_ix count = heap_node_count(heap);
	/* by row: where its last object's range ends */
	uint32_t *end = column_alloc(c->count, sizeof *end, error);
	bool done = end != NULL;

	for (uint32_t place = ROOT_PLACE; done && place <= count; place++) {
		node_ix node = d->node[place];

		/* behind the last place the column reads as zero: node 0, which is there */
		__builtin_prefetch(&heap->classes.of[d->node[place + NODE_AHEAD]]);
		__builtin_prefetch(&heap->snapshot.size.at[d->node[place + NODE_AHEAD]]);
		if (constructors_counts(heap, accepted, node)) {
			uint32_t row = row_of[heap->classes.of[node]];

			if (place >= end[row]) {
				constructors_retain(c, row, dominators_retained(d, place));
				end[row] = place + d->dominated[place];
			}
		}
		if (place % PROGRESS_STRIDE == 0)
			done = progress_advance(progress, place, error);
	}
	column_free(end);
	return done;
}

/* Row of each class, from the rows; a column, null on failure. */
static uint32_t *
constructors_row_of(const struct constructors *c, const struct heap *heap, struct error *error)
{
	uint32_t *row_of = column_alloc_unset(heap->classes.count, sizeof *row_of, error);

	if (row_of == NULL)
		return NULL;
	for (class_ix class = 0; class < heap->classes.count; class++)
		row_of[class] = ROW_NONE;
	for (size_t row = 0; row < c->count; row++)
		row_of[c->at[row].class] = (uint32_t)row;
	return row_of;
}

/* Room for a row of each class. */
static bool
constructors_alloc(struct constructors *c, const struct heap *heap, struct error *error)
{
	size_t most = heap->classes.count;

	c->is_wide = heap->self_size > UINT32_MAX;
	c->at = column_alloc(most, sizeof *c->at, error);
	if (c->is_wide) {
		c->shallow_wide = column_alloc(most, sizeof *c->shallow_wide, error);
		c->retained_wide = column_alloc(most, sizeof *c->retained_wide, error);
		return c->at != NULL && c->shallow_wide != NULL && c->retained_wide != NULL;
	}
	c->shallow = column_alloc(most, sizeof *c->shallow, error);
	c->retained = column_alloc(most, sizeof *c->retained, error);
	return c->at != NULL && c->shallow != NULL && c->retained != NULL;
}

/* A class that only others are made of, by their places, has no row. */
static void
constructors_shrink(struct constructors *c)
{
	c->at = column_shrink(c->at, c->count, sizeof *c->at);
	if (c->is_wide) {
		c->shallow_wide = column_shrink(c->shallow_wide, c->count, sizeof *c->shallow_wide);
		c->retained_wide = column_shrink(c->retained_wide, c->count,
						 sizeof *c->retained_wide);
	} else {
		c->shallow = column_shrink(c->shallow, c->count, sizeof *c->shallow);
		c->retained = column_shrink(c->retained, c->count, sizeof *c->retained);
	}
}

bool
constructors_begin(struct constructors *c, const struct heap *heap, const bitset_word *accepted,
		   struct progress *progress, struct error *error)
{
	uint32_t *row_of = constructors_row_of(c, heap, error);
	bool done = row_of != NULL && constructors_alloc(c, heap, error)
		    && constructors_count(c, row_of, heap, accepted, progress, error);

	column_free(row_of);
	if (done)
		constructors_shrink(c);
	return done;
}

bool
constructors_finish(struct constructors *c, const struct heap *heap, const bitset_word *accepted,
		    unsigned parts, struct progress *progress, struct error *error)
{
	uint32_t *row_of = constructors_row_of(c, heap, error);
	bool done = row_of != NULL;

	if (done && parts & HEAP_DISTANCES)
		done = constructors_find_distances(c, row_of, heap, accepted, progress, error);
	if (done && parts & HEAP_DOMINATORS)
		done = constructors_add_retained(c, row_of, heap, accepted, progress, error);
	column_free(row_of);
	return done;
}

bool
constructors_build(struct constructors *c, const struct heap *heap, const bitset_word *accepted,
		   struct progress *progress, struct error *error)
{
	unsigned parts = atomic_load_explicit(&heap->ready, memory_order_acquire);

	return constructors_begin(c, heap, accepted, progress, error)
	       && constructors_finish(c, heap, accepted, parts, progress, error);
}

void
constructors_release(struct constructors *c)
{
	column_free(c->at);
	column_free(c->shallow);
	column_free(c->retained);
	column_free(c->shallow_wide);
	column_free(c->retained_wide);
	*c = (struct constructors){ 0 };
}

size_t
constructors_objects(const struct heap *heap, const struct constructor *row,
		     const bitset_word *accepted, node_ix *node, node_ix *objects, size_t wanted)
{
	node_ix at = *node, end = heap_node_count(heap);
	size_t found = 0;

	for (; at < end && found < wanted; at++)
		if (heap->classes.of[at] == row->class && constructors_counts(heap, accepted, at))
			objects[found++] = at;
	*node = at;
	return found;
}
