#include "config.h"

#include "heap/walk.h"

#include "base/memory.h"

struct walk {
	const struct heap *heap;
	const bitset_word *closed, *names;
	bitset_word *seen;
	node_ix *stack; /* each node once */
	size_t depth;
};

static bool
walk_allows(const struct walk *walk, node_ix source, edge_ix edge, uint32_t word)
{
	struct arena scratch = { 0 };
	int64_t number;
	bool is_number;

	if (walk->names == NULL || edge_word_is_numbered(word)
	    || heap_node_type(walk->heap, source) != NODE_SYNTHETIC
	    || !bitset_has(walk->names, walk->heap->snapshot.edge_name[edge]))
		return true;
	if (edge_word_type(word) != EDGE_SHORTCUT)
		return false;
	/* A shortcut that starts with a number has that number for a name (spec 4.1). */
	is_number = text_parse_integer(strings_text(&walk->heap->snapshot.strings,
						    walk->heap->snapshot.edge_name[edge],
						    &scratch), &number);
	arena_release(&scratch);
	return is_number;
}

static bool
walk_run(struct walk *walk, struct progress *progress, struct error *error)
{
	const struct snapshot *snapshot = &walk->heap->snapshot;
	size_t steps = 0;

	progress_begin(progress, "Walking from the roots", snapshot->node_count);
	bitset_add(walk->seen, 0);
	walk->stack[walk->depth++] = 0;
	while (walk->depth > 0) {
		node_ix node = walk->stack[--walk->depth];
		edge_ix end = snapshot->first_edge[node + 1];

		if (steps++ % PROGRESS_STRIDE == 0 && !progress_advance(progress, steps, error))
			return false;
		for (edge_ix edge = snapshot->first_edge[node]; edge < end; edge++) {
			uint32_t word = snapshot->edge_word[edge];
			node_ix target = edge_word_target(word);

			if (edge_word_type(word) == EDGE_WEAK || bitset_has(walk->seen, target)
			    || bitset_has(walk->closed, target)
			    || !walk_allows(walk, node, edge, word))
				continue;
			bitset_add(walk->seen, target);
			walk->stack[walk->depth++] = target;
		}
	}
	return true;
}

bitset_word *
walk_around(const struct heap *heap, const bitset_word *closed, const bitset_word *names,
	    struct progress *progress, struct error *error)
{
	struct walk walk = {
		.heap = heap,
		.closed = closed,
		.names = names,
		.seen = bitset_alloc(heap_node_count(heap), error),
		.stack = column_alloc(heap_node_count(heap), sizeof(node_ix), error),
	};
	bool ok = walk.seen != NULL && walk.stack != NULL && walk_run(&walk, progress, error);

	column_free(walk.stack);
	if (!ok) {
		column_free(walk.seen);
		walk.seen = NULL;
	}
	return walk.seen;
}
