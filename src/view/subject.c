#include "config.h"

#include "view/subject.h"

#include <inttypes.h>

#include "heap/node_filter.h"

static bool
take_object(struct subject *subject, const struct request *request, struct error *error)
{
	if (!request->has_id)
		return true;
	if (!(request->view->needs & (NEEDS_NODE | TAKES_NODE)))
		return error_set(error, ERROR_USAGE, "%s takes no object", request->view->name);
	subject->node = snapshot_find_id(&subject->heap->snapshot, request->id);
	if (subject->node == NODE_NONE)
		return error_set(error, ERROR_ABSENT, "no object @%" PRIu64, request->id);
	return true;
}

bool
subject_take(struct subject *subject, const struct request *request, struct error *error)
{
	const struct view *view = request->view;

	if (!take_object(subject, request, error))
		return false;
	subject->text = request->text;
	subject->match_case = request->match_case;
	if ((view->needs & NEEDS_NODE) && subject->node == NODE_NONE)
		return error_set(error, ERROR_USAGE, "%s needs an object: @ID", view->name);
	if ((view->needs & NEEDS_TEXT) && subject->text.length == 0)
		return error_set(error, ERROR_USAGE, "%s needs a pattern", view->name);
	if ((view->needs & NEEDS_BASE) && subject->base == NULL)
		return error_set(error, ERROR_USAGE, "%s needs an earlier snapshot", view->name);
	return true;
}

bitset_word *
subject_accept(const struct subject *subject, struct text only, struct progress *progress,
	       struct error *error)
{
	return node_filter_build(subject->heap, only, progress, error);
}

/* The object that "@12" names, or NODE_NONE. */
static node_ix
ignored_node(const struct heap *heap, struct text word, struct error *error)
{
	uint64_t id;
	node_ix node;

	if (!text_starts_with(word, TEXT("@")) || !text_parse_id(word, &id)) {
		error_set(error, ERROR_USAGE, "--ignore: expected ids, as in @12,@34, found %.*s",
			  (int)word.length, word.at);
		return NODE_NONE;
	}
	node = snapshot_find_id(&heap->snapshot, id);
	if (node == NODE_NONE)
		error_set(error, ERROR_ABSENT, "--ignore: no object %.*s", (int)word.length,
			  word.at);
	return node;
}

bitset_word *
subject_ignore(const struct heap *heap, struct text ids, struct error *error)
{
	bitset_word *ignored = bitset_alloc(heap_node_count(heap), error);

	while (ignored != NULL && ids.length > 0) {
		node_ix node = ignored_node(heap, text_take(&ids, ','), error);

		if (node == NODE_NONE) {
			column_free(ignored);
			return NULL;
		}
		bitset_add(ignored, node);
	}
	return ignored;
}

int32_t *
subject_distances(const struct heap *heap, const bitset_word *ignored,
		  struct progress *progress, struct error *error)
{
	return distances_build(&heap->snapshot, heap->name_kinds, ignored, progress, error);
}
