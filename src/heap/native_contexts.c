#include "config.h"

#include "heap/native_contexts.h"

#include "base/memory.h"
#include "base/sort.h"
#include "heap/names.h"

#define CONTEXT_NAME "system / NativeContext"

/* The tables while they are built.  A node is fixed if its own map tells its context:
 * what flows in from others does not change it. */
struct attribution {
	const struct snapshot *snapshot;
	struct native_contexts *contexts;
	uint32_t *of;
	bitset_word *fixed;
	node_ix *stack; /* nodes whose context has changed and is to be passed on */
	size_t depth;
	string_ix map_name, context_name;
};

/* Tells native contexts by name, once for each string. */
static bitset_word *
native_context_strings(const struct strings *strings, struct progress *progress,
		       struct error *error)
{
	bitset_word *set = bitset_alloc(strings->count, error);

	if (set == NULL)
		return NULL;
	for (string_ix i = 0; i < strings->count; i++) {
		if (i % PROGRESS_STRIDE == 0 && !progress_advance(progress, i, error)) {
			column_free(set);
			return NULL;
		}
		if (strings_equal(strings, i, TEXT(CONTEXT_NAME))
		    || strings_start_with(strings, i, TEXT(CONTEXT_NAME " / "))
		    || strings_equal(strings, i, TEXT("Detached " CONTEXT_NAME))
		    || strings_start_with(strings, i, TEXT("Detached " CONTEXT_NAME " / ")))
			bitset_add(set, i);
	}
	return set;
}

static bool
native_contexts_collect(struct attribution *a, struct progress *progress, struct error *error)
{
	const struct snapshot *snapshot = a->snapshot;
	struct native_contexts *contexts = a->contexts;
	bitset_word *names = native_context_strings(&snapshot->strings, progress, error);
	size_t capacity = 0;
	bool ok = names != NULL;

	for (node_ix node = 0; ok && node < snapshot->node_count; node++) {
		if (node % PROGRESS_STRIDE == 0)
			ok = progress_advance(progress, node, error);
		a->of[node] = CONTEXT_OF_NONE;
		if (!bitset_has(names, snapshot->node_name[node]))
			continue;
		ok = ok && column_reserve(&contexts->at, &capacity, contexts->count + 1,
					  sizeof(*contexts->at), error);
		if (!ok)
			break;
		a->of[node] = (uint32_t)contexts->count;
		bitset_add(a->fixed, node);
		contexts->at[contexts->count++] = (struct native_context){ .node = node };
	}
	column_free(names);
	return ok;
}

/* Target of the first internal edge of that very name, for maps. */
static node_ix
attribution_internal(const struct attribution *a, node_ix node, string_ix name)
{
	const struct snapshot *snapshot = a->snapshot;

	for (edge_ix e = snapshot->first_edge[node]; e < snapshot->first_edge[node + 1]; e++)
		if (snapshot->edge_name[e] == name && snapshot_edge_is_internal(snapshot, e))
			return snapshot_edge_target(snapshot, e);
	return NODE_NONE;
}

/* The context a meta map names; it is asked for by nearly every object, so the caller
 * remembers the last answer. */
static uint32_t
attribution_of_meta_map(const struct attribution *a, node_ix meta_map)
{
	const struct snapshot *snapshot = a->snapshot;
	edge_ix end = snapshot->first_edge[meta_map + 1];

	for (edge_ix e = snapshot->first_edge[meta_map]; e < end; e++) {
		node_ix target = snapshot_edge_target(snapshot, e);

		/* Objects of a context carry its number, too: only the context itself is one. */
		if (snapshot->edge_name[e] != a->context_name
		    || !snapshot_edge_is_internal(snapshot, e)
		    || a->of[target] >= CONTEXT_OF_SEVERAL
		    || a->contexts->at[a->of[target]].node != target)
			continue;
		return a->of[target];
	}
	return CONTEXT_OF_NONE;
}

/* object -> map -> map of the map -> context */
static bool
attribution_fix(struct attribution *a, struct progress *progress, struct error *error)
{
	const struct snapshot *snapshot = a->snapshot;
	node_ix last_map = NODE_NONE, last_meta = NODE_NONE;
	uint32_t last = CONTEXT_OF_NONE;

	if (a->map_name == STRING_NONE || a->context_name == STRING_NONE)
		return true;
	for (node_ix node = 0; node < snapshot->node_count; node++) {
		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (bitset_has(a->fixed, node))
			continue;
		node_ix map = attribution_internal(a, node, a->map_name);
		if (map == NODE_NONE)
			continue;
		if (map != last_map) {
			node_ix meta = attribution_internal(a, map, a->map_name);
			last_map = map;
			if (meta != last_meta || meta == NODE_NONE)
				last = meta == NODE_NONE ? CONTEXT_OF_NONE
							 : attribution_of_meta_map(a, meta);
			last_meta = meta;
		}
		if (last == CONTEXT_OF_NONE)
			continue;
		a->of[node] = last;
		bitset_add(a->fixed, node);
	}
	return true;
}

