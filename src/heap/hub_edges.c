#include "config.h"

#include "heap/hub_edges.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/secret.h"
#include "base/sort.h"

enum {
	HUB_EDGES = 1024, /* fewer are looked through sooner than found here */
	HUB_ASKED = 256,  /* to sort them takes as long as to look through them so often */
	SLOTS_FIRST = 64,
};

struct hub {
	node_ix source;
	uint32_t asked; /* 0: a free slot */
	edge_ix *edges; /* a column, by target; null: not in order yet */
};

struct hub_edges {
	pthread_mutex_t mutex;
	struct hub *slots;
	size_t count, slot_count; /* a power of two */
	uint64_t multiplier;
};

struct hub_edges *
hub_edges_new(void)
{
	struct hub_edges *hubs = xcalloc(1, sizeof *hubs);

	pthread_mutex_init(&hubs->mutex, NULL);
	return hubs;
}

void
hub_edges_free(struct hub_edges *hubs)
{
	if (hubs == NULL)
		return;
	for (size_t i = 0; i < hubs->slot_count; i++)
		column_free(hubs->slots[i].edges);
	free(hubs->slots);
	pthread_mutex_destroy(&hubs->mutex);
	free(hubs);
}

/* The object's slot, or the free one where it would be. */
static struct hub *
hub_slot(const struct hub_edges *hubs, node_ix source)
{
	size_t mask = hubs->slot_count - 1;
	size_t i = (size_t)(source * hubs->multiplier >> 32) & mask;

	while (hubs->slots[i].asked > 0 && hubs->slots[i].source != source)
		i = (i + 1) & mask;
	return &hubs->slots[i];
}

static void
hubs_grow(struct hub_edges *hubs)
{
	struct hub *old = hubs->slots;
	size_t count = hubs->slot_count;

	if (2 * (hubs->count + 1) <= count)
		return;
	hubs->slot_count = count == 0 ? SLOTS_FIRST : 2 * count;
	hubs->multiplier = secret_multiplier();
	hubs->slots = xcalloc(hubs->slot_count, sizeof *hubs->slots);
	for (size_t i = 0; i < count; i++)
		if (old[i].asked > 0)
			*hub_slot(hubs, old[i].source) = old[i];
	free(old);
}

static int
compare_targets(const void *a, const void *b, void *context)
{
	const struct snapshot *snapshot = context;
	node_ix x = snapshot_edge_target(snapshot, *(const edge_ix *)a);
	node_ix y = snapshot_edge_target(snapshot, *(const edge_ix *)b);

	return (x > y) - (x < y);
}

static void
hub_sort(struct hub *hub, const struct snapshot *snapshot)
{
	edge_ix first = snapshot->first_edge[hub->source];
	size_t count = snapshot->first_edge[hub->source + 1] - first;
	edge_ix *edges = column_alloc_unset(count, sizeof *edges, NULL);

	for (size_t i = 0; edges != NULL && i < count; i++)
		edges[i] = first + (edge_ix)i;
	if (edges != NULL
	    && sort_column(edges, count, sizeof *edges, compare_targets,
			   (void *)(uintptr_t)snapshot, NULL))
		hub->edges = edges;
	else
		column_free(edges);
}

/* The object's edges in order, if it was asked about often. */
static const edge_ix *
hub_sorted(struct hub_edges *hubs, const struct snapshot *snapshot, node_ix source)
{
	struct hub *hub;

	hubs_grow(hubs);
	hub = hub_slot(hubs, source);
	if (hub->asked == 0) {
		hub->source = source;
		hubs->count++;
	}
	/* once: where there is no memory, there is none the next time */
	if (hub->asked <= HUB_ASKED && ++hub->asked == HUB_ASKED)
		hub_sort(hub, snapshot);
	return hub->edges;
}

/* Of sorted edges those that lead to targets before `target`. */
static size_t
edges_before(const edge_ix *edges, size_t count, const struct snapshot *snapshot, node_ix target)
{
	size_t low = 0;

	while (low < count) {
		size_t middle = low + (count - low) / 2;

		if (snapshot_edge_target(snapshot, edges[middle]) < target)
			low = middle + 1;
		else
			count = middle;
	}
	return low;
}

const edge_ix *
hub_edges_find(struct hub_edges *hubs, const struct snapshot *snapshot, node_ix source,
	       node_ix target, size_t *count)
{
	size_t all = snapshot->first_edge[source + 1] - snapshot->first_edge[source], first;
	const edge_ix *edges;

	if (all < HUB_EDGES)
		return NULL;
	pthread_mutex_lock(&hubs->mutex);
	edges = hub_sorted(hubs, snapshot, source);
	pthread_mutex_unlock(&hubs->mutex);
	if (edges == NULL)
		return NULL;
	first = edges_before(edges, all, snapshot, target);
	*count = edges_before(edges + first, all - first, snapshot, target + 1);
	return edges + first;
}
