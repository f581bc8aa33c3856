/*
 * The best way from an object to the roots, for the view of its retainers.
 */

#pragma once

#include "view/path_hops.h"
#include "view/references.h"

struct retainers_way {
	const struct heap *heap;
	struct paths paths;     /* one, or none if nothing keeps the object */
	struct path_hop *hops;  /* column: from the object up */
	uint32_t *by_held;      /* column: hops by the node that is held */
	uint32_t count;         /* of hops; the root's own references are not among them */
};

/* The way of the subject's object; without the retainers that are ignored. */
bool retainers_way_find(struct retainers_way *way, const struct subject *on,
			struct progress *progress, struct error *error);
void retainers_way_release(struct retainers_way *way);
/* How the way goes on from an object; null if it does not come there. */
const struct path_hop *retainers_way_from(const struct retainers_way *way, node_ix held);
/* The hop that begins with the edge, or null. */
const struct path_hop *retainers_way_at(const struct retainers_way *way, edge_ix edge);
/* The object as a program would write it, empty where it could not; or that nothing keeps it. */
struct text retainers_way_words(const struct retainers_way *way, struct arena *scratch);
/* Adds its row to those of the retainers of what it holds.  A single hop takes the place of the
 * row it is among them. */
void retainers_way_add(const struct retainers_way *way, const struct path_hop *hop, uint32_t kind,
		       struct rows *rows);
