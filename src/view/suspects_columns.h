/*
 * The columns of the view of suspects, and the state they read.
 */

#pragma once

#include "heap/suspects.h"
#include "view/suspect_lines.h"
#include "view/view.h"

enum row_kind { ROW_SUSPECT, ROW_LINE };

struct suspects_state {
	struct suspects suspects;
	struct suspect_lines lines;
	const struct heap *heap; /* the last */
};

/* The row's suspect; null for a line below one. */
const struct suspect *suspects_view_suspect(const void *state, struct row row);

extern const struct column suspects_columns[];
