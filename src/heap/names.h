/*
 * Which strings of a snapshot are one of a few texts: looked up once, so that loops over all
 * edges compare a byte instead of a text.
 *
 *	enum { OTHER, MAP, CONTEXT };
 *	const struct text texts[] = { TEXT("map"), TEXT("context") };
 *	uint8_t *tags = names_tag(strings, texts, 2, progress, error);
 *	... tags[snapshot->edge_name[edge]] == MAP ...
 */

#pragma once

#include "base/progress.h"
#include "heap/snapshot.h"

/* A column of a byte for each string: 1 + the index of the text it equals, or 0.  Null on
 * failure.  At most 255 texts, all ASCII. */
uint8_t *names_tag(const struct strings *strings, const struct text *texts, unsigned count,
		   struct progress *progress, struct error *error);

/* Whether the edge is recorded as internal; so is the table's half of a WeakMap pair. */
static inline bool
snapshot_edge_is_internal(const struct snapshot *snapshot, edge_ix edge)
{
	enum edge_type type = edge_word_type(snapshot->edge_word[edge]);

	if (type != EDGE_INTERNAL && type != EDGE_EPHEMERON)
		return false;
	return snapshot->edge_odd_type == NULL || type == EDGE_EPHEMERON
	       || snapshot_edge_type(snapshot, edge) == EDGE_INTERNAL;
}

/* Target of the node's first internal edge whose name carries the tag, or NODE_NONE. */
static inline node_ix
names_internal(const struct snapshot *snapshot, const uint8_t *tags, node_ix node, uint8_t tag)
{
	edge_ix end = snapshot->first_edge[node + 1];

	for (edge_ix edge = snapshot->first_edge[node]; edge < end; edge++)
		if (snapshot_edge_is_internal(snapshot, edge)
		    && tags[snapshot->edge_name[edge]] == tag)
			return snapshot_edge_target(snapshot, edge);
	return NODE_NONE;
}
