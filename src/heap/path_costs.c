#include "config.h"

#include "heap/path_costs.h"

enum {
	COST_STEP = 1,
	COST_ENGINE_OBJECT = 15, /* into a hidden class, a scope description ... */
	COST_CODE = 12,          /* into code */
	COST_ENGINE_EDGE = 12,
	COST_WEAK_PAIR = 10,     /* from a WeakMap's key to its value */
	COST_HIDDEN_EDGE = 4,
	COST_ROOT_GROUP = 3,     /* from "(Global handles)" and their like */
	COST_TRANSIENT_ROOT = 6, /* the call that took the snapshot is on the stack, too */
	COST_ENGINE_ROOT = 30,   /* V8's own tables, such as the one of who writes the snapshot,
	                          * refer to objects of the program: true, and no reason */
};

/* References every object has, whoever wrote the program. */
static const struct text engine_edges[] = {
	{ "map", 3 },          { "__proto__", 9 },      { "constructor", 11 },
	{ "shared", 6 },       { "code", 4 },           { "scope_info", 10 },
	{ "feedback_cell", 13 }, { "native_context", 14 },
};

static bool
edge_is_engine(const struct strings *strings, string_ix name)
{
	if (name >= strings->recorded)
		return false;
	struct text raw = strings_raw(strings, name);
	for (size_t i = 0; i < sizeof(engine_edges) / sizeof(*engine_edges); i++)
		if (text_equal(raw, engine_edges[i]))
			return true;
	return false;
}

/* "17 / part of key (X @1) -> value (Y @2) pair in WeakMap (table @3)" */
static bool
edge_is_weak_pair(const struct strings *strings, string_ix name)
{
	size_t i = 0;

	if (name >= strings->recorded)
		return false;
	struct text raw = strings_raw(strings, name);
	while (i < raw.length && raw.at[i] >= '0' && raw.at[i] <= '9')
		i++;
	return i > 0 && text_starts_with(text_from(raw, i), TEXT(" / part of key ("));
}

static unsigned
cost_of_target(const struct heap *heap, node_ix target)
{
	const struct snapshot *snapshot = &heap->snapshot;

	switch (heap_node_type(heap, target)) {
	case NODE_HIDDEN:
		/* A world is a root of its own, whatever V8 makes of it. */
		return strings_start_with(&snapshot->strings, snapshot->node_name[target],
					  TEXT("system / NativeContext"))
			       ? 0
			       : COST_ENGINE_OBJECT;
	case NODE_OBJECT_SHAPE:
		return COST_ENGINE_OBJECT;
	case NODE_CODE:
		return COST_CODE;
	case NODE_OBJECT:
	case NODE_NATIVE:
		return strings_start_with(&snapshot->strings, snapshot->node_name[target],
					  TEXT("system / "))
				       && !heap_is_context(heap, target)
				       && !strings_start_with(&snapshot->strings,
							      snapshot->node_name[target],
							      TEXT("system / NativeContext"))
			       ? COST_ENGINE_OBJECT
			       : 0;
	default:
		return 0;
	}
}

static unsigned
cost_of_source(const struct heap *heap, node_ix source, enum edge_type type)
{
	const struct snapshot *snapshot = &heap->snapshot;
	string_ix name = snapshot->node_name[source];

	if (source == 0)
		return type == EDGE_SHORTCUT ? 0 : COST_ROOT_GROUP - COST_STEP;
	if (heap_node_type(heap, source) != NODE_SYNTHETIC)
		return 0;
	if (strings_equal(&snapshot->strings, name, TEXT("(Stack roots)"))
	    || strings_equal(&snapshot->strings, name, TEXT("(Handle scope)")))
		return COST_ROOT_GROUP + COST_TRANSIENT_ROOT;
	if (strings_equal(&snapshot->strings, name, TEXT("(Strong roots)")))
		return COST_ROOT_GROUP + COST_ENGINE_ROOT;
	return COST_ROOT_GROUP;
}

unsigned
path_cost_unnamed(const struct heap *heap, node_ix source, enum edge_type type, node_ix target)
{
	return COST_STEP + cost_of_target(heap, target) + cost_of_source(heap, source, type)
	       + (type == EDGE_HIDDEN ? COST_HIDDEN_EDGE : 0);
}

bool
path_cost_needs_name(const struct heap *heap, node_ix source, enum edge_type type)
{
	return (type == EDGE_PROPERTY || type == EDGE_INTERNAL || type == EDGE_EPHEMERON)
	       && heap_node_type(heap, source) != NODE_ARRAY
	       && heap_node_type(heap, source) != NODE_SYNTHETIC;
}

unsigned
path_cost(const struct heap *heap, node_ix source, edge_ix edge)
{
	const struct snapshot *snapshot = &heap->snapshot;
	uint32_t word = snapshot->edge_word[edge];
	enum edge_type type = edge_word_type(word);
	unsigned cost = path_cost_unnamed(heap, source, type, edge_word_target(word));

	if (!path_cost_needs_name(heap, source, type))
		return cost;
	if (edge_is_engine(&snapshot->strings, snapshot->edge_name[edge]))
		return cost + COST_ENGINE_EDGE;
	if (type != EDGE_PROPERTY
	    && edge_is_weak_pair(&snapshot->strings, snapshot->edge_name[edge]))
		return cost + COST_WEAK_PAIR;
	return cost;
}
