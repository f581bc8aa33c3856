#include "config.h"

#include "heap/retainers.h"

#include <string.h>

#include "base/memory.h"

/* The fill jumps about in memory: fetch a node's cursor this many edges ahead, and the slot it
 * points to somewhat later, when the cursor is there. */
enum { CURSOR_AHEAD = 32, SLOT_AHEAD = 12 };

/* Makes first[node + 1] the start of the node's retainers; the fill moves it to their end,
 * which is where the next node's start. */
static bool
retainers_count_all(uint32_t *first, const struct snapshot *snapshot, struct progress *progress,
		    struct error *error)
{
	uint32_t *count = first + 1;
	uint32_t start = 0;

	for (edge_ix edge = 0; edge < snapshot->edge_count;) {
		edge_ix stop = snapshot->edge_count - edge > PROGRESS_STRIDE
				       ? edge + PROGRESS_STRIDE
				       : snapshot->edge_count;

		for (; edge < stop; edge++) {
			__builtin_prefetch(&count[edge_word_target(snapshot->edge_word[edge + 64])],
					   1);
			count[edge_word_target(snapshot->edge_word[edge])]++;
		}
		if (!progress_advance(progress, edge, error))
			return false;
	}
	for (node_ix node = 0; node < snapshot->node_count; node++) {
		uint32_t retaining = count[node];

		count[node] = start;
		start += retaining;
	}
	return true;
}

static bool
retainers_fill(struct retainers *retainers, const struct snapshot *snapshot,
	       struct progress *progress, struct error *error)
{
	const uint32_t *word = snapshot->edge_word;
	uint32_t *cursor = retainers->first + 1;
	uint32_t *words = retainers->words;
	edge_ix edge = 0;

	for (node_ix node = 0; node < snapshot->node_count; node++) {
		edge_ix stop = snapshot->first_edge[node + 1];

		for (; edge < stop; edge++) {
			__builtin_prefetch(&cursor[edge_word_target(word[edge + CURSOR_AHEAD])], 1);
			__builtin_prefetch(
				&words[cursor[edge_word_target(word[edge + SLOT_AHEAD])]], 1);
			words[cursor[edge_word_target(word[edge])]++] =
				node | (word[edge] & ~(uint32_t)EDGE_TARGET_MASK);
		}
		if (node % PROGRESS_STRIDE == 0
		    && !progress_advance(progress, (uint64_t)snapshot->edge_count + edge, error))
			return false;
	}
	return true;
}

bool
retainers_build(struct retainers *retainers, const struct snapshot *snapshot,
		struct progress *progress, struct error *error)
{
	progress_begin(progress, "Finding retainers", 2 * (uint64_t)snapshot->edge_count);
	retainers->first = column_alloc((size_t)snapshot->node_count + 1, sizeof *retainers->first,
					error);
	retainers->words = column_alloc_unset(snapshot->edge_count, sizeof *retainers->words,
					      error);
	return retainers->first != NULL && retainers->words != NULL
	       && retainers_count_all(retainers->first, snapshot, progress, error)
	       && retainers_fill(retainers, snapshot, progress, error);
}

void
retainers_release(struct retainers *retainers)
{
	column_free(retainers->first);
	column_free(retainers->words);
	*retainers = (struct retainers){ 0 };
}

/* The next `count` edges from one source to `node`. */
static void
edges_from(node_ix source, node_ix node, const struct snapshot *snapshot, struct hub_edges *hubs,
	   uint32_t count, edge_ix *edges)
{
	edge_ix edge = snapshot->first_edge[source];
	size_t found;
	const edge_ix *sorted = hub_edges_find(hubs, snapshot, source, node, &found);

	if (sorted != NULL) {
		memcpy(edges, sorted, count * sizeof *edges);
		return;
	}
	while (count-- > 0) {
		while (snapshot_edge_target(snapshot, edge) != node)
			edge++;
		*edges++ = edge++;
	}
}

void
retainers_edges(const struct retainers *retainers, const struct snapshot *snapshot,
		struct hub_edges *hubs, node_ix node, edge_ix *edges)
{
	const uint32_t *words = retainers->words + retainers->first[node];
	uint32_t count = retainers_count(retainers, node), end;

	/* Equal sources are neighbours, and have no other edges to the node. */
	for (uint32_t i = 0; i < count; i = end) {
		node_ix source = edge_word_target(words[i]);

		for (end = i + 1; end < count && edge_word_target(words[end]) == source;)
			end++;
		edges_from(source, node, snapshot, hubs, end - i, edges + i);
	}
}
