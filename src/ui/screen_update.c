#include "config.h"

#include "ui/screen_update.h"

#include <curses.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/memory.h"
#include "ui/line_paint.h"

enum {
	SCROLL_GAIN = 40,  /* cells: about what moving lines costs */
	SCROLLS_MOST = 3,  /* a pane each, and one */
	LINES_MOST = 500, COLUMNS_MOST = 1000, /* larger ones are no slow lines' */
};

/* A screen of curses': what is there, or what is to be. */
struct screen {
	WINDOW *window;
	cchar_t *cells;
	struct glyph *at;
	bool *is_plain;
	uint64_t *hash;  /* of the characters of a line */
	int *filled;     /* cells of it that are not blank */
};

struct painter {
	int height, width;
	struct screen have, want;
	int *changed; /* cells of a line */
	struct sender sender;
};

/* Where the cursor is since the last frame; curses need not know. */
static struct {
	int y, x;
} cursor;

static void
screen_init(struct screen *screen, WINDOW *window, int height, int width)
{
	size_t cells = (size_t)height * ((size_t)width + 1);

	screen->window = window;
	screen->cells = xcalloc(cells, sizeof(*screen->cells));
	screen->at = xcalloc(cells, sizeof(*screen->at));
	screen->is_plain = xcalloc((size_t)height, sizeof(*screen->is_plain));
	screen->hash = xcalloc((size_t)height, sizeof(*screen->hash));
	screen->filled = xcalloc((size_t)height, sizeof(*screen->filled));
}

static void
screen_release(struct screen *screen)
{
	free(screen->cells);
	free(screen->at);
	free(screen->is_plain);
	free(screen->hash);
	free(screen->filled);
}

static cchar_t *
cells_of(const struct painter *painter, const struct screen *screen, int y)
{
	return &screen->cells[(size_t)y * ((size_t)painter->width + 1)];
}

static struct glyph *
glyphs_of(const struct painter *painter, const struct screen *screen, int y)
{
	return &screen->at[(size_t)y * ((size_t)painter->width + 1)];
}

/* False for what is not one character in one cell. */
static bool
glyph_read(struct sender *sender, const cchar_t *cell, struct glyph *glyph)
{
	wchar_t characters[CCHARW_MAX + 1];
	struct look look = { 0 };

	if (getcchar(cell, characters, &look.attributes, &look.pair, NULL) != OK)
		return false;
	glyph->character = characters[0];
	glyph->look = sender_look(sender, look);
	if (characters[0] == L' ' && !sender_shows_on_blanks(sender, glyph->look))
		glyph->look = LOOK_PLAIN;
	return characters[0] != L'\0' && characters[1] == L'\0' && wcwidth(characters[0]) == 1;
}

static void
line_read(struct painter *painter, struct screen *screen, int y)
{
	struct glyph *line = glyphs_of(painter, screen, y);
	cchar_t *cells = cells_of(painter, screen, y);
	uint64_t hash = 0;

	screen->filled[y] = 0;
	screen->is_plain[y] = mvwin_wchnstr(screen->window, y, 0, cells, painter->width) == OK;
	for (int x = 0; x < painter->width && screen->is_plain[y]; x++) {
		screen->is_plain[y] = glyph_read(&painter->sender, &cells[x], &line[x]);
		screen->filled[y] += line[x].character != L' ' || line[x].look != LOOK_PLAIN;
		hash = hash * 31 + (uint64_t)line[x].character;
	}
	screen->hash[y] = hash;
}

static bool
glyph_is(const struct glyph *a, const struct glyph *b)
{
	return a->character == b->character && a->look == b->look;
}

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

static bool
line_is_ours(const struct painter *painter, int y)
{
	return painter->have.is_plain[y] && painter->want.is_plain[y];
}

static void
line_compare(struct painter *painter, int y)
{
	painter->changed[y] = line_is_ours(painter, y) ? difference(painter, y, y)
						       : painter->width;
}

