/*
 * A cut file: what of it is a snapshot, and what to say of it.
 */

#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/memory.h"
#include "heap/snapshot_load_internal.h"

bool
load_salvage(struct loader *loader, string_ix *lost, struct error *error)
{
	struct snapshot *snapshot = loader->snapshot;
	edge_ix *first = load_writable(snapshot->first_edge);

	if (snapshot->edge_word == NULL) {
		snapshot->edge_word = column_alloc(0, sizeof(uint32_t), error);
		snapshot->edge_name = column_alloc(0, sizeof(uint32_t), error);
		if (snapshot->edge_word == NULL || snapshot->edge_name == NULL)
			return false;
	}
	for (node_ix i = 0; i <= snapshot->node_count; i++)
		if (first[i] > snapshot->edge_count)
			first[i] = snapshot->edge_count;
	*lost = strings_add(&snapshot->strings, TEXT("(name lost)"));
	return true;
}

/* Leaves the edges among the first `count` nodes. */
static void
keep_edges(struct snapshot *snapshot, node_ix count)
{
	edge_ix *first = load_writable(snapshot->first_edge), kept = 0, edge = 0;
	uint32_t *words = load_writable(snapshot->edge_word);
	uint32_t *names = load_writable(snapshot->edge_name);
	uint8_t *odd_types = (uint8_t *)(uintptr_t)snapshot->edge_odd_type;

	for (node_ix node = 0; node < count; node++) {
		edge_ix end = first[node + 1];

		first[node] = kept;
		for (; edge < end; edge++) {
			if (edge_word_target(words[edge]) >= count)
				continue;
			words[kept] = words[edge];
			names[kept] = names[edge];
			if (odd_types != NULL)
				odd_types[kept] = odd_types[edge];
			kept++;
		}
	}
	first[count] = kept;
	snapshot->edge_count = kept;
	column_shrink(words, kept, sizeof(*words));
	column_shrink(names, kept, sizeof(*names));
	if (odd_types != NULL)
		column_shrink(odd_types, kept, sizeof(*odd_types));
}

/* Leaves what the other tables say of the first `count` nodes. */
static void
keep_tables(struct snapshot *snapshot, node_ix count)
{
	struct scope *scopes = (struct scope *)(uintptr_t)snapshot->scopes;
	size_t kept = 0;

	while (snapshot->location_count > 0
	       && snapshot->locations[snapshot->location_count - 1].node >= count)
		snapshot->location_count--;
	for (size_t i = 0; i < snapshot->scope_count; i++)
		if (scopes[i].script < count)
			scopes[kept++] = scopes[i];
	snapshot->scope_count = kept;
}

/* Shortens a column of the nodes, if the file has it. */
static void
keep_rows(const void *column, size_t count, size_t size)
{
	if (column != NULL)
		column_shrink((void *)(uintptr_t)column, count, size);
}

static void
keep_nodes(struct snapshot *snapshot, node_ix count)
{
	keep_edges(snapshot, count);
	keep_tables(snapshot, count);
	keep_rows(snapshot->node_type, count, sizeof(*snapshot->node_type));
	keep_rows(snapshot->node_name, count, sizeof(*snapshot->node_name));
	keep_rows(snapshot->node_id, count, sizeof(*snapshot->node_id));
	keep_rows(snapshot->size.at, count, sizeof(*snapshot->size.at));
	keep_rows(snapshot->first_edge, (size_t)count + 1, sizeof(*snapshot->first_edge));
	keep_rows(snapshot->detachedness, count, sizeof(*snapshot->detachedness));
	keep_rows(snapshot->trace_node_id, count, sizeof(*snapshot->trace_node_id));
	while (snapshot->size.wide_count > 0
	       && snapshot->size.wide[snapshot->size.wide_count - 1].node >= count)
		snapshot->size.wide_count--;
	snapshot->node_count = count;
}

void
load_salvage_nodes(struct loader *loader, uint64_t count)
{
	struct snapshot *snapshot = loader->snapshot;

	if (count < snapshot->node_count)
		keep_nodes(snapshot, count > 0 ? (node_ix)count : 1);
	snprintf(snapshot->salvaged, sizeof(snapshot->salvaged),
		 "file ends at byte %" PRIu64 ": %" PRIu32 " of %" PRIu64 " nodes, %" PRIu32 " of %"
		 PRIu64 " edges, %" PRIu32 " strings; figures are lower bounds",
		 snapshot->bytes_read, snapshot->node_count, loader->meta.node_count,
		 snapshot->edge_count, loader->meta.edge_count, snapshot->strings.recorded);
}
