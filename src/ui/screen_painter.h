/*
 * A frame on its way to the terminal: what is there, what is to be, and how lines that stand
 * elsewhere already come to their places.  For screen_update.c alone.
 */

#pragma once

#include <curses.h>
#include <stdbool.h>
#include <stdint.h>

#include "ui/line_paint.h"

/* A screen of curses': what is there, or what is to be. */
struct screen {
	WINDOW *window;
	cchar_t *cells;
	struct glyph *at;
	bool *is_plain;
	uint64_t *hash;  /* of the characters of a line */
};

struct painter {
	int height, width;
	struct screen have, want;
	int *changed; /* cells of a line */
	int *filled;  /* cells of a line to be that are not blank */
	int changed_count; /* lines */
	struct sender sender;
};

static inline cchar_t *
cells_of(const struct painter *painter, const struct screen *screen, int y)
{
	return &screen->cells[(size_t)y * ((size_t)painter->width + 1)];
}

static inline struct glyph *
glyphs_of(const struct painter *painter, const struct screen *screen, int y)
{
	return &screen->at[(size_t)y * ((size_t)painter->width + 1)];
}

static inline bool
line_is_ours(const struct painter *painter, int y)
{
	return painter->have.is_plain[y] && painter->want.is_plain[y];
}

/* Once a line is read, or moved. */
void line_compare(struct painter *painter, int y);

struct scroll {
	int top, bottom; /* of the lines it moves, and those it pushes out */
	int lines;       /* up */
	int gain;        /* cells that need not be written */
};

/* Which lines to move, if that seems to save enough. */
bool scroll_find(const struct painter *painter, struct scroll *scroll);
/* As the terminal does it; what was pushed out is blank where lines were pulled. */
void scroll_apply(struct painter *painter, const struct scroll *scroll);
