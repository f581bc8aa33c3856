#include "config.h"

#include "heap/weak_refs.h"

bool
weak_ref_is(const struct heap *heap, node_ix node)
{
	return heap_node_type(heap, node) == NODE_OBJECT
	       && strings_equal(&heap->snapshot.strings, heap->snapshot.node_name[node],
				TEXT("WeakRef"));
}

/*
 * A live one has a weak edge "target" (a hidden edge without a name in Node 16) to its object;
 * when that has gone the edge leads to undefined, or is not recorded.
 */
bool
weak_ref_is_empty(const struct heap *heap, node_ix node)
{
	const struct snapshot *snapshot = &heap->snapshot;

	for (edge_ix edge = snapshot->first_edge[node]; edge < snapshot->first_edge[node + 1];
	     edge++) {
		enum edge_type type = edge_word_type(snapshot->edge_word[edge]);
		enum node_type target =
			heap_node_type(heap, snapshot_edge_target(snapshot, edge));

		if ((type == EDGE_WEAK || type == EDGE_HIDDEN) && target != NODE_HIDDEN
		    && target != NODE_OBJECT_SHAPE && target != NODE_CODE)
			return false;
	}
	return true;
}

struct weak_refs
weak_refs_count(const struct heap *heap)
{
	struct weak_refs refs = { 0 };

	for (node_ix node = 0; node < heap_node_count(heap); node++)
		if (weak_ref_is(heap, node)) {
			refs.count++;
			refs.empty += weak_ref_is_empty(heap, node);
		}
	return refs;
}
