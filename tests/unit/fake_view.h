/*
 * A view over nothing: an endless tree whose rows are made from their numbers, with every
 * way a column can be sorted.
 */

#pragma once

#include "base/progress.h"
#include "view/view.h"

enum fake_column { FAKE_NUMBER, FAKE_TEXT, FAKE_BACKWARDS, FAKE_FAST, FAKE_COLUMNS };

/* Rows at the top of fake_view; children of a row. */
struct fake_state {
	uint32_t roots;
	bool kinds_differ; /* rows are of three kinds */
};

extern const struct view fake_view; /* open: subject.node is the number of roots */
struct row fake_root(const struct fake_state *state, uint32_t i);
uint32_t fake_child_count(struct row row);
struct row fake_child(const struct fake_state *state, struct row parent, uint32_t i);
uint32_t fake_number(struct row row); /* the value of FAKE_NUMBER: few, so that many tie */
struct text fake_text(struct row row, struct arena *scratch);

/* Is cancelled when a row's text is asked for, if it is not null: as if the user did so while one
 * row takes long. */
extern struct progress *fake_text_cancels;
