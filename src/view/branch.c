#include "config.h"

#include "view/branch.h"

#include <stdlib.h>

#include "base/sort.h"

struct branch *
branch_new(struct branch *parent, uint32_t parent_row)
{
	struct branch *branch = xcalloc(1, sizeof *branch);

	branch->parent = parent;
	branch->parent_row = parent_row;
	branch->depth = parent == NULL ? 0 : parent->depth + 1;
	return branch;
}

/* Branches may lie a million deep: the last child is always the next to go. */
void
branch_free(struct branch *branch)
{
	struct branch *end = branch == NULL ? NULL : branch->parent;

	while (branch != end) {
		struct branch *parent = branch->parent;

		if (branch->child_count > 0) {
			branch = branch->children[--branch->child_count].branch;
			continue;
		}
		column_free(branch->rows.at);
		order_release(&branch->order);
		free(branch->children);
		free(branch);
		branch = parent;
	}
}

/* The first child at or after a place. */
static size_t
branch_child_index(const struct branch *branch, size_t place)
{
	size_t low = 0, high = branch->child_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (branch->children[middle].place < place)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct branch *
branch_child_at(const struct branch *branch, size_t place)
{
	size_t i = branch_child_index(branch, place);

	return i < branch->child_count && branch->children[i].place == place
		       ? branch->children[i].branch
		       : NULL;
}

/* Tells the branch above. */
static void
growth_up(struct branch_growth *growth)
{
	struct branch *parent = growth->at->parent;
	size_t next = branch_child_index(parent, growth->at->place) + 1;

	parent->below += growth->rows;
	if (parent->counted > next)
		parent->counted = (uint32_t)next;
	growth->at = parent;
	if (parent->parent == NULL)
		growth->rows = 0;
}

void
branch_settle(struct branch_growth *growth)
{
	while (growth->rows != 0)
		growth_up(growth);
}

/* Makes it a matter of those above `branch`, which mostly is or was beside it. */
static void
growth_move(struct branch_growth *growth, struct branch *branch)
{
	while (growth->rows != 0 && growth->at->depth > branch->depth)
		growth_up(growth);
	if (growth->rows != 0 && growth->at != branch && growth->at->parent == branch->parent)
		growth_up(growth);
	if (growth->rows != 0 && growth->at == branch->parent)
		growth->at->below -= growth->rows; /* it lacks them, too */
	else if (growth->at != branch)
		branch_settle(growth);
	growth->at = branch;
}

void
branch_attach(struct branch *branch, size_t place, struct branch_growth *growth)
{
	struct branch *parent = branch->parent;
	size_t i = branch_child_index(parent, place);

	if (parent->child_count == parent->child_capacity) {
		parent->child_capacity = parent->child_capacity == 0
						 ? 1 : parent->child_capacity * 2 + 2;
		parent->children = xreallocarray(parent->children, parent->child_capacity,
						 sizeof *parent->children);
	}
	memmove(parent->children + i + 1, parent->children + i,
		(parent->child_count - i) * sizeof *parent->children);
	parent->children[i] = (struct branch_child){ place, 0, branch };
	parent->child_count++;
	if (parent->counted > i)
		parent->counted = (uint32_t)i;
	branch->place = (uint32_t)place;
	growth_move(growth, branch);
	growth->rows += branch_total(branch);
}

void
branch_detach(struct branch *branch, struct branch_growth *growth)
{
	struct branch *parent = branch->parent;
	size_t i = branch_child_index(parent, branch->place);

	growth_move(growth, branch);
	growth->rows -= branch_total(branch);
	growth_up(growth);
	parent->child_count--;
	memmove(parent->children + i, parent->children + i + 1,
		(parent->child_count - i) * sizeof *parent->children);
	if (parent->counted > i)
		parent->counted = (uint32_t)i;
}

static int
branch_compare_places(const void *a, const void *b, void *context)
{
	const struct branch_child *x = a, *y = b;

	(void)context;
	return (x->place > y->place) - (x->place < y->place);
}

void
branch_replace_children(struct branch *branch, const struct order_rule *rule)
{
	size_t kept = 0;

	branch->below = 0;
	branch->counted = 0;
	for (size_t i = 0; i < branch->child_count; i++) {
		struct branch *child = branch->children[i].branch;
		size_t place = order_place(&branch->order, rule, branch->rows.at,
					   child->parent_row);

		if (place == SIZE_MAX) {
			branch_free(child);
			continue;
		}
		child->place = (uint32_t)place;
		branch->below += branch_total(child);
		branch->children[kept++] = (struct branch_child){ place, 0, child };
	}
	branch->child_count = (uint32_t)kept;
	sort_stable(branch->children, kept, sizeof *branch->children, branch_compare_places, NULL);
}

static void
branch_count_before(struct branch *branch)
{
	struct branch_child *children = branch->children;

	for (size_t i = branch->counted; i < branch->child_count; i++)
		children[i].before = i == 0 ? 0
					    : children[i - 1].before
						      + branch_total(children[i - 1].branch);
	branch->counted = branch->child_count;
}

/* The last child whose rows begin at or before `index`; child_count if none does. */
static size_t
branch_child_before(const struct branch *branch, size_t index)
{
	size_t low = 0, high = branch->child_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct branch_child *child = &branch->children[middle];

		if (child->place + child->before + 1 <= index)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? low - 1 : branch->child_count;
}

struct branch *
branch_find(struct branch *branch, size_t index, size_t *place)
{
	for (;;) {
		const struct branch_child *child;
		size_t i, first;

		branch_count_before(branch);
		i = branch_child_before(branch, index);
		if (i == branch->child_count) {
			*place = index;
			return branch;
		}
		child = &branch->children[i];
		first = child->place + child->before + 1;
		if (index - first >= branch_total(child->branch)) {
			*place = index - child->before - branch_total(child->branch);
			return branch;
		}
		branch = child->branch;
		index -= first;
	}
}

size_t
branch_index(struct branch *branch, size_t place)
{
	size_t index = 0;

	for (;;) {
		size_t i = branch_child_index(branch, place);

		branch_count_before(branch);
		index += place;
		if (i < branch->child_count)
			index += branch->children[i].before;
		else if (i > 0)
			index += branch->children[i - 1].before
				 + branch_total(branch->children[i - 1].branch);
		if (branch->parent == NULL)
			return index;
		index++; /* the parent row itself */
		place = branch->place;
		branch = branch->parent;
	}
}

bool
branch_step_down(struct branch **branch, size_t *place)
{
	struct branch *child = branch_child_at(*branch, *place);

	if (child != NULL && child->order.count > 0) {
		*branch = child;
		*place = 0;
		return true;
	}
	while (*place + 1 == (*branch)->order.count) {
		if ((*branch)->parent == NULL)
			return false;
		*place = (*branch)->place;
		*branch = (*branch)->parent;
	}
	(*place)++;
	return true;
}

bool
branch_step_up(struct branch **branch, size_t *place)
{
	struct branch *child;

	if (*place == 0) {
		if ((*branch)->parent == NULL)
			return false;
		*place = (*branch)->place;
		*branch = (*branch)->parent;
		return true;
	}
	--*place;
	while ((child = branch_child_at(*branch, *place)) != NULL && child->order.count > 0) {
		*branch = child;
		*place = child->order.count - 1;
	}
	return true;
}
