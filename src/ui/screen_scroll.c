#include "config.h"

#include "ui/screen_painter.h"

#include <stdlib.h>
#include <string.h>

enum {
	SCROLL_GAIN = 40,        /* cells: about what moving lines costs */
	COMPARED_MOST = 4000000, /* cells: a few milliseconds */
};

/* Cells that are others than those of a line that is there. */
static int
difference(const struct painter *painter, int from, int y)
{
	const struct glyph *have = glyphs_of(painter, &painter->have, from);
	const struct glyph *want = glyphs_of(painter, &painter->want, y);
	int count = 0;

	for (int x = 0; x < painter->width; x++)
		count += !glyph_is(&have[x], &want[x]);
	return count;
}

void
line_compare(struct painter *painter, int y)
{
	painter->changed_count -= painter->changed[y] > 0;
	painter->changed[y] = line_is_ours(painter, y) ? difference(painter, y, y)
						       : painter->width;
	painter->changed_count += painter->changed[y] > 0;
}

/* What a line gains if the one so far below is moved here. */
static int
line_gain(const struct painter *painter, int y, int lines)
{
	int from = y + lines;

	if (from < 0 || from >= painter->height)
		return -painter->width;
	if (!painter->have.is_plain[from] || !painter->want.is_plain[y])
		return painter->changed[y] - painter->width;
	return painter->changed[y] - difference(painter, from, y);
}

/* Whether any text stands so far below what is to be its place. */
static bool
has_moved(const struct painter *painter, int lines)
{
	int first = lines < 0 ? -lines : 0;
	int end = lines > 0 ? painter->height - lines : painter->height;

	for (int y = first; y < end; y++)
		if (painter->changed[y] > 0 && painter->filled[y] > 0
		    && painter->have.hash[y + lines] == painter->want.hash[y])
			return true;
	return false;
}

/* Less what has to be written again where lines were pushed out, and did not change. */
static int
scroll_gain(const struct painter *painter, const struct scroll *scroll, int gain)
{
	int from = scroll->lines > 0 ? scroll->bottom - scroll->lines + 1 : scroll->top;

	for (int y = from; y < from + abs(scroll->lines); y++)
		gain += painter->changed[y] - painter->filled[y];
	return gain;
}

/* The best stretch of lines that came from so far below, in one pass over them. */
static void
scroll_find_by(const struct painter *painter, int lines, struct scroll *best)
{
	int sum = 0, first = 0;
	/* nothing comes from below */
	int end = lines > 0 ? painter->height - lines : painter->height;

	for (int y = 0; y < end; y++) {
		struct scroll scroll = { .lines = lines };

		if (sum <= 0) {
			sum = 0;
			first = y;
		}
		sum += line_gain(painter, y, lines);
		if (sum <= best->gain)
			continue;
		scroll.top = lines > 0 ? first : first + lines;
		scroll.bottom = lines > 0 ? y + lines : y;
		scroll.gain = scroll_gain(painter, &scroll, sum);
		if (scroll.gain > best->gain)
			*best = scroll;
	}
}

bool
scroll_find(const struct painter *painter, struct scroll *scroll)
{
	int left = COMPARED_MOST / (painter->width * painter->height);

	*scroll = (struct scroll){ .gain = SCROLL_GAIN };
	/* The nearest first: where many lines are the same there is no time for all. */
	for (int lines = 1; lines < painter->height && left > 0; lines++) {
		for (int by = lines; by >= -lines; by -= 2 * lines) {
			if (!has_moved(painter, by))
				continue;
			scroll_find_by(painter, by, scroll);
			left--;
		}
	}
	return scroll->lines != 0;
}

static void
line_clear(const struct painter *painter, struct screen *screen, int y)
{
	struct glyph *line = glyphs_of(painter, screen, y);

	memset(cells_of(painter, screen, y), 0, (size_t)painter->width * sizeof(cchar_t));
	screen->is_plain[y] = true;
	screen->hash[y] = 0;
	for (int x = 0; x < painter->width; x++)
		line[x] = (struct glyph){ L' ', LOOK_PLAIN };
}

void
scroll_apply(struct painter *painter, const struct scroll *scroll)
{
	struct screen *have = &painter->have;
	size_t line = (size_t)painter->width + 1;
	int step = scroll->lines > 0 ? 1 : -1;
	int first = scroll->lines > 0 ? scroll->top : scroll->bottom;
	int count = scroll->bottom - scroll->top + 1;

	for (int i = 0; i < count; i++) {
		int y = first + i * step, from = y + scroll->lines;

		if (i < count - abs(scroll->lines)) {
			memcpy(cells_of(painter, have, y), cells_of(painter, have, from),
			       line * sizeof(*have->cells));
			memcpy(glyphs_of(painter, have, y), glyphs_of(painter, have, from),
			       line * sizeof(*have->at));
			have->is_plain[y] = have->is_plain[from];
			have->hash[y] = have->hash[from];
		} else {
			line_clear(painter, have, y);
		}
		line_compare(painter, y);
	}
}
