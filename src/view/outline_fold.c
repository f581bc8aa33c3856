/*
 * Unfolding and folding.
 */

#include "config.h"

#include "view/outline.h"
#include "heap/constructors.h"
#include "view/outline_internal.h"

static struct branch *
outline_branch_build(struct outline *outline, struct branch *parent, uint32_t row,
		     struct progress *progress, struct error *error)
{
	struct branch *branch = branch_new(parent, row);
	struct rows *rows = &outline->filled;

	rows_begin(rows, error);
	if (outline->view->children(&outline->on, outline->state, parent->rows.at[row], rows,
				    progress, error)
	    && rows_end(rows, &branch->rows)
	    && outline_order(branch, &outline->rule, NULL, &branch->order, progress, error))
		return branch;
	branch_free(branch);
	return NULL;
}

struct branch *
outline_unfold_at(struct outline *outline, struct branch *branch, size_t place,
		  struct progress *progress, struct error *error)
{
	struct branch *child = branch_child_at(branch, place);
	uint32_t row;

	if (child != NULL)
		return child;
	row = order_row(&branch->order, &outline->rule, branch->rows.at, place);
	child = outline_branch_build(outline, branch, row, progress, error);
	if (child != NULL) {
		branch_attach(child, place, &outline->growth);
		outline_branch_added(outline, branch, place);
	}
	return child;
}

void
outline_make_room(const struct heap *heap)
{
	const struct constructors *constructors = &heap->constructors;
	size_t most = 0;

	for (size_t i = 0; i < constructors->count; i++)
		if (constructors->at[i].count > most)
			most = constructors->at[i].count;
	column_make_spare(most * (sizeof(struct row) + sizeof(struct order_entry)));
}

bool
outline_unfold(struct outline *outline, size_t index, struct progress *progress,
	       struct error *error)
{
	return outline_unfold_chain(outline, index, 1, progress, error);
}

bool
outline_unfold_chain(struct outline *outline, size_t index, unsigned limit,
		     struct progress *progress, struct error *error)
{
	const struct view *view = outline->view;
	size_t place;
	struct branch *branch = outline_locate(outline, index, &place);

	while (limit-- > 0) {
		struct row row = outline_row_at(outline, branch, place);

		if (!outline_can_unfold_at(outline, branch, row))
			break;
		branch = outline_unfold_at(outline, branch, place, progress, error);
		if (branch == NULL)
			return false;
		if (branch->order.count == 0 || view->chain == NULL)
			break;
		place = 0;
		if (!view->chain(&outline->on, outline->state,
				 outline_row_at(outline, branch, 0)))
			break;
	}
	return true;
}

bool
outline_open_chain(struct outline *outline, unsigned limit, struct progress *progress,
		   struct error *error)
{
	const struct view *view = outline->view;

	if (view->chain == NULL || outline_root_count(outline) == 0
	    || !view->chain(&outline->on, outline->state, outline_row_at(outline, outline->top, 0)))
		return true;
	return outline_unfold_chain(outline, 0, limit, progress, error);
}

void
outline_fold(struct outline *outline, size_t index)
{
	size_t place;
	struct branch *branch = outline_locate(outline, index, &place);
	struct branch *child = branch_child_at(branch, place);

	if (child == NULL)
		return;
	branch_detach(child, &outline->growth);
	branch_free(child);
	outline_branches_changed(outline);
}

size_t
outline_fold_behind(struct outline *outline, size_t index, unsigned depth)
{
	size_t place;
	struct branch *branch = outline_locate(outline, index - 1, &place);
	struct branch *child = branch_child_at(branch, place); /* an empty one, or none */

	for (; branch->depth > depth; branch = branch->parent) {
		place = branch->place;
		child = branch;
	}
	if (child == NULL)
		return index;
	while (outline->ancestors.of != NULL && outline->ancestors.of->depth > depth)
		ancestors_pop(&outline->ancestors);
	branch_detach(child, &outline->growth);
	index -= branch_total(child);
	branch_free(child);
	outline->found = branch;
	outline->found_place = place;
	outline->found_index = index - 1;
	return index;
}
