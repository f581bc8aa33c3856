/*
 * A cell in a column that may be narrower than what it says: where it is cut stands a mark, and
 * what stays is what one reads or types.
 *
 *	whole                                in 30 cells
 *	weird in {cjk, emoji, rtl} @5025     weird in {cjk, emoji, ~} @5025    what names an object
 *	source: /srv/app/lib/router.js:12    source: ~app/lib/router.js:12     what has a label
 *	/srv/app/lib/node/src/router.js:12   ~p/lib/node/src/router.js:12      COLUMN_TAIL
 *	all that would be freed with it      all that would be freed with ~    any other
 */

#pragma once

#include "view/view.h"

/* Appends escaped text in at most `width` cells of the screen, cut at its end if it has to be. */
void cell_fit_text(struct text text, size_t width, struct buffer *out);
/* The cell is a title: of what names an object the id stays however narrow it is. */
#define CELL_FIT_TITLE (1u << 31)
/* Appends the cell as people read it, escaped, in at most `width` cells of the screen.  Of `flags`,
 * which are the column's, COLUMN_TAIL counts, and CELL_FIT_TITLE. */
void cell_fit(const struct cell *cell, unsigned flags, const struct cell_format *format,
	      size_t width, struct buffer *out);