/* A node's value changes at most twice, none -> one -> several, so this ends; and the stack
 * holds a node no more often than that. */
static void
attribution_pass_on(struct attribution *a, node_ix node)
{
	const struct snapshot *snapshot = a->snapshot;
	uint32_t mine = a->of[node];

	for (edge_ix e = snapshot->first_edge[node]; e < snapshot->first_edge[node + 1]; e++) {
		enum edge_type type = edge_word_type(snapshot->edge_word[e]);
		node_ix target = snapshot_edge_target(snapshot, e);

		if (type == EDGE_SHORTCUT || type == EDGE_WEAK || bitset_has(a->fixed, target)
		    || a->of[target] == mine || a->of[target] == CONTEXT_OF_SEVERAL)
			continue;
		a->of[target] = a->of[target] == CONTEXT_OF_NONE ? mine : CONTEXT_OF_SEVERAL;
		a->stack[a->depth++] = target;
	}
}

static bool
attribution_spread(struct attribution *a, struct progress *progress, struct error *error)
{
	for (node_ix node = 0; node < a->snapshot->node_count; node++) {
		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (!bitset_has(a->fixed, node))
			continue;
		attribution_pass_on(a, node);
		while (a->depth > 0)
			attribution_pass_on(a, a->stack[--a->depth]);
	}
	return true;
}

static int
native_context_compare_size(const void *a, const void *b, void *context)
{
	const struct native_context *x = a, *y = b;

	(void)context;
	return (x->size < y->size) - (x->size > y->size);
}

static bool
native_contexts_add_up(struct native_contexts *contexts, const struct heap *heap,
		       struct progress *progress, struct error *error)
{
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		uint64_t size = heap_shallow_size(heap, node);

		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (contexts->of[node] == CONTEXT_OF_NONE)
			size_add_to(&contexts->none_size, size);
		else if (contexts->of[node] == CONTEXT_OF_SEVERAL)
			size_add_to(&contexts->shared_size, size);
		else
			size_add_to(&contexts->at[contexts->of[node]].size, size);
	}
	return true;
}

/* By size; the column follows. */
static bool
native_contexts_sort(struct native_contexts *contexts, node_ix node_count, struct error *error)
{
	uint32_t *place;

	if (contexts->count < 2)
		return true;
	place = column_alloc(contexts->count, sizeof(*place), error);
	if (place == NULL
	    || !sort_column(contexts->at, contexts->count, sizeof(*contexts->at),
			    native_context_compare_size, NULL, error)) {
		column_free(place);
		return false;
	}
	for (size_t i = 0; i < contexts->count; i++)
		place[contexts->of[contexts->at[i].node]] = (uint32_t)i;
	for (node_ix node = 0; node < node_count; node++)
		if (contexts->of[node] < CONTEXT_OF_SEVERAL)
			contexts->of[node] = place[contexts->of[node]];
	column_free(place);
	return true;
}

bool
native_contexts_build(struct native_contexts *contexts, const struct heap *heap,
		      struct progress *progress, struct error *error)
{
	const struct snapshot *snapshot = &heap->snapshot;
	node_ix count = snapshot->node_count;
	struct attribution a = {
		.snapshot = snapshot,
		.contexts = contexts,
		.map_name = strings_find(&snapshot->strings, TEXT("map")),
		.context_name = strings_find(&snapshot->strings, TEXT("native_context")),
	};
	bool ok;

	*contexts = (struct native_contexts){ 0 };
	progress_begin(progress, "Attributing to native contexts", count);
	contexts->of = a.of = column_alloc(count, sizeof(*a.of), error);
	a.fixed = bitset_alloc(count, error);
	a.stack = column_alloc(2 * (size_t)count, sizeof(*a.stack), error);
	ok = a.of != NULL && a.fixed != NULL && a.stack != NULL
	     && native_contexts_collect(&a, progress, error)
	     && attribution_fix(&a, progress, error)
	     && attribution_spread(&a, progress, error)
	     && native_contexts_add_up(contexts, heap, progress, error)
	     && native_contexts_sort(contexts, count, error);
	column_free(a.fixed);
	column_free(a.stack);
	if (!ok)
		native_contexts_release(contexts);
	return ok;
}

void
native_contexts_release(struct native_contexts *contexts)
{
	column_free(contexts->of);
	column_free(contexts->at);
	*contexts = (struct native_contexts){ 0 };
}
