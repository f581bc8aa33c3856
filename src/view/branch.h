/*
 * Siblings of an outline: the rows below one unfolded row (or at the top), in order, and
 * the branches below those of them that are unfolded.
 *
 *	shown                     place 0
 *	shown, children.at[0]     place 1      before 0
 *	    | rows of that branch
 *	shown                     place 2
 *	shown, children.at[1]     place 3      before = rows of children.at[0]
 *
 * A row number within a branch counts the rows of the branches in between, too.
 */

#pragma once

#include "view/order.h"
#include "view/rows.h"

struct branch_child {
	size_t place; /* of its parent row, among the siblings */
	size_t before; /* rows of the children before it */
	struct branch *branch;
};

/* There may be millions, each below the one before: so no byte more than needed. */
struct branch {
	struct branch *parent; /* null at the top */
	struct row_list rows;
	struct order order;
	size_t below; /* rows of all children together */
	struct branch_child *children; /* by place */
	uint32_t child_count, child_capacity;
	uint32_t counted;    /* children whose `before` is right */
	uint32_t parent_row; /* index into the parent's rows */
	uint32_t place;      /* the same row's place in the parent's order */
	uint32_t depth;
};

/*
 * Rows added below a branch that those above it have not been told of.  Of a chain of many
 * thousand branches, each unfolded below the one before, none is told until somebody asks.
 */
struct branch_growth {
	struct branch *at; /* what lies above it lacks the rows; anything if there are none */
	size_t rows;       /* modulo 2^64: they may have been taken away */
};

/* Tells all branches.  What counts rows, here branch_find() and branch_index(), asks for that. */
void branch_settle(struct branch_growth *growth);

/* An empty branch below a row of `parent` (null: at the top), not yet known to it. */
struct branch *branch_new(struct branch *parent, uint32_t parent_row);
/* Frees it and all below; the parent is not told. */
void branch_free(struct branch *branch);

static inline size_t
branch_total(const struct branch *branch)
{
	return branch->order.count + branch->below;
}

/* Makes branch->parent show it below its row, at that place. */
void branch_attach(struct branch *branch, size_t place, struct branch_growth *growth);
/* Takes it, whose total is right then, out of its parent again; the caller frees it. */
void branch_detach(struct branch *branch, struct branch_growth *growth);
/* The branch below the row at a place, or null. */
struct branch *branch_child_at(const struct branch *branch, size_t place);
/* After the order has changed: children in their new places; those whose rows are gone are
 * freed. */
void branch_replace_children(struct branch *branch, const struct order_rule *rule);

/* Where row `index` is to be found: descends from `branch` to the branch that has it. */
struct branch *branch_find(struct branch *branch, size_t index, size_t *place);
/* The number, in the whole outline, of the row at a place. */
size_t branch_index(struct branch *branch, size_t place);

/* The next row down the outline, and the one above; false at the end. */
bool branch_step_down(struct branch **branch, size_t *place);
bool branch_step_up(struct branch **branch, size_t *place);
