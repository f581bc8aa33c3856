#include "config.h"

#include "heap/heap.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/constructors.h"
#include "heap/index.h"

struct heap *
heap_new(const char *path)
{
	struct heap *heap = xcalloc(1, sizeof *heap);

	heap->path = xstrdup(path);
	heap->long_strings = kept_names_new();
	heap->long_objects = kept_names_new();
	heap->ropes = ropes_new(heap->long_strings);
	heap->found_targets = found_nodes_new();
	heap->found_retainers = found_nodes_new();
	return heap;
}

void
heap_release_parts(struct heap *heap)
{
	if (heap->constructors != NULL)
		constructors_release(heap->constructors);
	free(heap->constructors);
	column_free(heap->distance);
	dominators_release(&heap->dominators);
	retainers_release(&heap->retainers);
	classes_release(&heap->classes);
	sources_release(&heap->sources);
	column_free(heap->name_kinds);
	snapshot_release(&heap->snapshot);
	free(heap->path);
}

void
heap_free(struct heap *heap)
{
	if (heap == NULL)
		return;
	index_close(heap);
	heap_release_parts(heap);
	ropes_free(heap->ropes);
	kept_names_free(heap->long_strings);
	kept_names_free(heap->long_objects);
	found_nodes_free(heap->found_targets);
	found_nodes_free(heap->found_retainers);
	free(heap);
}

node_ix
heap_internal(const struct heap *heap, node_ix node, struct text name)
{
	return found_nodes_internal(heap->found_targets, &heap->snapshot, node, name);
}

static node_ix
find_internal_retainer(const struct heap *heap, node_ix node, enum node_type type,
		       struct text name)
{
	const struct retainers *retainers = &heap->retainers;

	for (uint32_t i = retainers->first[node]; i < retainers->first[node + 1]; i++) {
		node_ix source = edge_word_target(retainers->words[i]);

		if (edge_word_type(retainers->words[i]) == EDGE_INTERNAL
		    && heap_node_type(heap, source) == type
		    && heap_internal(heap, source, name) == node)
			return source;
	}
	return NODE_NONE;
}

node_ix
heap_internal_retainer(const struct heap *heap, node_ix node, enum node_type type,
		       struct text name)
{
	const struct retainers *retainers = &heap->retainers;
	bool are_many = retainers->first[node + 1] - retainers->first[node] > FOUND_NODES_MANY;
	node_ix source;

	if (are_many && found_nodes_get(heap->found_retainers, node, name, &source))
		return source;
	source = find_internal_retainer(heap, node, type, name);
	if (are_many)
		found_nodes_put(heap->found_retainers, node, name, source);
	return source;
}

bool
heap_edge_is_essential(const struct heap *heap, node_ix source, edge_ix edge)
{
	uint32_t word = heap->snapshot.edge_word[edge];

	return source != edge_word_target(word)
	       && edge_is_essential(heap->dominators.pages, source, edge_word_type(word),
				    edge_word_target(word));
}

/* Marks the nodes a node dominates immediately; returns how many. */
static size_t
heap_mark_dominated(const struct heap *heap, node_ix node, bitset_word *marked)
{
	const struct dominators *d = &heap->dominators;
	uint32_t place = d->number[node], end = place + d->dominated[place];
	size_t count = 0;

	for (uint32_t i = place + 1; i < end; i += d->dominated[i], count++)
		bitset_add(marked, d->node[i]);
	return count;
}

node_ix *
heap_dominated(const struct heap *heap, node_ix node, size_t *count, struct error *error)
{
	bitset_word *marked = bitset_alloc(heap_node_count(heap), error);
	node_ix *dominated;
	size_t filled = 0;

	if (marked == NULL)
		return NULL;
	*count = heap_mark_dominated(heap, node, marked);
	dominated = column_alloc(*count, sizeof *dominated, error);
	for (size_t word = ((size_t)heap_node_count(heap) + 63) / 64;
	     dominated != NULL && word-- > 0;)
		for (bitset_word bits = marked[word]; bits != 0;) {
			unsigned bit = 63 - (unsigned)__builtin_clzll(bits);

			dominated[filled++] = (node_ix)(word * 64 + bit);
			bits &= ~(UINT64_C(1) << bit);
		}
	column_free(marked);
	return dominated;
}
