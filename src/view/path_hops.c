#include "config.h"

#include "view/path_hops.h"

/* Fewer references like it are no pile. */
enum { SUSPECT_REFERENCES = 16 };

node_ix
path_hop_holder(const struct path *path, const struct path_hop *hop)
{
	return path->steps[hop->first - 1].node;
}

node_ix
path_hop_held(const struct path *path, const struct path_hop *hop)
{
	return path->steps[hop->first + hop->count - 1].node;
}

struct text
path_hop_label(const struct path_hop *hop, struct text label, struct arena *scratch)
{
	if (hop->count == 1)
		return label;
	return arena_printf(scratch, "%.*s \303\227%u", (int)label.length, label.at, hop->count);
}

edge_ix
path_hop_edge(const struct path *path, const struct path_hop *hop)
{
	return path->steps[hop->first + hop->count - 1].edge;
}

/* How much is piled up at the hop: references of the holder to things like the one that is held,
 * or the hops of a list. */
static uint32_t
hop_weight(const struct heap *heap, const struct path *path, const struct path_hop *hop)
{
	const struct snapshot *snapshot = &heap->snapshot;
	node_ix holder = path_hop_holder(path, hop);
	class_ix class = heap_class_of(heap, path->steps[hop->first].node);
	enum edge_type type = edge_word_type(snapshot->edge_word[path->steps[hop->first].edge]);
	uint32_t count = 0;

	switch (heap_node_type(heap, holder)) {
	case NODE_ARRAY:
	case NODE_OBJECT:
		break;
	default:
		return 0;
	}
	for (edge_ix e = snapshot->first_edge[holder]; e < snapshot->first_edge[holder + 1]; e++)
		count += edge_word_type(snapshot->edge_word[e]) == type
			 && heap_class_of(heap, snapshot_edge_target(snapshot, e)) == class;
	return count > hop->count ? count : hop->count;
}

/* Out of the holder that holds most, if that is many; with V8's table in between, the
 * reference to the table as well. */
static void
mark_suspect(const struct heap *heap, const struct path *path, struct path_hop *hops,
	     uint32_t count)
{
	uint32_t best = UINT32_MAX, most = SUSPECT_REFERENCES;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t weight = hop_weight(heap, path, &hops[i]);

		/* The global object has many references, and they are meant to be there. */
		if (weight <= most || heap_distance(heap, path_hop_holder(path, &hops[i])) <= 1)
			continue;
		most = weight;
		best = i;
	}
	if (best == UINT32_MAX)
		return;
	hops[best].is_suspect = true;
	if (heap_node_type(heap, path_hop_holder(path, &hops[best])) == NODE_ARRAY
	    && best + 1 < count)
		hops[best + 1].is_suspect = true;
}

uint32_t
path_hops(const struct heap *heap, const struct path *path, uint32_t least,
	  struct path_hop *hops)
{
	uint32_t count = 0;

	for (size_t at = 1; at < path->count;) {
		size_t run = path_run(heap, path, at), step = run < least ? 1 : run;

		for (size_t end = at + run; at < end; at += step, count++)
			hops[count] = (struct path_hop){
				.first = (uint32_t)at,
				.count = (uint32_t)step,
			};
	}
	/* The root came first; one reads from the object up. */
	for (uint32_t low = 0, high = count; low + 1 < high; low++, high--) {
		struct path_hop swapped = hops[low];

		hops[low] = hops[high - 1];
		hops[high - 1] = swapped;
	}
	mark_suspect(heap, path, hops, count);
	return count;
}
