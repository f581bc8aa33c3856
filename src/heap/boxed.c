#include "config.h"

#include "heap/boxed.h"

/* The node with the text of what is in the box, if it is a box of that kind. */
static node_ix
boxed_value(const struct heap *heap, node_ix node, struct text name, struct text kind)
{
	const struct snapshot *snapshot = &heap->snapshot;
	node_ix box = heap_internal(heap, node, name);

	if (box == NODE_NONE || snapshot->node_type[box] != NODE_NUMBER
	    || !strings_equal(&snapshot->strings, snapshot->node_name[box], kind))
		return NODE_NONE;
	return heap_internal(heap, box, TEXT("value"));
}

bool
boxed_integer(const struct heap *heap, node_ix node, struct text name, int64_t *number)
{
	node_ix value = boxed_value(heap, node, name, TEXT("int"));
	struct arena scratch = { 0 };
	bool ok;

	if (value == NODE_NONE)
		return false;
	ok = text_parse_integer(snapshot_node_name(&heap->snapshot, value, &scratch), number);
	arena_release(&scratch);
	return ok;
}

bool
boxed_is_true(const struct heap *heap, node_ix node, struct text name)
{
	const struct snapshot *snapshot = &heap->snapshot;
	node_ix value = boxed_value(heap, node, name, TEXT("bool"));

	return value != NODE_NONE
	       && strings_equal(&snapshot->strings, snapshot->node_name[value], TEXT("true"));
}