struct scroll {
	int top, bottom; /* of the lines it moves, and those it pushes out */
	int lines;       /* up */
	int gain;        /* cells that need not be written */
};

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
	int end = painter->height < painter->height - lines ? painter->height
							     : painter->height - lines;

	for (int y = lines < 0 ? -lines : 0; y < end; y++)
		if (painter->changed[y] > 0 && painter->want.filled[y] > 0
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
		gain += painter->changed[y] - painter->want.filled[y];
	return gain;
}

/* The best stretch of lines that came from so far below, in one pass over them. */
static void
scroll_find_by(const struct painter *painter, int lines, struct scroll *best)
{
	int sum = 0, first = 0;

	for (int y = 0; y < painter->height; y++) {
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

static bool
scroll_find(const struct painter *painter, struct scroll *scroll)
{
	*scroll = (struct scroll){ .gain = SCROLL_GAIN };
	for (int lines = 1 - painter->height; lines < painter->height; lines++)
		if (lines != 0 && has_moved(painter, lines))
			scroll_find_by(painter, lines, scroll);
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

/* As the terminal does it; what was pushed out is blank where lines were pulled. */
static void
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

/* Cells at the beginning of a line that are plain in both, and the same. */
static int
same_beginning(struct painter *painter, int y)
{
	const cchar_t *have = cells_of(painter, &painter->have, y);
	const cchar_t *want = cells_of(painter, &painter->want, y);
	struct glyph a, b;
	int x = 0;

	while (x < painter->width && glyph_read(&painter->sender, &have[x], &a)
	       && glyph_read(&painter->sender, &want[x], &b) && glyph_is(&a, &b))
		x++;
	return x;
}

/* A character that may have two cells, or others that are combined with it; returns its cells. */
static int
send_cell(struct painter *painter, int y, int x)
{
	wchar_t characters[CCHARW_MAX + 1];
	struct look look = { 0 };
	cchar_t cell;
	int cells;

	if (mvwin_wch(newscr, y, x, &cell) != OK
	    || getcchar(&cell, characters, &look.attributes, &look.pair, NULL) != OK)
		return 1;
	send_look(&painter->sender, sender_look(&painter->sender, look));
	for (int i = 0; characters[i] != L'\0'; i++)
		send_character(&painter->sender, characters[i]);
	cells = wcwidth(characters[0]);
	return cells > 0 ? cells : 1;
}

/* A line in which a cell is not a character, from its first difference on. */
static void
paint_whole(struct painter *painter, int y)
{
	int x = same_beginning(painter, y), end = painter->width;
	const struct glyph *blank;
	struct glyph glyph;

	blank = &(struct glyph){ L' ', LOOK_PLAIN };
	while (end > x && glyph_read(&painter->sender, &cells_of(painter, &painter->want, y)[end - 1], &glyph)
	       && glyph_is(&glyph, blank))
		end--;
	send_look(&painter->sender, LOOK_PLAIN);
	send_address(&painter->sender, y, x);
	send_erase_rest(&painter->sender);
	while (x < end)
		x += send_cell(painter, y, x);
	painter->sender.y = -1; /* terminals have ideas of their own on how wide some are */
}

static void
paint_line(struct painter *painter, int y, const struct glyph *have)
{
	if (line_is_ours(painter, y))
		line_paint(&painter->sender, y, have, glyphs_of(painter, &painter->want, y),
			   painter->width);
	else if (memcmp(cells_of(painter, &painter->have, y), cells_of(painter, &painter->want, y),
			(size_t)painter->width * sizeof(cchar_t)) != 0)
		paint_whole(painter, y);
}

/* Where a line is plain from. */
static int
plain_from(const struct painter *painter, const struct glyph *line)
{
	int x = painter->width;

	while (x > 0 && line[x - 1].look == LOOK_PLAIN)
		x--;
	return x;
}

/* Of lines whose beginning has a look of its own all beginnings, one below the other, so that the
 * look need not be changed twice a line.  Returns what is there then. */
static struct glyph *
paint_beginnings(struct painter *painter)
{
	size_t line = (size_t)painter->width + 1;
	struct glyph *between = xcalloc((size_t)painter->height * line, sizeof(*between));

	for (int y = 0; y < painter->height; y++) {
		const struct glyph *want = glyphs_of(painter, &painter->want, y);
		const struct glyph *have = glyphs_of(painter, &painter->have, y);
		struct glyph *to = &between[(size_t)y * line];

		memcpy(to, have, line * sizeof(*to));
		if (!line_is_ours(painter, y))
			continue;
		memcpy(to, want, (size_t)plain_from(painter, want) * sizeof(*to));
		line_paint(&painter->sender, y, have, to, painter->width);
	}
	return between;
}

/* All lines, and the cursor where it is to be. */
static void
paint_lines(struct painter *painter, const struct glyph *have, int to_y, int to_x)
{
	struct sender *sender = &painter->sender;

	for (int y = 0; y < painter->height; y++)
		paint_line(painter, y, &have[(size_t)y * ((size_t)painter->width + 1)]);
	if (sender->y != to_y || sender->x != to_x) {
		send_look(sender, LOOK_PLAIN);
		send_address(sender, to_y, to_x);
	}
	send_look(sender, LOOK_PLAIN);
}

/* After the lines are moved; returns whether it has fewer bytes than all ways before. */
static bool
paint_ways(struct painter *painter, const struct scroll *scrolls, int count, int to_y, int to_x)
{
	struct sender *sender = &painter->sender;
	bool is_better = false;

	for (int way = 0; way < 2; way++) {
		struct glyph *between = NULL;

		sender->y = cursor.y;
		sender->x = cursor.x;
		for (int i = 0; i < count; i++)
			send_scroll(sender, scrolls[i].top, scrolls[i].bottom, scrolls[i].lines);
		if (way == 1)
			between = paint_beginnings(painter);
		paint_lines(painter, way == 0 ? painter->have.at : between, to_y, to_x);
		free(between);
		is_better |= send_choose();
	}
	return is_better;
}

/* With lines moved that stand elsewhere already, as long as that saves bytes. */
static void
paint(struct painter *painter, int to_y, int to_x)
{
	struct scroll scrolls[SCROLLS_MOST];

	for (int count = 0; count <= SCROLLS_MOST; count++) {
		if (count > 0) {
			if (!can_scroll() || !scroll_find(painter, &scrolls[count - 1]))
				break;
			scroll_apply(painter, &scrolls[count - 1]);
		}
		if (!paint_ways(painter, scrolls, count, to_y, to_x))
			break;
	}
	send_all();
	/* Curses has it on the screen now. */
	copywin(newscr, curscr, 0, 0, 0, 0, painter->height - 1, painter->width - 1, FALSE);
}

static bool
can_paint(const struct painter *painter)
{
	return !isendwin() && !is_cleared(curscr) && !is_cleared(newscr)
	       && painter->height <= LINES_MOST && painter->width <= COLUMNS_MOST
	       && getmaxy(curscr) == LINES && getmaxx(curscr) == COLS;
}

static void
screen_paint(struct painter *painter)
{
	int y, x;

	getyx(newscr, y, x);
	screen_init(&painter->have, curscr, painter->height, painter->width);
	screen_init(&painter->want, newscr, painter->height, painter->width);
	painter->changed = xcalloc((size_t)painter->height, sizeof(*painter->changed));
	for (int line = 0; line < painter->height; line++) {
		line_read(painter, &painter->have, line);
		line_read(painter, &painter->want, line);
		line_compare(painter, line);
	}
	sender_measure(&painter->sender);
	paint(painter, y, x);
	wmove(newscr, y, x); /* reading moved it */
	screen_release(&painter->have);
	screen_release(&painter->want);
	free(painter->changed);
}

void
screen_update(void)
{
	struct painter painter = { .height = LINES, .width = COLS };

	if (can_paint(&painter) && sender_open(&painter.sender, COLS)) {
		screen_paint(&painter);
		sender_close(&painter.sender);
	} else {
		doupdate();
	}
	getyx(newscr, cursor.y, cursor.x);
}
