#include "config.h"

#include "view/object_text.h"

#include "heap/expression.h"

struct text
object_expression(struct object object, struct arena *scratch)
{
	if (!heap_has(object.heap, HEAP_ALL))
		return TEXT("");
	return expression_of_node(object.heap, object.node, scratch);
}

struct text
object_source(struct object object, struct arena *scratch)
{
	return heap_source(object.heap, object.node, scratch);
}

struct text
object_title(struct object object, struct arena *scratch)
{
	struct text name = heap_class_name(object.heap, object.node);

	return arena_printf(scratch, "%.*s @%u", (int)name.length, name.at,
			    heap_node_id(object.heap, object.node));
}
