/*
 * The fewest bytes that make one line of the screen what it ought to be.
 *
 * A line is written from left to right: each cell is written, or passed over where it is right
 * already, or erased with others; from some cell on the rest may be erased first and be blank
 * then.  That, and the look things are written in, is where one can stand; every way on has its
 * bytes, and the cheapest way to the end is found as in any graph without cycles.
 */

#pragma once

#include "ui/screen_send.h"

/* What a cell shows, so that equal ones look the same: a blank that shows no attribute has none. */
struct glyph {
	wchar_t character;
	unsigned look;
};

static inline bool
glyph_is(const struct glyph *a, const struct glyph *b)
{
	return a->character == b->character && a->look == b->look;
}

/* From what it has to what it wants, `width` glyphs each. */
void line_paint(struct sender *sender, int y, const struct glyph *have, const struct glyph *want,
		int width);
