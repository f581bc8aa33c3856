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
	heap->hub_edges = hub_edges_new();
	return heap;
}

void
heap_release_parts(struct heap *heap)
{
	constructors_release(&heap->constructors);
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
	hub_edges_free(heap->hub_edges);
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

/* How many nodes a node dominates immediately. */
static size_t
heap_count_dominated(const struct heap *heap, node_ix node)
{
	const struct dominators *d = &heap->dominators;
	uint32_t place = d->number[node], end = place + d->dominated[place];
	size_t count = 0;

	for (uint32_t i = place + 1; i < end; i += d->dominated[i])
		count++;
	return count;
}

static void
heap_list_dominated(const struct heap *heap, node_ix node, node_ix *dominated)
{
	const struct dominators *d = &heap->dominators;
	uint32_t place = d->number[node], end = place + d->dominated[place];

	for (uint32_t i = place + 1; i < end; i += d->dominated[i])
		*dominated++ = d->node[i];
}

static int
compare_ordinals_down(const void *a, const void *b)
{
	node_ix x = *(const node_ix *)a, y = *(const node_ix *)b;

	return (x < y) - (x > y);
}

/* Puts many into order by marking each. */
static bool
heap_order_dominated(const struct heap *heap, node_ix *dominated, size_t count,
		     struct error *error)
{
	bitset_word *marked = bitset_alloc(heap_node_count(heap), error);

	if (marked == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		bitset_add(marked, dominated[i]);
	for (size_t word = ((size_t)heap_node_count(heap) + 63) / 64; word-- > 0;)
		for (bitset_word bits = marked[word]; bits != 0;) {
			unsigned bit = 63 - (unsigned)__builtin_clzll(bits);

			*dominated++ = (node_ix)(word * 64 + bit);
			bits &= ~(UINT64_C(1) << bit);
		}
	column_free(marked);
	return true;
}

/* Few are sorted: in a tree of a million levels each has but one, and none is worth a bit for
 * every node. */
node_ix *
heap_dominated(const struct heap *heap, node_ix node, size_t *count, struct error *error)
{
	node_ix *dominated;

	*count = heap_count_dominated(heap, node);
	dominated = column_alloc_list(*count, sizeof *dominated, error);
	if (dominated == NULL)
		return NULL;
	heap_list_dominated(heap, node, dominated);
	if (*count < heap_node_count(heap) / 64) {
		qsort(dominated, *count, sizeof *dominated, compare_ordinals_down);
	} else if (!heap_order_dominated(heap, dominated, *count, error)) {
		column_free(dominated);
		return NULL;
	}
	return dominated;
}
