/*
 * What was found at nodes of very many references, kept: thousands of others may lead to one of
 * them, and ask it for the same name.
 *
 * By a node and a name, which has to live as long as all of them.  Any thread may ask.
 */

#pragma once

#include "heap/snapshot.h"

enum { FOUND_NODES_MANY = 256 }; /* references that are worth it */

struct found_nodes;

struct found_nodes *found_nodes_new(void);
void found_nodes_free(struct found_nodes *found);
/* Whether it is known; *node may be NODE_NONE. */
bool found_nodes_get(struct found_nodes *found, node_ix at, struct text name, node_ix *node);
void found_nodes_put(struct found_nodes *found, node_ix at, struct text name, node_ix node);

/* snapshot_internal(), which looks at all references of a node again each time. */
node_ix found_nodes_internal(struct found_nodes *found, const struct snapshot *snapshot,
			     node_ix node, struct text name);
