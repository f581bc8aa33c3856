#include "config.h"

#include "heap/context_tree.h"

#include "base/memory.h"

/* What is only needed to number them, by context. */
struct numbering {
	struct context_tree *tree;
	uint32_t *around; /* the one around it, CONTEXT_NONE: none */
	uint32_t *circle; /* one of the circle it is in, with none around it; else CONTEXT_NONE */
	uint32_t *inside, *beside; /* the first one inside of it, the next inside of the same */
	uint32_t *walk;   /* 1 + where the walk began that came along here first */
};

uint32_t
context_tree_find(const struct context_tree *tree, node_ix node)
{
	uint32_t low = 0, high = tree->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (tree->contexts[middle] < node)
			low = middle + 1;
		else
			high = middle;
	}
	return low < tree->count && tree->contexts[low] == node ? low : CONTEXT_NONE;
}

static void
find_around(struct numbering *n, const struct heap *heap)
{
	for (uint32_t i = 0; i < n->tree->count; i++) {
		node_ix outer = heap_internal(heap, n->tree->contexts[i], TEXT("previous"));

		n->around[i] = outer == NODE_NONE ? CONTEXT_NONE
						  : context_tree_find(n->tree, outer);
		n->circle[i] = CONTEXT_NONE;
	}
}

/* Outwards from each, as far as no walk has come: one that comes back to itself is a circle. */
static void
cut_circles(struct numbering *n)
{
	for (uint32_t i = 0; i < n->tree->count; i++) {
		uint32_t at = i;

		for (; at != CONTEXT_NONE && n->walk[at] == 0; at = n->around[at])
			n->walk[at] = i + 1;
		if (at == CONTEXT_NONE || n->walk[at] != i + 1)
			continue;
		n->circle[at] = at;
		for (uint32_t of = n->around[at]; of != at; of = n->around[of])
			n->circle[of] = at;
		n->around[at] = CONTEXT_NONE;
	}
}

static void
list_inside(struct numbering *n)
{
	for (uint32_t i = 0; i < n->tree->count; i++)
		n->inside[i] = n->beside[i] = CONTEXT_NONE;
	for (uint32_t i = n->tree->count; i-- > 0;)
		if (n->around[i] != CONTEXT_NONE) {
			n->beside[i] = n->inside[n->around[i]];
			n->inside[n->around[i]] = i;
		}
}

/* Numbers a context that has none around it, and all inside; the next number is behind. */
static uint32_t
number_from(struct numbering *n, uint32_t outermost, uint32_t number)
{
	struct context_tree *tree = n->tree;
	uint32_t at = outermost;

	while (at != CONTEXT_NONE) {
		tree->place[at] = number++;
		if (n->inside[at] != CONTEXT_NONE) {
			at = n->inside[at];
			continue;
		}
		while (at != CONTEXT_NONE && n->beside[at] == CONTEXT_NONE) {
			tree->after[at] = number;
			at = n->around[at];
		}
		if (at != CONTEXT_NONE) {
			tree->after[at] = number;
			at = n->beside[at];
		}
	}
	return number;
}

static void
number_all(struct numbering *n)
{
	struct context_tree *tree = n->tree;
	uint32_t number = 0;

	for (uint32_t i = 0; i < tree->count; i++)
		if (n->around[i] == CONTEXT_NONE)
			number = number_from(n, i, number);
	for (uint32_t i = 0; i < tree->count; i++)
		if (n->circle[i] != CONTEXT_NONE) {
			tree->place[i] = tree->place[n->circle[i]];
			tree->after[i] = tree->after[n->circle[i]];
		}
}

bool
context_tree_build(struct context_tree *tree, const struct heap *heap, const node_ix *contexts,
		   uint32_t count, struct error *error)
{
	struct numbering n = { .tree = tree };
	uint32_t **columns[] = { &tree->place, &tree->after, &n.around, &n.circle,
				 &n.inside, &n.beside, &n.walk };
	bool done = true;

	*tree = (struct context_tree){ .contexts = contexts, .count = count };
	for (size_t i = 0; done && i < sizeof(columns) / sizeof(*columns); i++)
		done = (*columns[i] = column_alloc(count, sizeof(uint32_t), error)) != NULL;
	if (done) {
		find_around(&n, heap);
		cut_circles(&n);
		list_inside(&n);
		number_all(&n);
	}
	column_free(n.around);
	column_free(n.circle);
	column_free(n.inside);
	column_free(n.beside);
	column_free(n.walk);
	if (!done)
		context_tree_release(tree);
	return done;
}

void
context_tree_release(struct context_tree *tree)
{
	column_free(tree->place);
	column_free(tree->after);
	*tree = (struct context_tree){ .count = 0 };
}
