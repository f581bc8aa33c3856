#include "config.h"

#include "heap/found_nodes.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"

enum { SLOTS_FIRST = 64 };

struct found_node {
	struct text name; /* null: a free slot */
	node_ix at, node;
};

/* Few nodes have so many references, and few names are asked for: they are not limited. */
struct found_nodes {
	pthread_mutex_t mutex;
	struct found_node *slots;
	size_t slot_count; /* a power of two */
	size_t count;
};

/* The slot of what was asked, or the free one where it would be. */
static struct found_node *
found_nodes_slot(const struct found_nodes *found, node_ix at, struct text name)
{
	for (uint32_t place = at * UINT32_C(0x9e3779b1) >> 8;; place++) {
		struct found_node *slot = &found->slots[place & (found->slot_count - 1)];

		if (slot->name.at == NULL || (slot->at == at && text_equal(slot->name, name)))
			return slot;
	}
}

static void
found_nodes_grow(struct found_nodes *found)
{
	struct found_node *old = found->slots;
	size_t count = found->slot_count;

	found->slot_count = count == 0 ? SLOTS_FIRST : 2 * count;
	found->slots = xcalloc(found->slot_count, sizeof *found->slots);
	for (size_t i = 0; i < count; i++)
		if (old[i].name.at != NULL)
			*found_nodes_slot(found, old[i].at, old[i].name) = old[i];
	free(old);
}

bool
found_nodes_get(struct found_nodes *found, node_ix at, struct text name, node_ix *node)
{
	bool is_known = false;

	pthread_mutex_lock(&found->mutex);
	if (found->count > 0) {
		const struct found_node *slot = found_nodes_slot(found, at, name);

		is_known = slot->name.at != NULL;
		*node = slot->node;
	}
	pthread_mutex_unlock(&found->mutex);
	return is_known;
}

void
found_nodes_put(struct found_nodes *found, node_ix at, struct text name, node_ix node)
{
	struct found_node *slot;

	pthread_mutex_lock(&found->mutex);
	if (2 * (found->count + 1) > found->slot_count)
		found_nodes_grow(found);
	slot = found_nodes_slot(found, at, name);
	found->count += slot->name.at == NULL; /* another thread may have been faster */
	*slot = (struct found_node){ name, at, node };
	pthread_mutex_unlock(&found->mutex);
}

node_ix
found_nodes_internal(struct found_nodes *found, const struct snapshot *snapshot, node_ix node,
		     struct text name)
{
	bool are_many = snapshot->first_edge[node + 1] - snapshot->first_edge[node]
			> FOUND_NODES_MANY;
	node_ix target;

	if (are_many && found_nodes_get(found, node, name, &target))
		return target;
	target = snapshot_internal(snapshot, node, name, NULL);
	if (are_many)
		found_nodes_put(found, node, name, target);
	return target;
}

struct found_nodes *
found_nodes_new(void)
{
	struct found_nodes *found = xcalloc(1, sizeof *found);

	pthread_mutex_init(&found->mutex, NULL);
	return found;
}

void
found_nodes_free(struct found_nodes *found)
{
	pthread_mutex_destroy(&found->mutex);
	free(found->slots);
	free(found);
}
