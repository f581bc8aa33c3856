/*
 * Rows remembered, and found again.
 */

#include "config.h"

#include <stdlib.h>

#include "view/outline.h"
#include "view/outline_internal.h"

static bool
row_equal(struct row a, struct row b)
{
	return a.item == b.item && a.via == b.via && a.kind == b.kind;
}

/* The place of an equal row in a branch; SIZE_MAX if it is gone or filtered out. */
static size_t
outline_row_place(struct outline *outline, struct branch *branch, struct row row)
{
	for (uint32_t i = 0; i < branch->rows.count; i++)
		if (row_equal(branch->rows.at[i], row))
			return order_place(&branch->order, &outline->rule, branch->rows.at, i);
	return SIZE_MAX;
}

/* The index of the last row of a path, unfolding those before it; SIZE_MAX if one is gone. */
static size_t
outline_unfold_path(struct outline *outline, const struct row *path, size_t count,
		    struct progress *progress, struct error *error)
{
	struct branch *branch = outline->top;

	for (size_t i = 0; i < count; i++) {
		size_t place = outline_row_place(outline, branch, path[i]);

		if (place == SIZE_MAX)
			return SIZE_MAX;
		if (i + 1 == count) {
			outline_counted(outline);
			return branch_index(branch, place);
		}
		if (!outline_can_unfold_at(outline, branch, path[i]))
			return SIZE_MAX;
		branch = outline_unfold_at(outline, branch, place, progress, error);
		if (branch == NULL)
			return SIZE_MAX;
	}
	return SIZE_MAX;
}

struct outline_place
outline_place(struct outline *outline, size_t index)
{
	size_t at;
	struct branch *branch = outline_locate(outline, index, &at);
	struct outline_place place = { NULL, branch->depth + (size_t)1 };
	size_t i = branch->depth;

	place.path = xreallocarray(NULL, place.depth, sizeof *place.path);
	place.path[i] = outline_row_at(outline, branch, at);
	for (; branch->parent != NULL; branch = branch->parent)
		place.path[--i] = branch->parent->rows.at[branch->parent_row];
	return place;
}

size_t
outline_find_place(struct outline *outline, const struct outline_place *place)
{
	return outline_unfold_path(outline, place->path, place->depth, NULL, NULL);
}

void
outline_place_release(struct outline_place *place)
{
	free(place->path);
	*place = (struct outline_place){ NULL, 0 };
}

/* A branch of another outline and the one here that stands for it. */
struct branch_pair {
	struct branch *from, *to;
};

void
outline_copy_folds(struct outline *outline, struct outline *from)
{
	struct branch_pair *pairs = xmalloc(sizeof *pairs);
	size_t count = 1, capacity = 1;

	pairs[0] = (struct branch_pair){ from->top, outline->top };
	while (count > 0) {
		struct branch_pair pair = pairs[--count];

		for (size_t i = 0; i < pair.from->child_count; i++) {
			struct branch *child = pair.from->children[i].branch, *copy;
			struct row row = pair.from->rows.at[child->parent_row];
			size_t place = outline_row_place(outline, pair.to, row);

			if (place == SIZE_MAX || !outline_can_unfold_at(outline, pair.to, row))
				continue;
			copy = outline_unfold_at(outline, pair.to, place, NULL, NULL);
			if (copy == NULL)
				continue;
			if (count == capacity) {
				capacity = capacity * 2;
				pairs = xreallocarray(pairs, capacity, sizeof *pairs);
			}
			pairs[count++] = (struct branch_pair){ child, copy };
		}
	}
	free(pairs);
}

/* The first row at the top that stands for the object. */
static size_t
outline_find_top_object(struct outline *outline, struct object object,
			struct progress *progress, struct error *error)
{
	const struct view *view = outline->view;
	struct branch *top = outline->top;

	progress_begin(progress, "Looking for the object", top->rows.count);
	for (size_t i = 0; view->object != NULL && i < top->rows.count; i++) {
		struct object at = view->object(&outline->on, outline->state, top->rows.at[i]);
		size_t place = SIZE_MAX;

		if (i % PROGRESS_STRIDE == 0 && !progress_advance(progress, i, error))
			break;
		if (at.heap == object.heap && at.node == object.node)
			place = order_place(&top->order, &outline->rule, top->rows.at,
					    (uint32_t)i);
		if (place != SIZE_MAX)
			return branch_index(outline_counted(outline), place);
	}
	return SIZE_MAX;
}

size_t
outline_find_object(struct outline *outline, struct object object, struct progress *progress,
		    struct error *error)
{
	struct row path[VIEW_PATH_MAX];
	size_t count;

	if (outline->view->path == NULL)
		return outline_find_top_object(outline, object, progress, error);
	count = outline->view->path(&outline->on, outline->state, object, path);
	return outline_unfold_path(outline, path, count, progress, error);
}
