#include "config.h"

#include "heap/scope.h"

/* Of a path or URL; names such as node:internal/util stay whole. */
static struct text
base_name(struct text path)
{
	size_t start = path.length;

	if (text_starts_with(path, TEXT("node:")))
		return path;
	while (start > 0 && path.at[start - 1] != '/' && path.at[start - 1] != '\\')
		start--;
	return text_from(path, start);
}

/* The function whose variables these are, as V8 keeps it for all closures of it: NODE_NONE if
 * it is gone. */
static node_ix
scope_shared(const struct heap *heap, node_ix context)
{
	node_ix info = heap_internal(heap, context, TEXT("scope_info"));

	if (info == NODE_NONE)
		return NODE_NONE;
	return heap_internal_retainer(heap, info, NODE_CODE, TEXT("name_or_scope_info"));
}

/* A function that was made where these variables are, or NODE_NONE. */
static node_ix
scope_closure(const struct heap *heap, node_ix context)
{
	return heap_internal_retainer(heap, context, NODE_CLOSURE, TEXT("context"));
}

/* "server.js:12" of a function that still exists, else "server.js". */
static struct text
function_place(const struct heap *heap, node_ix shared, struct arena *scratch)
{
	const struct snapshot *snapshot = &heap->snapshot;
	node_ix closure = heap_internal_retainer(heap, shared, NODE_CLOSURE, TEXT("shared"));
	const struct location *location =
		closure == NODE_NONE ? NULL : snapshot_location(snapshot, closure);
	node_ix script = source_script_of_shared(snapshot, heap->found_targets, shared);

	if (script == NODE_NONE)
		return TEXT("");
	struct text file = base_name(source_path(snapshot, script, scratch));
	if (location == NULL || file.length == 0)
		return file;
	return arena_printf(scratch, "%.*s:%llu", (int)file.length, file.at,
			    location->line + 1ULL);
}

struct text
scope_name(const struct heap *heap, node_ix context, struct arena *scratch)
{
	const struct snapshot *snapshot = &heap->snapshot;
	node_ix shared = scope_shared(heap, context);
	struct text name, place;

	/* The function itself may be gone; one that was made in it tells at least the file. */
	if (shared == NODE_NONE) {
		node_ix closure = scope_closure(heap, context);

		shared = closure == NODE_NONE
				 ? NODE_NONE
				 : heap_internal(heap, closure, TEXT("shared"));
		if (shared == NODE_NONE)
			return TEXT("");
		return base_name(function_place(heap, shared, scratch));
	}
	name = snapshot_node_name(snapshot, shared, scratch);
	if (text_starts_with(name, TEXT("system / SharedFunctionInfo / "))) {
		name = text_from(name, sizeof("system / SharedFunctionInfo / ") - 1);
	}
	if (text_equal(name, TEXT("system / SharedFunctionInfo"))
	    || text_equal(name, TEXT("(shared function info)")))
		name.length = 0;
	place = function_place(heap, shared, scratch);
	if (name.length == 0 || place.length == 0)
		return name.length == 0 ? place : name;
	return arena_printf(scratch, "%.*s, %.*s", (int)name.length, name.at, (int)place.length,
			    place.at);
}

struct text
place_of_function(const struct heap *heap, node_ix closure, struct arena *scratch)
{
	node_ix shared = heap_internal(heap, closure, TEXT("shared"));

	return shared == NODE_NONE ? TEXT("") : function_place(heap, shared, scratch);
}

/* Of the function itself if it still exists, of one made in it otherwise. */
static struct text
scope_source(const struct heap *heap, node_ix context, struct arena *scratch)
{
	node_ix shared = scope_shared(heap, context), closure = NODE_NONE;
	struct text source = TEXT("");

	if (shared != NODE_NONE)
		closure = heap_internal_retainer(heap, shared, NODE_CLOSURE, TEXT("shared"));
	if (closure != NODE_NONE)
		source = heap_source(heap, closure, scratch);
	if (source.length == 0)
		closure = scope_closure(heap, context);
	if (source.length == 0 && closure != NODE_NONE)
		source = heap_source(heap, closure, scratch);
	return source;
}

/* Whether it is the program's, and no part of Node itself. */
static bool
is_own_source(struct text source)
{
	return source.length > 0 && !text_starts_with(source, TEXT("node:"))
	       && !text_starts_with(source, TEXT("internal/"));
}

struct text
source_of_holder(const struct heap *heap, const struct path *path, struct arena *scratch)
{
	struct text first = TEXT("");

	for (size_t i = path->count; i-- > 0;) {
		node_ix node = path->steps[i].node;
		struct text source = heap_is_context(heap, node)
					     ? scope_source(heap, node, scratch)
					     : heap_source(heap, node, scratch);

		if (is_own_source(source))
			return source;
		if (first.length == 0)
			first = source;
	}
	return first;
}

/* Whether a reference may lead from a thing to what it runs, and not to what it is made of. */
static bool
leads_to_function(const struct heap *heap, node_ix source, edge_ix edge)
{
	static const char *const skipped[] = { "__proto__", "constructor", "prototype", "map" };
	const struct snapshot *snapshot = &heap->snapshot;
	node_ix target = snapshot_edge_target(snapshot, edge);
	enum edge_type type = edge_word_type(snapshot->edge_word[edge]);

	if (heap_node_type(heap, source) == NODE_NATIVE)
		return type != EDGE_WEAK;
	if (type != EDGE_PROPERTY)
		return false;
	for (size_t i = 0; i < sizeof(skipped) / sizeof(*skipped); i++)
		if (strings_equal(&snapshot->strings, snapshot->edge_name[edge],
				  text_of(skipped[i])))
			return false;
	switch (heap_node_type(heap, target)) {
	case NODE_CLOSURE:
	case NODE_NATIVE:
		return true;
	default:
		return false;
	}
}

node_ix
function_inside(const struct heap *heap, node_ix node)
{
	enum { NODES_MAX = 32, EDGES_MAX = 64 };
	node_ix found[NODES_MAX] = { node };
	size_t count = 1;

	for (size_t i = 0; i < count; i++) {
		edge_ix edge = heap->snapshot.first_edge[found[i]];
		edge_ix end = heap->snapshot.first_edge[found[i] + 1];
		struct arena scratch = { 0 };
		bool is_it = heap_node_type(heap, found[i]) == NODE_CLOSURE
			     && is_own_source(heap_source(heap, found[i], &scratch));

		arena_release(&scratch);
		if (is_it)
			return found[i];
		if (end > edge + EDGES_MAX)
			end = edge + EDGES_MAX;
		for (; edge < end && count < NODES_MAX; edge++)
			if (leads_to_function(heap, found[i], edge))
				found[count++] = snapshot_edge_target(&heap->snapshot, edge);
	}
	return NODE_NONE;
}
