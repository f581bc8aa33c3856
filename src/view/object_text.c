#include "config.h"

#include "view/object_text.h"

#include "heap/explain.h"
#include "heap/expression.h"
#include "heap/scope.h"
#include "view/node_columns.h"

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
object_source_near(struct object object, struct arena *scratch)
{
	struct text source = TEXT("");
	struct paths paths;

	if (!heap_has(object.heap, HEAP_ALL)
	    || !paths_find(&paths, object.heap, object.node, NULL, NULL, 1, NULL, NULL))
		return source;
	if (paths.count > 0)
		source = source_of_holder(object.heap, &paths.at[0], scratch);
	paths_release(&paths);
	return source;
}

struct text
object_title(struct object object, struct arena *scratch)
{
	return node_cell_class(object, scratch).text;
}

/* The text under the fold marks: of a row without an object, a constructor's name. */
static struct text
row_name(struct outline *outline, size_t index, struct arena *scratch)
{
	const struct column *columns = outline_view(outline)->columns;

	for (unsigned i = 0; columns[i].name != NULL; i++) {
		struct cell cell;

		if (!(columns[i].flags & COLUMN_TREE))
			continue;
		cell = outline_cell(outline, index, i, scratch);
		if (cell.kind == CELL_TEXT)
			return cell.text;
	}
	return TEXT("");
}

struct text
row_explanation(struct outline *outline, size_t index, struct arena *scratch)
{
	struct object object = outline_object(outline, index);
	struct row row = outline_row(outline, index).row;
	const char *words = NULL, *reference = NULL;

	if (object.node == NODE_NONE && outline_view(outline)->words != NULL)
		return outline_words(outline, index, scratch);
	if (object.node == NODE_NONE) {
		words = explain_constructor(row_name(outline, index, scratch));
		return words == NULL ? TEXT("") : text_of(words);
	}
	words = explain_object(object.heap, object.node);
	if (row.via != EDGE_NONE)
		reference = explain_edge(object.heap, row.via);
	if (reference == NULL)
		return text_of(words);
	return arena_printf(scratch, "%s The reference: %s", words, reference);
}

struct text
row_class_explanation(struct outline *outline, size_t index, struct arena *scratch)
{
	unsigned column = view_column_find(outline_view(outline), TEXT("constructor"));
	struct cell cell = { .kind = CELL_NOTHING };

	if (column != COLUMN_NONE)
		cell = outline_cell(outline, index, column, scratch);
	if (cell.kind != CELL_TEXT || cell.text.length == 0)
		return TEXT("");
	return text_of(explain_class(cell.text));
}
