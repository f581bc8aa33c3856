#include "config.h"

#include "heap/constructors.h"

#include <stdlib.h>

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
		struct constructor *row;
		uint64_t size;

		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (!constructors_counts(heap, accepted, node))
			continue;
		if (row_of[class] == ROW_NONE) {
			row_of[class] = (uint32_t)c->count;
			c->at[c->count++] = (struct constructor){
				.class = class,
				.first = node,
				.distance = INT32_MAX,
			};
		}
		row = &c->at[row_of[class]];
		size = heap_shallow_size(heap, node);
		row->count++;
		size_add_to(&row->shallow_size, size);
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
	uint32_t *end = xcalloc(c->count, sizeof *end); /* by row: where its last object's range ends */
	bool done = true;

	for (uint32_t place = ROOT_PLACE; done && place <= count; place++) {
		node_ix node = d->node[place];

		/* behind the last place the column reads as zero: node 0, which is there */
		__builtin_prefetch(&heap->classes.of[d->node[place + NODE_AHEAD]]);
		__builtin_prefetch(&heap->snapshot.size.at[d->node[place + NODE_AHEAD]]);
		if (constructors_counts(heap, accepted, node)) {
			uint32_t row = row_of[heap->classes.of[node]];

			if (place >= end[row]) {
				size_add_to(&c->at[row].retained_size, dominators_retained(d, place));
				end[row] = place + d->dominated[place];
			}
		}
		if (place % PROGRESS_STRIDE == 0)
			done = progress_advance(progress, place, error);
	}
	free(end);
	return done;
}

/* Row of each class, from the rows. */
static uint32_t *
constructors_row_of(const struct constructors *c, const struct heap *heap)
{
	uint32_t *row_of = xreallocarray(NULL, heap->classes.count, sizeof *row_of);

	for (class_ix class = 0; class < heap->classes.count; class++)
		row_of[class] = ROW_NONE;
	for (size_t row = 0; row < c->count; row++)
		row_of[c->at[row].class] = (uint32_t)row;
	return row_of;
}

bool
constructors_begin(struct constructors *c, const struct heap *heap, const bitset_word *accepted,
		   struct progress *progress, struct error *error)
{
	uint32_t *row_of = constructors_row_of(c, heap);
	bool done;

	c->at = xcalloc(heap->classes.count, sizeof *c->at);
	done = constructors_count(c, row_of, heap, accepted, progress, error);
	free(row_of);
	return done;
}

bool
constructors_finish(struct constructors *c, const struct heap *heap, const bitset_word *accepted,
		    unsigned parts, struct progress *progress, struct error *error)
{
	uint32_t *row_of = constructors_row_of(c, heap);
	bool done = true;

	if (parts & HEAP_DISTANCES)
		done = constructors_find_distances(c, row_of, heap, accepted, progress, error);
	if (done && parts & HEAP_DOMINATORS)
		done = constructors_add_retained(c, row_of, heap, accepted, progress, error);
	free(row_of);
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
	free(c->at);
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
